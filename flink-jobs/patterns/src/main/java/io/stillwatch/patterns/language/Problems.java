package io.stillwatch.patterns.language;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Gathers what is wrong with one file, so that all of it is told at once. */
final class Problems {

  private static final Comparator<Problem> BY_POSITION =
      Comparator.comparingInt(Problem::line).thenComparingInt(Problem::column);

  private final String file;
  private final boolean published;
  private final List<Problem> found = new ArrayList<>();
  private final List<Problem> warnings = new ArrayList<>();
  private int untold;

  Problems(String file) {
    this(file, false);
  }

  private Problems(String file, boolean published) {
    this.file = file;
    this.published = published;
  }

  /**
   * Of a file that has been published: what makes no sense is only warned of, as its author was
   * told nothing of it by the release that vetted it, and it has been judging since.
   */
  static Problems ofPublished(String file) {
    return new Problems(file, true);
  }

  void add(Place at, String path, String message) {
    add(at, path, message, null);
  }

  void add(Place at, String path, String message, @Nullable String suggestion) {
    if (isFull()) {
      untold++;
      return;
    }
    found.add(new Problem(file, at.line(), at.column(), path, message, suggestion));
  }

  /** What can be judged, and that in a way that nobody can have meant. */
  void senseless(Place at, String path, String message, @Nullable String suggestion) {
    if (published) {
      warn(at, path, message, suggestion);
    } else {
      add(at, path, message, suggestion);
    }
  }

  void warn(Place at, String path, String message, @Nullable String suggestion) {
    if (warnings.size() < LanguageLimits.PROBLEMS_MAX) {
      warnings.add(new Problem(file, at.line(), at.column(), path, message, suggestion));
    }
  }

  /** Whether no more will be told, so that looking for more is in vain. */
  boolean isFull() {
    return found.size() == LanguageLimits.PROBLEMS_MAX;
  }

  /** How many there are so far; a reader compares it to tell whether its part is sound. */
  int count() {
    return found.size() + untold;
  }

  boolean none() {
    return found.isEmpty();
  }

  /** By position. */
  List<Problem> all() {
    List<Problem> sorted = new ArrayList<>(found);
    sorted.sort(BY_POSITION);
    if (untold > 0) {
      Problem last = sorted.get(sorted.size() - 1);
      sorted.add(
          new Problem(file, last.line(), last.column(), "", "and more problems than these", null));
    }
    return List.copyOf(sorted);
  }

  /** By position. */
  List<Problem> warnings() {
    return warnings.stream().sorted(BY_POSITION).toList();
  }
}
