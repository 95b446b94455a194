package io.stillwatch.profiles;

/**
 * A run of equally long records inside a profile, oldest first.
 *
 * <p>The ordinal is the place in the stored directory: constants are only ever added at the end.
 * The last three belong to the patterns room, which alone knows what their bytes mean.
 */
public enum Section {
  /** hash 8, state 1. */
  EXCHANGES(9, ProfileLimits.EXCHANGES_MAX),
  /** pair hash 8. */
  PAIRS(8, ProfileLimits.PAIRS_MAX),
  /** hash 8, clock 8, prompt signals by code 8 x 8. */
  OPEN(16 + 8 * ProfileLimits.OPEN_SIGNALS_MAX, ProfileLimits.OPEN_MAX),
  /** One open episode of one pattern. */
  EPISODES(44, ProfileLimits.EPISODES_MAX),
  /** One exchange held by a pattern that counts. */
  COUNTED(20, ProfileLimits.COUNTED_MAX),
  /** One partial match of a pattern in several steps. */
  PARTIALS(40, ProfileLimits.PARTIALS_MAX);

  static final Section[] ALL = values();

  private final int recordBytes;
  private final int recordsMax;

  Section(int recordBytes, int recordsMax) {
    this.recordBytes = recordBytes;
    this.recordsMax = recordsMax;
  }

  public int recordBytes() {
    return recordBytes;
  }

  public int recordsMax() {
    return recordsMax;
  }
}
