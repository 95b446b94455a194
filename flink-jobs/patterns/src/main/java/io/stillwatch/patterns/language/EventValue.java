package io.stillwatch.patterns.language;

import io.stillwatch.patterns.language.Yaml.Scalar;
import io.stillwatch.schemas.Phase;
import java.util.Set;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/** One value of a test event: as written, and as the event's schema wants it. */
record EventValue(Schema type, String field, Repeating text, Kind kind, Place at, String path) {

  /** Whole numbers that may be below 0; all others count something. */
  private static final Set<String> SIGNED = Set.of("seed", "prefix_hash");

  private static final Set<String> LONG_TEXTS =
      Set.of("system_text", "prompt_text", "response_text");

  private static final int ID_CHARS_MAX = 256;
  private static final int SHORT_CHARS_MAX = 1024;
  private static final int DIGITS_MAX = 18;

  /** Null, and a problem, where the value cannot be read at all. */
  static @Nullable EventValue of(
      Schema type, String field, Yaml value, String path, Problems problems) {
    if (!(value instanceof Scalar scalar)) {
      if (!(value instanceof Yaml.Refused)) {
        problems.add(value.at(), path, "must be a single value, is " + Values.spoken(value));
      }
      return null;
    }
    Kind kind = Kind.of(scalar);
    Repeating text = Repeating.parse(scalar.text());
    if (kind == Kind.NOTHING) {
      problems.add(scalar.at(), path, "has no value", "leave the key out");
      return null;
    }
    if (text == null) {
      problems.add(
          scalar.at(),
          path,
          "'" + Shown.text(scalar.text()) + "' has a placeholder that is none",
          "write $(i), $(i/2), $(i%2), $(i*10+5), or $$( for a plain $(");
      return null;
    }
    return new EventValue(type, field, text, kind, scalar.at(), path);
  }

  /** The value in the given repetition; null, and a problem, where it does not fit the schema. */
  @Nullable Object at(int i, Problems problems) {
    String shown = text.at(i);
    boolean free = text.varies();
    return switch (type.getType()) {
      case STRING ->
          free || kind == Kind.TEXT
              ? string(shown, problems)
              : wrong("a text", "put it in quotes", shown, problems);
      case INT -> whole(shown, Integer.MAX_VALUE, problems);
      case LONG -> whole(shown, Long.MAX_VALUE, problems);
      case DOUBLE -> decimal(shown, problems);
      case BOOLEAN ->
          kind == Kind.TRUTH
              ? (Object) (shown.charAt(0) == 't' || shown.charAt(0) == 'T')
              : wrong("true or false", null, shown, problems);
      case ENUM -> phase(shown, problems);
      default -> wrong("left out", null, shown, problems);
    };
  }

  private @Nullable Object string(String shown, Problems problems) {
    boolean id = field.endsWith("_id") || field.equals("tenant");
    int max = id ? ID_CHARS_MAX : SHORT_CHARS_MAX;
    if (id && shown.isEmpty()) {
      return wrong("an id", "leave the key out", shown, problems);
    }
    if (shown.length() > max && !LONG_TEXTS.contains(field)) {
      return wrong("at most " + max + " characters", null, shown, problems);
    }
    for (int i = 0; id && i < shown.length(); i++) {
      if (Character.isISOControl(shown.charAt(i))) {
        return wrong("an id without line ends", null, shown, problems);
      }
    }
    return shown;
  }

  private @Nullable Object whole(String shown, long max, Problems problems) {
    int digits = shown.startsWith("-") || shown.startsWith("+") ? 1 : 0;
    boolean whole = shown.length() > digits && shown.length() <= DIGITS_MAX + digits;
    for (int i = digits; i < shown.length(); i++) {
      whole &= shown.charAt(i) >= '0' && shown.charAt(i) <= '9';
    }
    if (!whole || (!text.varies() && kind != Kind.WHOLE)) {
      return wrong("a whole number", null, shown, problems);
    }
    long number = Long.parseLong(shown);
    if ((number < 0 && !SIGNED.contains(field)) || number > max) {
      String most = max == Long.MAX_VALUE ? "" : " up to " + max;
      return wrong("a whole number, not below 0" + most, null, shown, problems);
    }
    return max == Integer.MAX_VALUE ? (Object) (int) number : (Object) number;
  }

  private @Nullable Object decimal(String shown, Problems problems) {
    double number = Values.number(shown);
    if (Double.isNaN(number) || (!text.varies() && kind == Kind.TEXT)) {
      return wrong("a number", null, shown, problems);
    }
    return number;
  }

  private @Nullable Object phase(String shown, Problems problems) {
    for (Phase phase : Phase.values()) {
      if (phase != Phase.UNKNOWN && phase.name().equals(shown)) {
        return phase;
      }
    }
    return wrong("REQUEST, RESPONSE or EXCHANGE", null, shown, problems);
  }

  @Nullable Object wrong(
      String wanted, @Nullable String suggestion, String shown, Problems problems) {
    problems.add(
        at,
        path,
        "must be " + wanted + ", is " + (shown.isEmpty() ? "empty" : Shown.text(shown)),
        suggestion);
    return null;
  }
}
