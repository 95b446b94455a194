package io.stillwatch.patterns;

import java.io.Serializable;
import java.time.Duration;
import java.util.List;

/**
 * Something that adds up within a time, without regard to order: what Flink CEP has no word for.
 *
 * <p>After a match it begins anew, so that every look counts for one match at most. The time is
 * kept in panes of an eighth: what is counted lies within the given time, and at least within seven
 * eighths of it.
 */
public sealed interface Tally extends Form {

  /** So many looks. */
  record Count(Condition of, int atLeast, Duration within) implements Tally {}

  /** So many different values of a field. */
  record Distinct(Field field, Condition where, int atLeast, Duration within) implements Tally {}

  /** Such a part of the looks, of which there are at least so many. */
  record Share(Condition of, Condition among, double atLeast, int outOf, Duration within)
      implements Tally {}

  /** So much weight; never less than none, whatever speaks against it. */
  record Weight(List<Term> terms, double atLeast, Duration within) implements Tally {
    public Weight {
      terms = List.copyOf(terms);
    }
  }

  /** What a look weighs when it meets a condition. */
  record Term(String name, Condition when, double weight) implements Serializable {}
}
