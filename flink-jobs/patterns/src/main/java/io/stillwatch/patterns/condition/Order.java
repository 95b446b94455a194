package io.stillwatch.patterns.condition;

/** How one value has to stand to another. */
enum Order {
  EQUAL,
  UNEQUAL,
  LESS,
  AT_MOST,
  MORE,
  AT_LEAST;

  boolean holds(long a, long b) {
    return switch (this) {
      case EQUAL -> a == b;
      case UNEQUAL -> a != b;
      case LESS -> a < b;
      case AT_MOST -> a <= b;
      case MORE -> a > b;
      case AT_LEAST -> a >= b;
    };
  }

  boolean holds(double a, double b) {
    return switch (this) {
      case EQUAL -> a == b;
      case UNEQUAL -> a != b;
      case LESS -> a < b;
      case AT_MOST -> a <= b;
      case MORE -> a > b;
      case AT_LEAST -> a >= b;
    };
  }

  /** As a comparison of CEL between a real and a whole number says. */
  boolean holds(double a, long b) {
    return holds((long) compare(a, b), 0L);
  }

  /** The same seen from the other side: {@code a < b} is {@code b > a}. */
  Order flipped() {
    return switch (this) {
      case EQUAL, UNEQUAL -> this;
      case LESS -> MORE;
      case AT_MOST -> AT_LEAST;
      case MORE -> LESS;
      case AT_LEAST -> AT_MOST;
    };
  }

  /**
   * CEL's own comparison, odd corners included: the whole number is rounded to a double, NaN is
   * above everything and -0.0 below 0.
   */
  static int compare(double a, long b) {
    if (a < (double) Long.MIN_VALUE) {
      return -1;
    }
    if (a > (double) Long.MAX_VALUE) {
      return 1;
    }
    return Double.compare(a, (double) b);
  }
}
