package io.stillwatch.patterns.condition;

import io.stillwatch.patterns.Earlier;
import io.stillwatch.profiles.Judged;
import java.util.Arrays;
import java.util.Set;

/** The parts of conditions that look a value up in a list of constants. */
final class Lists {

  private Lists() {}

  /** Equality with a real is CEL's, as in {@link Order#compare}. */
  static final class WholeIn implements Truth {

    private static final long serialVersionUID = 1L;

    private final Whole of;
    private final long[] wholes;
    private final double[] reals;

    WholeIn(Whole of, long[] wholes, double[] reals) {
      this.of = of;
      this.wholes = wholes.clone();
      this.reals = reals.clone();
      Arrays.sort(this.wholes);
    }

    Whole of() {
      return of;
    }

    long[] wholes() {
      return wholes.clone();
    }

    double[] reals() {
      return reals.clone();
    }

    @Override
    public int ask(Judged judged, Earlier earlier) {
      if (!of.told(judged, earlier)) {
        return UNTOLD;
      }
      long value = of.value(judged, earlier);
      if (Arrays.binarySearch(wholes, value) >= 0) {
        return YES;
      }
      for (double real : reals) {
        if (Order.compare(real, value) == 0) {
          return YES;
        }
      }
      return NO;
    }
  }

  static final class RealIn implements Truth {

    private static final long serialVersionUID = 1L;

    private final Real of;
    private final long[] wholes;
    private final double[] reals;

    RealIn(Real of, long[] wholes, double[] reals) {
      this.of = of;
      this.wholes = wholes.clone();
      this.reals = reals.clone();
    }

    Real of() {
      return of;
    }

    long[] wholes() {
      return wholes.clone();
    }

    double[] reals() {
      return reals.clone();
    }

    @Override
    public int ask(Judged judged, Earlier earlier) {
      if (!of.told(judged, earlier)) {
        return UNTOLD;
      }
      double value = of.value(judged, earlier);
      for (double real : reals) {
        if (real == value) {
          return YES;
        }
      }
      for (long whole : wholes) {
        if (Order.compare(value, whole) == 0) {
          return YES;
        }
      }
      return NO;
    }
  }

  record TextIn(Words of, Set<String> texts) implements Truth {
    @Override
    public int ask(Judged judged, Earlier earlier) {
      String text = of.text(judged);
      return text == null ? UNTOLD : Truth.of(texts.contains(text));
    }
  }
}
