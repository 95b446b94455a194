package io.stillwatch.perf.engine;

import io.stillwatch.perf.engine.CpuClock.Who;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/**
 * What one process measured, and how it tells the one that started it: in one line.
 *
 * @param workNs processor time, compilers excluded
 * @param matched findings or matches that came out meanwhile
 */
record Figure(long events, long wallNs, long workNs, long matched, Map<Who, Long> byThread) {

  private static final String MARK = "FIGURE ";

  double perCpuSecond() {
    return events * 1e9 / workNs;
  }

  double perSecond() {
    return events * 1e9 / wallNs;
  }

  /** Nanoseconds of these threads for each event. */
  double nsOf(Who who) {
    return (double) byThread.getOrDefault(who, 0L) / Math.max(1, events);
  }

  String line() {
    StringBuilder line = new StringBuilder(MARK);
    line.append(events).append(' ').append(wallNs).append(' ').append(workNs).append(' ');
    line.append(matched);
    byThread.forEach((who, ns) -> line.append(' ').append(who).append('=').append(ns));
    return line.toString();
  }

  static boolean isFigure(String line) {
    return line.startsWith(MARK);
  }

  static Figure of(String line) {
    String[] words = line.substring(MARK.length()).split(" ", -1);
    Map<Who, Long> byThread = new EnumMap<>(Who.class);
    for (int i = 4; i < words.length; i++) {
      int equals = words[i].indexOf('=');
      byThread.put(
          Who.valueOf(words[i].substring(0, equals).toUpperCase(Locale.ROOT)),
          Long.parseLong(words[i].substring(equals + 1)));
    }
    return new Figure(
        Long.parseLong(words[0]),
        Long.parseLong(words[1]),
        Long.parseLong(words[2]),
        Long.parseLong(words[3]),
        byThread);
  }
}
