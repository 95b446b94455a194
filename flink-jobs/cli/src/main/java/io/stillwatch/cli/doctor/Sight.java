package io.stillwatch.cli.doctor;

import java.util.Collection;
import java.util.List;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * Whether a thing can be seen with what arrives.
 *
 * @param missing fields of the event that would give sight, or more of it
 */
record Sight(Degree degree, NavigableSet<String> missing) {

  /** How much of it can be seen. */
  enum Degree {
    SEES,
    PARTLY,
    BLIND
  }

  /** Of ways that are each enough. */
  static Sight of(List<Set<String>> ways, Predicate<String> arrives) {
    NavigableSet<String> missing = new TreeSet<>();
    for (Set<String> way : ways) {
      if (way.stream().allMatch(arrives)) {
        return new Sight(Degree.SEES, new TreeSet<>());
      }
      way.stream().filter(arrives.negate()).forEach(missing::add);
    }
    return new Sight(Degree.BLIND, missing);
  }

  /** Where all of them are needed. */
  static Sight all(Collection<Sight> parts) {
    return together(parts, Degree.BLIND);
  }

  /** Where something is still seen without any of them. */
  static Sight atWorstPartly(Collection<Sight> parts) {
    return together(parts, Degree.PARTLY);
  }

  /** Where each is enough for something. */
  static Sight any(Collection<Sight> parts) {
    boolean none = !parts.isEmpty() && parts.stream().allMatch(part -> part.degree == Degree.BLIND);
    return together(parts, none ? Degree.BLIND : Degree.PARTLY);
  }

  /**
   * Puts parts together.
   *
   * @param oneBlind what the whole is when one of them is blind
   */
  private static Sight together(Collection<Sight> parts, Degree oneBlind) {
    Degree degree = Degree.SEES;
    NavigableSet<String> missing = new TreeSet<>();
    for (Sight part : parts) {
      missing.addAll(part.missing);
      Degree says = part.degree == Degree.BLIND ? oneBlind : part.degree;
      degree = says.compareTo(degree) > 0 ? says : degree;
    }
    return new Sight(degree, missing);
  }
}
