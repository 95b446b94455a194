package io.stillwatch.patterns;

import io.stillwatch.patterns.Sequence.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Where a partial match of a sequence keeps what, in words of 8 bytes.
 *
 * <pre>
 * 0  pattern key i32, version u16, words u8, state u8
 * 1  clock at its first look
 * 2  number of its first look u32, of its last u32
 * 3  what each step took: one exchange for a step that takes one; first, last for one that takes
 *    several; then how many, four counts of u16 to a word
 *    which captures are there, a bit each; then their values
 * </pre>
 */
final class PartialLayout {

  /** Where the steps' words begin. */
  static final int SLOTS = 3;

  static final int COUNT_MAX = 0xffff;

  private final List<Step> steps;
  private final int[] firstOf;
  private final int[] lastOf;
  private final int[] countOf;
  private final List<Capture> captures = new ArrayList<>();
  private final int presence;
  private final int slots;

  PartialLayout(Sequence sequence) {
    steps = sequence.steps();
    firstOf = new int[steps.size()];
    lastOf = new int[steps.size()];
    countOf = new int[steps.size()];
    int next = 0;
    int counted = 0;
    for (int i = 0; i < steps.size(); i++) {
      Step step = steps.get(i);
      countOf[i] = -1;
      firstOf[i] = -1;
      if (!step.negative()) {
        firstOf[i] = next++;
        lastOf[i] = step.most() > 1 ? next++ : firstOf[i];
        countOf[i] = step.most() > 1 ? counted++ : -1;
      }
      for (Capture capture : step.condition().captures()) {
        if (!captures.contains(capture)) {
          captures.add(capture);
        }
      }
    }
    for (int i = 0; i < steps.size(); i++) {
      // Four counts share a word.
      countOf[i] = countOf[i] < 0 ? -1 : 4 * next + countOf[i];
    }
    next += (counted + 3) / 4;
    presence = captures.isEmpty() ? -1 : next++;
    slots = next + captures.size();
  }

  /** Words of a partial match after its first {@link #SLOTS}. */
  int slots() {
    return slots;
  }

  List<Step> steps() {
    return steps;
  }

  List<Capture> captures() {
    return captures;
  }

  // ---- what a step took

  long first(long[] slots, int step) {
    return firstOf[step] < 0 ? 0 : slots[firstOf[step]];
  }

  long last(long[] slots, int step) {
    return firstOf[step] < 0 ? 0 : slots[lastOf[step]];
  }

  int count(long[] slots, int step) {
    if (first(slots, step) == 0) {
      return 0;
    }
    int at = countOf[step];
    return at < 0 ? 1 : (int) (slots[at >> 2] >>> (16 * (at & 3))) & COUNT_MAX;
  }

  void take(long[] slots, int step, long exchange) {
    if (slots[firstOf[step]] == 0) {
      slots[firstOf[step]] = exchange;
    }
    slots[lastOf[step]] = exchange;
    int at = countOf[step];
    if (at >= 0 && ((slots[at >> 2] >>> (16 * (at & 3))) & COUNT_MAX) < COUNT_MAX) {
      slots[at >> 2] += 1L << (16 * (at & 3));
    }
  }

  // ---- captures

  /** The places of what this step's looks leave behind. */
  int[] capturesOf(String step) {
    return IntStream.range(0, captures.size())
        .filter(i -> captures.get(i).step().equals(step))
        .toArray();
  }

  boolean has(long[] slots, int capture) {
    return (slots[presence] >>> capture & 1) != 0;
  }

  long bits(long[] slots, int capture) {
    return slots[presence + 1 + capture];
  }

  void put(long[] slots, int capture, long bits) {
    slots[presence] |= 1L << capture;
    slots[presence + 1 + capture] = bits;
  }

  void clear(long[] slots, int capture) {
    slots[presence] &= ~(1L << capture);
    slots[presence + 1 + capture] = 0;
  }

  // ---- what an older version left

  /**
   * Copies what both layouts have a place for.
   *
   * @return whether nothing is missing that a later step will ask for
   */
  boolean adopt(long[] own, PartialLayout older, long[] theirs) {
    for (int i = 0; i < older.steps.size(); i++) {
      int step = indexOf(older.steps.get(i).name());
      if (step < 0 || firstOf[step] < 0 || older.firstOf[i] < 0) {
        continue;
      }
      own[firstOf[step]] = older.first(theirs, i);
      own[lastOf[step]] = older.last(theirs, i);
      if (countOf[step] >= 0) {
        int at = countOf[step];
        own[at >> 2] |= (long) older.count(theirs, i) << (16 * (at & 3));
      }
    }
    for (int i = 0; i < captures.size(); i++) {
      int capture = older.captures.indexOf(captures.get(i));
      if (capture < 0 && first(own, indexOf(captures.get(i).step())) != 0) {
        return false; // the look is gone, and nobody kept this of it
      }
      if (capture >= 0 && older.has(theirs, capture)) {
        put(own, i, older.bits(theirs, capture));
      }
    }
    return true;
  }

  private int indexOf(String step) {
    for (int i = 0; i < steps.size(); i++) {
      if (steps.get(i).name().equals(step)) {
        return i;
      }
    }
    return -1;
  }
}
