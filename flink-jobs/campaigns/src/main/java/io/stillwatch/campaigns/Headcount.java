package io.stillwatch.campaigns;

import io.stillwatch.profiles.DistinctSketch;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * How many different accounts were seen: exactly by their hashes, and beyond {@link
 * CampaignLimits#LINK_ACCOUNTS_EXACT_MAX} by a sketch, within 6.5 % (one standard deviation).
 */
final class Headcount {

  static final int REGISTERS = 256;

  private long[] hashes;
  private int size;
  private byte @Nullable [] registers;

  Headcount() {
    this.hashes = new long[1];
  }

  /** Takes over what {@link #registers} gave. */
  static Headcount sketched(byte[] registers) {
    Headcount count = new Headcount();
    count.registers = registers;
    return count;
  }

  /** Takes in an account; true if that changed anything. */
  boolean add(long hash) {
    byte[] sketch = registers;
    if (sketch != null) {
      return DistinctSketch.add(sketch, 0, REGISTERS, hash);
    }
    for (int i = 0; i < size; i++) {
      if (hashes[i] == hash) {
        return false;
      }
    }
    if (size == CampaignLimits.LINK_ACCOUNTS_EXACT_MAX) {
      sketch(hash);
      return true;
    }
    if (size == hashes.length) {
      hashes = Arrays.copyOf(hashes, Math.min(2 * size, CampaignLimits.LINK_ACCOUNTS_EXACT_MAX));
    }
    hashes[size++] = hash;
    return true;
  }

  private void sketch(long next) {
    byte[] sketch = new byte[REGISTERS];
    for (int i = 0; i < size; i++) {
      DistinctSketch.add(sketch, 0, REGISTERS, hashes[i]);
    }
    DistinctSketch.add(sketch, 0, REGISTERS, next);
    registers = sketch;
    hashes = new long[1];
    size = 0;
  }

  /** More than the exact ones once the sketch has begun, which may see a few less. */
  long count() {
    byte[] sketch = registers;
    return sketch == null
        ? size
        : Math.max(
            CampaignLimits.LINK_ACCOUNTS_EXACT_MAX + 1,
            Math.round(DistinctSketch.estimate(sketch, 0, REGISTERS)));
  }

  // ---- for the codec

  int exact() {
    return size;
  }

  long hash(int index) {
    return hashes[index];
  }

  byte @Nullable [] registers() {
    return registers;
  }
}
