package io.stillwatch.cli.evaluate;

import java.math.BigDecimal;
import java.math.RoundingMode;

/** How sure a share is that was counted. */
final class Bounds {

  private static final double Z = 1.96;
  private static final double ONE_SIDED = 0.05;
  private static final int HALVINGS = 50;
  private static final int SHARE_DIGITS = 4;

  /**
   * An interval of shares.
   *
   * @param low lower end
   * @param high upper end
   */
  record Interval(double low, double high) {}

  private Bounds() {}

  /** Wilson's interval at 95 %, rounded to four digits; [0, 1] when nothing was counted. */
  static Interval wilson(long hits, long of) {
    if (of == 0) {
      return new Interval(0, 1);
    }
    double p = (double) hits / of;
    double d = 1 + Z * Z / of;
    double c = p + Z * Z / (2.0 * of);
    double h = Z * Math.sqrt(p * (1 - p) / of + Z * Z / (4.0 * of * of));
    return new Interval(
        rounded(Math.max(0, (c - h) / d), SHARE_DIGITS),
        rounded(Math.min(1, (c + h) / d), SHARE_DIGITS));
  }

  /** The exact (Clopper-Pearson) one-sided upper bound at 95 % of a share. */
  static double upper(long hits, long of) {
    if (of == 0 || hits >= of) {
      return 1;
    }
    double[] logChoose = new double[(int) hits + 1];
    for (int i = 0; i <= hits; i++) {
      logChoose[i] = logFactorial(of) - logFactorial(i) - logFactorial(of - i);
    }
    double low = (double) hits / of;
    double high = 1;
    for (int i = 0; i < HALVINGS; i++) {
      double p = (low + high) / 2;
      if (atMost(hits, of, p, logChoose) > ONE_SIDED) {
        low = p;
      } else {
        high = p;
      }
    }
    return high;
  }

  /** The chance of at most so many hits. */
  private static double atMost(long hits, long of, double p, double[] logChoose) {
    double logHit = Math.log(Math.max(p, 1e-300));
    double logMiss = Math.log1p(-Math.min(p, 1 - 1e-15));
    double sum = 0;
    for (int i = 0; i <= hits; i++) {
      sum += Math.exp(logChoose[i] + i * logHit + (of - i) * logMiss);
    }
    return sum;
  }

  /** Stirling's series, exact to the last digits from 16 on; below that the product itself. */
  private static double logFactorial(long n) {
    if (n < 16) {
      double product = 1;
      for (int i = 2; i <= n; i++) {
        product *= i;
      }
      return Math.log(product);
    }
    double x = n + 1.0;
    double inverse = 1 / (x * x);
    double series = 1.0 / 1188;
    series = series * inverse - 1.0 / 1680;
    series = series * inverse + 1.0 / 1260;
    series = series * inverse - 1.0 / 360;
    series = series * inverse + 1.0 / 12;
    return (x - 0.5) * Math.log(x) - x + 0.5 * Math.log(2 * Math.PI) + series / x;
  }

  /** Half to even on the exact value of the number. */
  static double rounded(double value, int digits) {
    return new BigDecimal(value).setScale(digits, RoundingMode.HALF_EVEN).doubleValue();
  }
}
