package io.stillwatch.profiles;

/**
 * A run of equally long records inside a profile, oldest first; a full ring may begin anywhere.
 *
 * <p>The ordinal is the place in the stored directory: constants are only ever added at the end.
 * Those from {@link #EPISODES} to {@link #TALLIES} belong to the patterns room, which alone knows
 * what their bytes mean.
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
  TALLIES(40, ProfileLimits.TALLIES_MAX, false),
  /** link hash 8, minute at which it was last told 4; see {@link LinkNews}. */
  LINKS(12, ProfileLimits.LINKS_MAX, true);

  static final Section[] ALL = values();

  private final int recordBytes;
  private final int recordsMax;
  private final boolean ring;

  /** The bits of an entry of the directory that say how many records there are. */
  final int countMask;

  Section(int recordBytes, int recordsMax, boolean ring) {
    this.recordBytes = recordBytes;
    this.recordsMax = recordsMax;
    this.ring = ring;
    this.countMask = ring ? 0xff : 0xffff;
    if (recordsMax > countMask) {
      throw new IllegalArgumentException("the directory has no room for " + recordsMax);
    }
  }

  public int recordBytes() {
    return recordBytes;
  }

  public int recordsMax() {
    return recordsMax;
  }

  /**
   * Whether it is meant to hold the latest only: the newest takes the place of the oldest, and that
   * is no loss.
   */
  boolean ring() {
    return ring;
  }
}
