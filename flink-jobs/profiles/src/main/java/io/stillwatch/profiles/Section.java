package io.stillwatch.profiles;

/**
 * A run of equally long records inside a profile, oldest first.
 *
 * <p>The ordinal is the place in the stored directory: constants are only ever added at the end.
 * Those from {@link #EPISODES} on belong to the patterns room, which alone knows what their bytes
 * mean.
 */
public enum Section {
  /** hash 8, state 1. */
  EXCHANGES(9, ProfileLimits.EXCHANGES_MAX, true),
  /** pair hash 8. */
  PAIRS(8, ProfileLimits.PAIRS_MAX, true),
  /** hash 8, clock 8, {@link WaitingSignals} 64. */
  OPEN(16 + WaitingSignals.BYTES, ProfileLimits.OPEN_MAX, false),
  /** One open episode of one pattern. */
  EPISODES(44, ProfileLimits.EPISODES_MAX, false),
  /** One exchange held by a pattern that counts. */
  COUNTED(20, ProfileLimits.COUNTED_MAX, false),
  /** Words of 8 bytes, of which a partial match of a pattern in several steps takes a few. */
  PARTIALS(8, ProfileLimits.PARTIAL_WORDS_MAX, false),
  /** What one pattern has added up, by pane of its window. */
  TALLIES(40, ProfileLimits.TALLIES_MAX, false);

  static final Section[] ALL = values();

  private final int recordBytes;
  private final int recordsMax;
  private final boolean ring;

  Section(int recordBytes, int recordsMax, boolean ring) {
    this.recordBytes = recordBytes;
    this.recordsMax = recordsMax;
    this.ring = ring;
  }

  public int recordBytes() {
    return recordBytes;
  }

  public int recordsMax() {
    return recordsMax;
  }

  /** Whether it is meant to hold the latest only, so that pushing the oldest out is no loss. */
  boolean ring() {
    return ring;
  }
}
