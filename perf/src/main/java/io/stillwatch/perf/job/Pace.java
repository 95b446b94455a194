package io.stillwatch.perf.job;

/** How many events are due so long after the start. */
interface Pace {

  long due(long passedNs);

  static Pace steady(long perSecond) {
    return passedNs -> Math.round(passedNs * 1e-9 * perSecond);
  }

  /** Steady, but for a while in the middle so many times as fast. */
  static Pace burst(long perSecond, double fromSeconds, double seconds, int times) {
    return passedNs -> {
      double passed = passedNs * 1e-9;
      double within = Math.max(0, Math.min(seconds, passed - fromSeconds));
      return Math.round(perSecond * (passed + (times - 1) * within));
    };
  }

  static Pace asFastAsItGoes() {
    return passedNs -> Long.MAX_VALUE;
  }
}
