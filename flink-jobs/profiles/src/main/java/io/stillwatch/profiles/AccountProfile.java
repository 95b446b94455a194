package io.stillwatch.profiles;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * All that is remembered of one account: one array of bytes, read and written in place.
 *
 * <p>The stored form is the live form, so encoding is a copy and decoding a check. Numbers are
 * little endian.
 *
 * <pre>
 *   0  version            u8    3 with a baseline, 1 without: otherwise they are the same
 *   1  flags              u8    1 the account has been told to its tenant, 2 a look was of half an
 *                               exchange: of its request, or its response, alone
 *   2  length             u16   of the whole, so that a torn value is seen
 *   4  dropped            u32   records that a limit pushed out
 *   8  looks              u32   looks judged: the order of what happened
 *  12  templates          u32   observations of templates told
 *  16  clock              i64   max of all event times seen, ms
 *  24  first seen         i64   clock at the first event
 *  32  counters as of     i64   clock at which the counters were last decayed
 *  40  counters           f32 x 3 horizons x 8 counters
 * 136  distinct prompts   u8 x 64, HyperLogLog registers
 * 200  directory          u16 x 8, records in each {@link Section};
 *                         of a ring u8 records, u8 place of the oldest, 0 until it is full
 * 216  sections           records, oldest first, in the order of the directory
 *      baseline           {@link Baseline}, the last bytes of version 3
 * </pre>
 *
 * <p>Version 2 had a baseline that did not count the prompts since the main template was taken up.
 *
 * <p>A profile holds no text and no address: hashes, times and counts only. Not thread safe.
 */
public final class AccountProfile implements AccountView {

  static final byte VERSION = 1;
  static final byte WITH_BASELINE = 3;
  private static final byte WITH_BASELINE_BEFORE = 2;

  private static final int FLAGS_AT = 1;
  private static final int LENGTH_AT = 2;
  private static final int DROPPED_AT = 4;
  private static final int LOOKS_AT = 8;
  private static final int TEMPLATES_AT = 12;
  private static final int CLOCK_AT = 16;
  private static final int FIRST_SEEN_AT = 24;
  private static final int COUNTED_AT = 32;
  private static final int COUNTERS_AT = 40;
  private static final int DISTINCT_AT = COUNTERS_AT + 4 * Horizon.ALL.length * Counter.ALL.length;
  private static final int DIRECTORY_AT = DISTINCT_AT + DistinctSketch.REGISTERS;
  private static final int DIRECTORY_LENGTH = 2 * 8;
  static final int SECTIONS_AT = DIRECTORY_AT + DIRECTORY_LENGTH;

  private static final int TOLD = 1;
  private static final int HALVES = 2;

  private static final int GROW_BYTES = 128;

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle FLOAT =
      MethodHandles.byteArrayViewVarHandle(float[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle SHORT =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);

  private byte[] bytes;
  private int length;

  /** Where each section starts: to add it up from the directory each time took longer than most. */
  private final int[] starts = new int[Section.ALL.length];

  private AccountProfile(byte[] bytes, int length) {
    this.bytes = bytes;
    this.length = length;
    Arrays.fill(starts, SECTIONS_AT);
  }

  /** A profile that has seen nothing. */
  public static AccountProfile empty() {
    AccountProfile profile = new AccountProfile(new byte[SECTIONS_AT + GROW_BYTES], SECTIONS_AT);
    profile.bytes[0] = VERSION;
    return profile;
  }

  /**
   * Takes over stored bytes.
   *
   * @throws IllegalArgumentException if they are not a whole profile of a known version
   */
  public static AccountProfile decode(byte[] stored) {
    if (stored.length < SECTIONS_AT || stored.length > ProfileLimits.BYTES_MAX) {
      throw new IllegalArgumentException(
          "a profile has "
              + SECTIONS_AT
              + " to "
              + ProfileLimits.BYTES_MAX
              + " bytes, not "
              + stored.length);
    }
    if (stored[0] < VERSION || stored[0] > WITH_BASELINE) {
      throw new IllegalArgumentException(
          "profile version "
              + stored[0]
              + " is not known here; this code reads versions "
              + VERSION
              + " to "
              + WITH_BASELINE);
    }
    AccountProfile profile = new AccountProfile(stored, stored.length);
    int end = SECTIONS_AT + baselineBytes(stored[0]);
    for (Section section : Section.ALL) {
      int count = profile.count(section);
      if (count > section.recordsMax()) {
        throw new IllegalArgumentException(
            section + " holds " + count + " records, more than " + section.recordsMax());
      }
      int oldest = profile.oldest(section);
      if (oldest != 0 && (oldest >= count || count < section.recordsMax())) {
        throw new IllegalArgumentException(
            section + " of " + count + " records cannot begin at " + oldest);
      }
      profile.moveStarts(section, count * section.recordBytes());
      end += count * section.recordBytes();
    }
    if (end != stored.length || ((short) SHORT.get(stored, LENGTH_AT) & 0xffff) != end) {
      throw new IllegalArgumentException(
          "torn profile: " + stored.length + " bytes, its directory says " + end);
    }
    if (stored[0] == WITH_BASELINE_BEFORE) {
      profile.widenBaseline();
    }
    return profile;
  }

  private static int baselineBytes(byte version) {
    return switch (version) {
      case WITH_BASELINE -> Baseline.BYTES;
      case WITH_BASELINE_BEFORE -> Baseline.BYTES_BEFORE;
      default -> 0;
    };
  }

  /** A copy fit to be stored. */
  public byte[] encode() {
    SHORT.set(bytes, LENGTH_AT, (short) length);
    return Arrays.copyOf(bytes, length);
  }

  public int length() {
    return length;
  }

  /** The account's own monotone clock. */
  @Override
  public long clockMs() {
    return (long) LONG.get(bytes, CLOCK_AT);
  }

  @Override
  public long firstSeenMs() {
    return (long) LONG.get(bytes, FIRST_SEEN_AT);
  }

  /** Forgets everything, as if the account had never been seen. */
  void clear() {
    Arrays.fill(bytes, 0, SECTIONS_AT, (byte) 0);
    bytes[0] = VERSION;
    length = SECTIONS_AT;
    Arrays.fill(starts, SECTIONS_AT);
  }

  /** Moves the clock forward, never back, and returns where it stands. */
  long advance(long occurredAtMs) {
    long clock = clockMs();
    if (clock == 0) {
      LONG.set(bytes, FIRST_SEEN_AT, occurredAtMs);
      LONG.set(bytes, COUNTED_AT, occurredAtMs);
    }
    if (occurredAtMs > clock) {
      LONG.set(bytes, CLOCK_AT, occurredAtMs);
      return occurredAtMs;
    }
    return clock;
  }

  /** Records that a limit pushed out and that are missed, since the account was first seen. */
  public int dropped() {
    return (int) INT.get(bytes, DROPPED_AT);
  }

  /** Gives the look that is about to be judged its number; only the order of numbers counts. */
  public int nextLook() {
    int next = (int) INT.get(bytes, LOOKS_AT) + 1;
    INT.set(bytes, LOOKS_AT, next);
    return next;
  }

  // ---- links

  /** Whether the account has been told to its tenant. */
  boolean told() {
    return (bytes[FLAGS_AT] & TOLD) != 0;
  }

  void tell() {
    bytes[FLAGS_AT] |= TOLD;
  }

  /** A look was of half an exchange. */
  void sawHalf() {
    bytes[FLAGS_AT] |= HALVES;
  }

  /** The account has had at least so many exchanges; of halves, two looks may be one. */
  int exchanges() {
    int looks = (int) INT.get(bytes, LOOKS_AT);
    return (bytes[FLAGS_AT] & HALVES) == 0 ? looks : (looks + 1) / 2;
  }

  /** Counts one more observation of a template and returns how many there are. */
  int nextTemplate() {
    INT.set(bytes, TEMPLATES_AT, templates() + 1);
    return templates();
  }

  int templates() {
    return (int) INT.get(bytes, TEMPLATES_AT);
  }

  // ---- baseline

  /** Where the {@link Baseline} stands, valid as {@link #at} is; 0 where there is none. */
  int baselineAt() {
    return bytes[0] == WITH_BASELINE ? length - Baseline.BYTES : 0;
  }

  /** Makes room for the baseline, of which there must be none, and returns where it stands. */
  int openBaseline() {
    int at = length;
    reserve(Baseline.BYTES);
    Arrays.fill(bytes, at, at + Baseline.BYTES, (byte) 0);
    length += Baseline.BYTES;
    bytes[0] = WITH_BASELINE;
    return at;
  }

  private void widenBaseline() {
    int at = length - Baseline.BYTES_BEFORE;
    int more = Baseline.BYTES - Baseline.BYTES_BEFORE;
    reserve(more);
    length += more;
    bytes[0] = WITH_BASELINE;
    Baseline.widen(this, at);
  }

  @Override
  public double surge(Amount amount) {
    return Baseline.surge(this, amount);
  }

  @Override
  public @Nullable Segment segment() {
    return Baseline.segment(this);
  }

  // ---- counters

  /** The counter's value at the account's clock. */
  @Override
  public double value(Counter counter, Horizon horizon) {
    double stored = (float) FLOAT.get(bytes, counterAt(counter, horizon));
    return stored
        * Decay.factor((long) LONG.get(bytes, COUNTED_AT), clockMs(), horizon.halfLifeMs());
  }

  /** Brings all counters to the account's clock; once for each event, before any {@link #add}. */
  void decayCounters() {
    long clock = clockMs();
    long counted = (long) LONG.get(bytes, COUNTED_AT);
    if (clock <= counted) {
      return;
    }
    for (Horizon horizon : Horizon.ALL) {
      float factor = (float) Decay.factor(counted, clock, horizon.halfLifeMs());
      if (factor == 1) {
        continue; // not a step of this horizon's has passed
      }
      for (Counter counter : Counter.ALL) {
        int at = counterAt(counter, horizon);
        FLOAT.set(bytes, at, (float) FLOAT.get(bytes, at) * factor);
      }
    }
    LONG.set(bytes, COUNTED_AT, clock);
  }

  void add(Counter counter, double amount) {
    for (Horizon horizon : Horizon.ALL) {
      int at = counterAt(counter, horizon);
      FLOAT.set(bytes, at, (float) ((float) FLOAT.get(bytes, at) + amount));
    }
  }

  private static int counterAt(Counter counter, Horizon horizon) {
    return COUNTERS_AT + 4 * (horizon.ordinal() * Counter.ALL.length + counter.ordinal());
  }

  // ---- distinct prompts

  void sawPrompt(long hash) {
    DistinctSketch.add(bytes, DISTINCT_AT, DistinctSketch.REGISTERS, hash);
  }

  /**
   * About how many different prompts the account has sent; within 13 % (one standard deviation).
   */
  @Override
  public double distinctPrompts() {
    return DistinctSketch.estimate(bytes, DISTINCT_AT, DistinctSketch.REGISTERS);
  }

  // ---- sections

  public int count(Section section) {
    return directory(section) & section.countMask;
  }

  private void count(Section section, int records) {
    SHORT.set(bytes, DIRECTORY_AT + 2 * section.ordinal(), (short) records);
  }

  private int directory(Section section) {
    int at = DIRECTORY_AT + 2 * section.ordinal();
    return (bytes[at] & 0xff) | ((bytes[at + 1] & 0xff) << 8);
  }

  /** Which place of the section has its oldest record; not the first in a ring that went round. */
  private int oldest(Section section) {
    return section.ring() ? directory(section) >>> 8 : 0;
  }

  /** Where the record stands; valid until a record of any section is appended or removed. */
  public int at(Section section, int index) {
    int place = index;
    if (section.ring()) {
      place += oldest(section);
      place -= place >= section.recordsMax() ? section.recordsMax() : 0;
    }
    return start(section) + place * section.recordBytes();
  }

  /**
   * Makes room for one more record, pushing the oldest out at the limit, and returns where it
   * stands, zeroed.
   */
  public int append(Section section) {
    if (count(section) == section.recordsMax()) {
      if (section.ring()) {
        return replaceOldest(section);
      }
      remove(section, 0, 1);
      countDropped();
    }
    return append(section, 1);
  }

  private int replaceOldest(Section section) {
    int oldest = oldest(section);
    int at = start(section) + oldest * section.recordBytes();
    Arrays.fill(bytes, at, at + section.recordBytes(), (byte) 0);
    int next = oldest + 1 == section.recordsMax() ? 0 : oldest + 1;
    count(section, section.recordsMax() | next << 8);
    return at;
  }

  /** Makes room for a run of records, for which there must be room, and returns where it starts. */
  public int append(Section section, int records) {
    int held = count(section);
    if (held + records > section.recordsMax()) {
      throw new IllegalStateException(
          section + " has no room for " + records + " beside its " + held + " records");
    }
    int size = records * section.recordBytes();
    int at = at(section, held);
    reserve(size);
    System.arraycopy(bytes, at, bytes, at + size, length - at);
    Arrays.fill(bytes, at, at + size, (byte) 0);
    length += size;
    count(section, held + records);
    moveStarts(section, size);
    return at;
  }

  private void reserve(int size) {
    if (length + size > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.min(ProfileLimits.BYTES_MAX, length + size + GROW_BYTES));
    }
  }

  public void remove(Section section, int index) {
    remove(section, index, 1);
  }

  /** Removes a run of records. */
  public void remove(Section section, int index, int records) {
    straighten(section);
    int size = records * section.recordBytes();
    int at = at(section, index);
    System.arraycopy(bytes, at + size, bytes, at, length - at - size);
    length -= size;
    count(section, count(section) - records);
    moveStarts(section, -size);
  }

  /** Puts the oldest record of a ring first again. */
  private void straighten(Section section) {
    int oldest = oldest(section);
    if (oldest > 0) {
      int start = start(section);
      int end = start + count(section) * section.recordBytes();
      int split = start + oldest * section.recordBytes();
      byte[] turned = Arrays.copyOfRange(bytes, split, end);
      System.arraycopy(bytes, start, bytes, start + turned.length, split - start);
      System.arraycopy(turned, 0, bytes, start, turned.length);
      count(section, count(section));
    }
  }

  /** Copies bytes of records to another place; the two may overlap. */
  public void move(int from, int to, int size) {
    if (from != to) {
      System.arraycopy(bytes, from, bytes, to, size);
    }
  }

  /** Notes that a limit pushed something out that will be missed. */
  public void countDropped() {
    INT.set(bytes, DROPPED_AT, dropped() + 1);
  }

  /**
   * Index of the newest record whose first eight bytes are this hash, or -1. A ring has none twice,
   * so that it does not matter where it begins.
   */
  int find(Section section, long hash) {
    int size = section.recordBytes();
    int count = count(section);
    int at = start(section) + count * size;
    for (int place = count - 1; place >= 0; place--) {
      at -= size;
      if ((long) LONG.get(bytes, at) == hash) {
        int index = place - oldest(section);
        return index < 0 ? index + count : index;
      }
    }
    return -1;
  }

  private int start(Section section) {
    return starts[section.ordinal()];
  }

  /** The section has grown or shrunk, and those behind it have moved. */
  private void moveStarts(Section section, int by) {
    for (int i = section.ordinal() + 1; i < starts.length; i++) {
      starts[i] += by;
    }
  }

  // ---- fields of records

  public long getLong(int at) {
    return (long) LONG.get(bytes, at);
  }

  public void putLong(int at, long value) {
    LONG.set(bytes, at, value);
  }

  public int getInt(int at) {
    return (int) INT.get(bytes, at);
  }

  public void putInt(int at, int value) {
    INT.set(bytes, at, value);
  }

  public float getFloat(int at) {
    return (float) FLOAT.get(bytes, at);
  }

  public void putFloat(int at, float value) {
    FLOAT.set(bytes, at, value);
  }

  byte getByte(int at) {
    return bytes[at];
  }

  void putByte(int at, byte value) {
    bytes[at] = value;
  }
}
