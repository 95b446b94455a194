package io.stillwatch.cli.investigation;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/** Guesses which known ids were meant by an unknown one: cut short, or misspelt. */
public final class NearestIds {

  private static final int SHOWN_MAX = 3;

  /** Beyond it, comparing letter by letter costs more than a guess is worth. */
  private static final int CHARS_MAX = 128;

  private record Guess(String id, int distance) {}

  private NearestIds() {}

  public static List<String> of(String unknown, Collection<String> known) {
    int most = Math.max(2, unknown.length() / 3);
    return known.stream()
        .distinct()
        .map(id -> new Guess(id, distance(unknown, id)))
        .filter(guess -> guess.distance() <= most)
        .sorted(Comparator.comparingInt(Guess::distance).thenComparing(Guess::id))
        .limit(SHOWN_MAX)
        .map(Guess::id)
        .toList();
  }

  /** Such as {@code ; did you mean a or b?}; empty where nothing is near. */
  public static String question(List<String> near) {
    return near.isEmpty() ? "" : "; did you mean " + String.join(" or ", near) + "?";
  }

  /** Letters to insert, leave out or change; an id that was cut short is as near as can be. */
  private static int distance(String unknown, String id) {
    if (!unknown.isEmpty() && id.startsWith(unknown)) {
      return 0;
    }
    if (unknown.length() > CHARS_MAX || id.length() > CHARS_MAX) {
      return Integer.MAX_VALUE;
    }
    int[] last = new int[id.length() + 1];
    int[] row = new int[id.length() + 1];
    for (int j = 0; j <= id.length(); j++) {
      last[j] = j;
    }
    for (int i = 1; i <= unknown.length(); i++) {
      row[0] = i;
      for (int j = 1; j <= id.length(); j++) {
        int changed = last[j - 1] + (unknown.charAt(i - 1) == id.charAt(j - 1) ? 0 : 1);
        row[j] = Math.min(changed, Math.min(last[j], row[j - 1]) + 1);
      }
      int[] free = last;
      last = row;
      row = free;
    }
    return last[id.length()];
  }
}
