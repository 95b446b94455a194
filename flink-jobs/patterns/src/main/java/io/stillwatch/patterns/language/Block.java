package io.stillwatch.patterns.language;

import io.stillwatch.patterns.language.Yaml.Entry;
import io.stillwatch.patterns.language.Yaml.Scalar;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One mapping of a pattern file, read key by key.
 *
 * <p>What is wrong goes to the problems and a stand-in comes back, so that reading goes on to the
 * end of the file; nothing is built from a file with problems.
 */
final class Block {

  private final Yaml.Mapping mapping;
  private final String path;
  private final Problems problems;

  private Block(Yaml.Mapping mapping, String path, Problems problems) {
    this.mapping = mapping;
    this.path = path;
    this.problems = problems;
  }

  /** Null, and a problem, where the value is no mapping; keys are checked at once. */
  static @Nullable Block of(Yaml value, String path, Keys keys, Problems problems) {
    if (!(value instanceof Yaml.Mapping mapping)) {
      if (!(value instanceof Yaml.Refused)) {
        problems.add(
            value.at(),
            path,
            "must be a mapping, is " + Values.spoken(value),
            "it has the keys " + String.join(", ", keys.known()));
      }
      return null;
    }
    Block block = new Block(mapping, path, problems);
    block.check(keys);
    return block;
  }

  private void check(Keys keys) {
    if (problems.isFull()) {
      return;
    }
    Set<String> meant = new HashSet<>();
    for (Entry entry : mapping.entries()) {
      String key = entry.key().text();
      String instead = keys.instead().get(key);
      if (keys.known().contains(key)) {
        continue;
      }
      String shown = Shown.text(key);
      if (instead != null) {
        problems.add(entry.key().at(), path(shown), "'" + shown + "' has no place here", instead);
      } else {
        String nearest = Nearest.of(key, keys.known());
        meant.add(nearest == null ? "" : nearest);
        problems.add(
            entry.key().at(),
            path(shown),
            "unknown key '" + shown + "'",
            nearest != null
                ? "did you mean '" + nearest + "'?"
                : "known here: " + String.join(", ", keys.known()));
      }
    }
    for (Map.Entry<String, String> required : keys.required().entrySet()) {
      if (get(required.getKey()) == null && !meant.contains(required.getKey())) {
        problems.add(
            at(),
            path(required.getKey()),
            "'" + required.getKey() + "' is missing",
            required.getValue());
      }
    }
  }

  Place at() {
    return mapping.at();
  }

  /** Where the key stands, or the block where it is missing. */
  Place at(String key) {
    for (Entry entry : mapping.entries()) {
      if (entry.key().text().equals(key)) {
        return entry.key().at();
      }
    }
    return at();
  }

  String path(String key) {
    return path.isEmpty() ? key : path + "." + key;
  }

  List<Entry> entries() {
    return mapping.entries();
  }

  boolean has(String key) {
    return get(key) != null;
  }

  @Nullable Yaml get(String key) {
    for (Entry entry : mapping.entries()) {
      if (entry.key().text().equals(key)) {
        return entry.value();
      }
    }
    return null;
  }

  @Nullable Block block(String key, Keys keys) {
    Yaml value = get(key);
    return value == null ? null : of(value, path(key), keys, problems);
  }

  /** Empty, and a problem, where the value is no list, or has too few or too many items. */
  List<Yaml> items(String key, int min, int max) {
    Yaml value = get(key);
    if (value == null || value instanceof Yaml.Refused) {
      return List.of();
    }
    if (!(value instanceof Yaml.Items list)) {
      problems.add(
          value.at(),
          path(key),
          "must be a list, is " + Values.spoken(value),
          "begin items with '- '");
      return List.of();
    }
    if (list.items().size() < min) {
      problems.add(list.at(), path(key), "must not be empty");
    } else if (list.items().size() > max) {
      problems.add(list.at(), path(key), list.items().size() + " items, the limit is " + max, null);
      return List.of();
    }
    return list.items();
  }

  /** A text of one or more characters; empty, and a problem, where there is none. */
  String text(String key, int charsMax) {
    Yaml value = get(key);
    return value == null ? "" : Values.text(value, path(key), charsMax, problems);
  }

  List<String> texts(String key, int itemsMax, int charsMax) {
    List<String> texts = new ArrayList<>();
    for (Yaml item : items(key, 0, itemsMax)) {
      texts.add(Values.text(item, path(key), charsMax, problems));
    }
    return texts;
  }

  /** A word of lower case letters, digits and the mark, beginning with a letter. */
  String word(String key, int charsMin, int charsMax, char mark) {
    Yaml value = get(key);
    return value == null ? "" : Values.word(value, path(key), charsMin, charsMax, mark, problems);
  }

  /** One of the given words; the fallback where it is missing, or wrong with a problem. */
  <T> T choice(String key, Map<String, T> choices, Map<String, String> hints, T fallback) {
    Yaml value = get(key);
    if (value == null) {
      return fallback;
    }
    T chosen = Values.choice(value, path(key), choices, hints, null, problems);
    return chosen == null ? fallback : chosen;
  }

  boolean flag(String key) {
    Yaml value = get(key);
    if (value == null) {
      return false;
    }
    Scalar scalar = Values.scalar(value, path(key), Kind.TRUTH, problems);
    return scalar != null && (scalar.text().charAt(0) == 't' || scalar.text().charAt(0) == 'T');
  }

  int whole(String key, int min, int max, int fallback) {
    Yaml value = get(key);
    String hint = "write a number from " + min + " to " + max;
    return value == null ? fallback : whole(key, min, max, fallback, hint);
  }

  int whole(String key, int min, int max, int fallback, String hint) {
    Yaml value = get(key);
    Scalar scalar = value == null ? null : Values.scalar(value, path(key), Kind.WHOLE, problems);
    if (scalar == null) {
      return fallback;
    }
    String text = scalar.text();
    boolean far = text.length() > 11;
    long number = far ? 0 : Long.parseLong(text);
    if (far || number < min || number > max) {
      problems.add(scalar.at(), path(key), "is " + Shown.text(text), hint);
      return fallback;
    }
    return (int) number;
  }

  /** A finite number above 0. */
  double positive(String key, double max) {
    Yaml value = get(key);
    if (value == null) {
      return 1;
    }
    Scalar scalar = Values.scalar(value, path(key), Kind.DECIMAL, problems);
    if (scalar == null) {
      return 1;
    }
    double number = Values.number(scalar.text());
    if (!(number > 0 && number <= max)) {
      problems.add(
          scalar.at(),
          path(key),
          "is " + Shown.text(scalar.text()),
          "write a number above 0, up to " + (long) max);
      return 1;
    }
    return number;
  }

  /** A number of nats from 0 on. */
  double nats(String key) {
    return number(key, 0, LanguageLimits.NATS_MAX);
  }

  /** A part of a whole: above 0, and 1 at most. */
  double part(String key) {
    return positive(key, 1);
  }

  /** A finite number; the lower bound where it is missing or wrong. */
  double number(String key, double min, double max) {
    Yaml value = get(key);
    Scalar scalar = value == null ? null : Values.scalar(value, path(key), Kind.DECIMAL, problems);
    if (scalar == null) {
      return min;
    }
    double number = Values.number(scalar.text());
    if (!(number >= min && number <= max)) {
      problems.add(
          scalar.at(),
          path(key),
          "is " + Shown.text(scalar.text()),
          "write a number from " + (long) min + " to " + (long) max);
      return min;
    }
    return number;
  }

  /** Longer than nothing and at most so long; the fallback where it is missing or wrong. */
  Duration duration(String key, Duration max, String tooLong, Duration fallback) {
    Yaml value = get(key);
    if (value == null) {
      return fallback;
    }
    long ms = Values.duration(value, path(key), problems);
    if (ms < 0) {
      return fallback;
    }
    if (ms == 0) {
      problems.add(value.at(), path(key), "must be longer than 0", DurationText.EXAMPLES);
      return fallback;
    }
    if (ms > max.toMillis()) {
      problems.add(
          value.at(),
          path(key),
          DurationText.show(ms) + " is longer than " + tooLong,
          "write at most " + DurationText.show(max.toMillis()));
      return fallback;
    }
    return Duration.ofMillis(ms);
  }
}
