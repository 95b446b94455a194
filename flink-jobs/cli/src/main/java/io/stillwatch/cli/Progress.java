package io.stillwatch.cli;

import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * How far a long work has come, on standard error: one line drawn over itself on a terminal, a line
 * every few seconds anywhere else. Short works say nothing.
 */
public final class Progress {

  private static final long TERMINAL_EVERY_NS = TimeUnit.MILLISECONDS.toNanos(200);
  private static final long LINE_EVERY_NS = TimeUnit.SECONDS.toNanos(5);
  private static final int LOOK_EVERY = 256;
  private static final String ERASE_LINE = "\r\u001b[K";

  /** How much of the work is done, from 0 to 1. */
  public interface Share {
    double done();
  }

  private final Console console;
  private final String what;
  private final Share share;
  private final LongSupplier clockNs;
  private final long startedNs;
  private long shownNs;
  private long count;
  private boolean drawn;

  public Progress(Console console, String what, Share share, LongSupplier clockNs) {
    this.console = console;
    this.what = what;
    this.share = share;
    this.clockNs = clockNs;
    this.startedNs = clockNs.getAsLong();
    this.shownNs = startedNs;
  }

  /** One more is done. */
  public void step() {
    count++;
    if (count % LOOK_EVERY == 0) {
      long nowNs = clockNs.getAsLong();
      if (nowNs - shownNs >= (console.errIsTerminal() ? TERMINAL_EVERY_NS : LINE_EVERY_NS)) {
        shownNs = nowNs;
        show(nowNs);
      }
    }
  }

  public long count() {
    return count;
  }

  public double seconds() {
    return Math.max(1, clockNs.getAsLong() - startedNs) / 1e9;
  }

  /** Takes the line away that is drawn over itself. */
  public void end() {
    if (drawn) {
      console.errRaw(ERASE_LINE);
      drawn = false;
    }
  }

  private void show(long nowNs) {
    double seconds = (nowNs - startedNs) / 1e9;
    double done = Math.min(1, Math.max(0, share.done()));
    String rest = done < 0.001 ? "" : ", about " + time(seconds / done - seconds) + " left";
    String line =
        String.format(
            Locale.ROOT,
            "%,d %s, %,.0f/s, %3.0f %%%s",
            count,
            what,
            count / seconds,
            done * 100,
            rest);
    if (console.errIsTerminal()) {
      console.errRaw(
          ERASE_LINE + line.substring(0, Math.min(line.length(), console.columns() - 1)));
      drawn = true;
    } else {
      console.err(line);
    }
  }

  private static String time(double seconds) {
    long whole = Math.round(seconds);
    return whole < 60 ? whole + " s" : whole / 60 + " min " + whole % 60 + " s";
  }
}
