package io.stillwatch.patterns.language;

import java.util.Collection;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Guesses which known word was meant by an unknown one. */
final class Nearest {

  private static final int CHARS_MAX = 64;

  private Nearest() {}

  /** Such as {@code did you mean 'within'?}, or null when nothing is near. */
  static @Nullable String suggest(String word, Collection<String> known) {
    String nearest = of(word, known);
    return nearest == null ? null : "did you mean '" + nearest + "'?";
  }

  static @Nullable String of(String word, Collection<String> known) {
    if (word.isEmpty() || word.length() > CHARS_MAX) {
      return null;
    }
    String wanted = plain(word);
    String nearest = null;
    int least = Math.max(2, wanted.length() / 3) + 1;
    for (String candidate : known) {
      int distance = distance(wanted, plain(candidate));
      if (distance < least && distance < candidate.length()) {
        least = distance;
        nearest = candidate;
      }
    }
    return nearest;
  }

  /** Without case and separators: {@code blind_spots} means {@code blindSpots}. */
  private static String plain(String word) {
    return word.toLowerCase(Locale.ROOT).replace("_", "").replace("-", "");
  }

  /** Insertions, deletions, replacements and swaps of neighbours. */
  private static int distance(String a, String b) {
    int[][] cost = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      cost[i][0] = i;
    }
    for (int j = 0; j <= b.length(); j++) {
      cost[0][j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      for (int j = 1; j <= b.length(); j++) {
        int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        int best = Math.min(cost[i - 1][j] + 1, cost[i][j - 1] + 1);
        best = Math.min(best, cost[i - 1][j - 1] + change);
        if (i > 1
            && j > 1
            && a.charAt(i - 1) == b.charAt(j - 2)
            && a.charAt(i - 2) == b.charAt(j - 1)) {
          best = Math.min(best, cost[i - 2][j - 2] + 1);
        }
        cost[i][j] = best;
      }
    }
    return cost[a.length()][b.length()];
  }
}
