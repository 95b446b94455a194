package io.stillwatch.patterns;

/** A partial match outside the profile, while a look is judged. Used again and again. */
final class Partial {

  /** In the place of a number for the one that has not begun: it sorts last. */
  static final long NOT_BEGUN = Long.MAX_VALUE;

  int state;
  long startedMs;

  /** Number of its first look. */
  long firstOrder;

  /** Number of its last look. */
  long lastOrder;

  final long[] slots;

  Partial(int slots) {
    this.slots = new long[slots];
  }

  void copy(Partial other, int newState) {
    state = newState;
    startedMs = other.startedMs;
    firstOrder = other.firstOrder;
    lastOrder = other.lastOrder;
    System.arraycopy(other.slots, 0, slots, 0, slots.length);
  }

  boolean begun() {
    return firstOrder != NOT_BEGUN;
  }
}
