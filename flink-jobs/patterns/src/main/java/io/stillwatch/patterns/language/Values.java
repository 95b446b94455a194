package io.stillwatch.patterns.language;

import io.stillwatch.patterns.language.Yaml.Scalar;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads single values of a pattern file; what they are not goes to the problems. */
final class Values {

  private Values() {}

  static String text(Yaml value, String path, int charsMax, Problems problems) {
    Scalar scalar = scalar(value, path, Kind.TEXT, problems);
    if (scalar == null) {
      return "";
    }
    String text = scalar.text().strip();
    if (text.isEmpty()) {
      problems.add(scalar.at(), path, "must not be empty");
    } else if (text.length() > charsMax) {
      problems.add(
          scalar.at(), path, text.length() + " characters, the limit is " + charsMax, "shorten it");
      return "";
    }
    return text;
  }

  static String word(
      Yaml value, String path, int charsMin, int charsMax, char mark, Problems problems) {
    String word = text(value, path, LanguageLimits.TEXT_CHARS_MAX, problems);
    boolean sound = word.length() >= charsMin && word.length() <= charsMax;
    for (int i = 0; i < word.length(); i++) {
      char c = word.charAt(i);
      boolean letter = c >= 'a' && c <= 'z';
      sound &= letter || (i > 0 && (c == mark || (c >= '0' && c <= '9')));
    }
    if (!word.isEmpty() && !sound) {
      problems.add(
          value.at(),
          path,
          "'" + Shown.text(word) + "' is no name",
          charsMin
              + " to "
              + charsMax
              + " lower case letters, digits and '"
              + mark
              + "', beginning with a letter");
    }
    return word;
  }

  /** One of the given words; the fallback, and a problem, where it is another. */
  static <T> @Nullable T choice(
      Yaml value,
      String path,
      Map<String, T> choices,
      Map<String, String> hints,
      @Nullable T fallback,
      Problems problems) {
    String word = text(value, path, LanguageLimits.TEXT_CHARS_MAX, problems);
    T chosen = choices.get(word);
    if (chosen != null) {
      return chosen;
    }
    String instead = hints.get(word);
    if (instead != null) {
      problems.add(value.at(), path, "'" + word + "' has no place here", instead);
    } else if (!word.isEmpty()) {
      List<String> words = choices.keySet().stream().sorted().toList();
      String suggestion = Nearest.suggest(word, words);
      problems.add(
          value.at(),
          path,
          "'" + Shown.text(word) + "' is not known here",
          suggestion != null ? suggestion : "write " + String.join(", ", words));
    }
    return fallback;
  }

  /** NaN where it is no finite number of bounded length. */
  static double number(String text) {
    if (text.length() > LanguageLimits.NUMBER_CHARS_MAX || text.isEmpty()) {
      return Double.NaN;
    }
    char last = text.charAt(text.length() - 1);
    if (!(last >= '0' && last <= '9') && last != '.') {
      return Double.NaN; // .nan, .inf and what only Java takes for a number
    }
    try {
      double number = Double.parseDouble(text);
      return Double.isInfinite(number) ? Double.NaN : number;
    } catch (NumberFormatException e) {
      return Double.NaN;
    }
  }

  /** Milliseconds; negative, and a problem, where it is no duration. */
  static long duration(Yaml value, String path, Problems problems) {
    if (value instanceof Scalar scalar) {
      Kind kind = Kind.of(scalar);
      if (kind == Kind.WHOLE && !scalar.text().equals("0")) {
        problems.add(
            scalar.at(), path, "a duration without a unit, or below 0", DurationText.EXAMPLES);
        return DurationText.WRONG;
      }
      long ms = kind == Kind.WHOLE ? 0 : DurationText.parse(scalar.text());
      if (ms == DurationText.TOO_LONG) {
        problems.add(scalar.at(), path, "longer than any clock", DurationText.EXAMPLES);
      } else if (ms < 0) {
        problems.add(
            scalar.at(),
            path,
            "'" + Shown.text(scalar.text()) + "' is no duration",
            DurationText.EXAMPLES);
      }
      return ms;
    }
    scalar(value, path, Kind.TEXT, problems);
    return DurationText.WRONG;
  }

  /** Null, and a problem, where the value is none of this kind. */
  static @Nullable Scalar scalar(Yaml value, String path, Kind wanted, Problems problems) {
    if (value instanceof Scalar scalar) {
      Kind kind = Kind.of(scalar);
      if (kind == wanted || (wanted == Kind.DECIMAL && kind == Kind.WHOLE)) {
        return scalar;
      }
      String found =
          kind == Kind.NOTHING ? "nothing" : kind.spoken() + ": " + Shown.text(scalar.text());
      problems.add(
          scalar.at(),
          path,
          "must be " + wanted.spoken() + ", is " + found,
          wanted == Kind.TEXT && kind != Kind.NOTHING ? "put it in quotes" : null);
    } else if (!(value instanceof Yaml.Refused)) {
      problems.add(value.at(), path, "must be " + wanted.spoken() + ", is " + spoken(value));
    }
    return null;
  }

  static String spoken(Yaml value) {
    if (value instanceof Scalar scalar) {
      return Kind.of(scalar).spoken();
    }
    return value instanceof Yaml.Items ? "a list" : "a mapping";
  }
}
