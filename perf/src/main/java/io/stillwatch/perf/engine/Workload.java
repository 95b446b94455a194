package io.stillwatch.perf.engine;

import java.io.Serializable;

/**
 * What every system is fed with: the same workload is the same events and the same patterns.
 *
 * @param zipf exponent by which accounts differ in how busy they are; 0 for all alike
 * @param hot part of the events that are one account's
 * @param interesting part of the events that show something a pattern asks for
 * @param spacingMs time between two events, of all accounts together
 * @param anyMark whether an account shows all there is to show; otherwise what one family of
 *     patterns asks for, as one kind of misuse does
 * @param tallies whether every third pattern is one that stock Flink CEP has no word for
 * @param pace events a second, of all tasks together; 0 for as fast as it goes
 * @param compared for comparing: after so many events as many follow that show nothing, hours
 *     later, and each match makes a finding of its own; 0 for measuring, without end and with
 *     episodes as the job folds them
 */
record Workload(
    int patterns,
    int accounts,
    double zipf,
    double hot,
    double interesting,
    int spacingMs,
    boolean anyMark,
    boolean tallies,
    int pace,
    long compared)
    implements Serializable {

  private static final int MARKS_OF_FAMILY = 4;

  /** More than any run needs; even, so that two tasks can share it. */
  private static final long ENDLESS = 1L << 50;

  /** The same events at first, for comparing what is matched in them. */
  Workload comparing(long events) {
    return new Workload(
        patterns, accounts, zipf, hot, interesting, spacingMs, anyMark, tallies, pace, events);
  }

  /** How many events there are. */
  long events() {
    return compared == 0 ? ENDLESS : 2 * compared;
  }

  /** Whether it comes after the events that matter: it only lets what has run out of time go. */
  boolean trails(long number) {
    return compared != 0 && number >= compared;
  }

  /** How many different things events show; each is asked for by about four conditions. */
  int marks() {
    return patterns == 1 ? 2 : MARKS_OF_FAMILY * families();
  }

  private int families() {
    return (patterns + BenchBook.FORMS - 1) / BenchBook.FORMS;
  }

  /** One of the marks that patterns of this family ask for. */
  int mark(int family, int choice) {
    int inFamily = Math.min(marks(), MARKS_OF_FAMILY);
    return MARKS_OF_FAMILY * family + Integer.remainderUnsigned(choice, inFamily);
  }

  /** What an interesting event of the account shows. */
  int markOf(int account, int choice) {
    return anyMark
        ? Integer.remainderUnsigned(choice, marks())
        : mark((int) Long.remainderUnsigned(Mix.of(account), families()), choice);
  }

  String describe() {
    return accounts
        + " accounts, "
        + (zipf == 0 ? "uniform" : "Zipf " + zipf)
        + (hot == 0 ? "" : ", one with " + Math.round(100 * hot) + " % of the events")
        + ", "
        + Math.round(100 * interesting)
        + " % interesting, every "
        + spacingMs
        + " ms, "
        + (anyMark ? "accounts show anything" : "accounts show one family")
        + (tallies ? ", tallies" : "");
  }
}
