package io.stillwatch.patterns.language;

import io.stillwatch.patterns.language.Yaml.Scalar;
import io.stillwatch.patterns.language.Yaml.Style;

/**
 * What a scalar is by the core schema of YAML 1.2: what editors and the JSON Schema take it for.
 * {@code yes} and {@code on} are words.
 */
enum Kind {
  TEXT("a text"),
  WHOLE("a whole number"),
  DECIMAL("a number"),
  TRUTH("true or false"),
  NOTHING("nothing");

  private final String spoken;

  Kind(String spoken) {
    this.spoken = spoken;
  }

  String spoken() {
    return spoken;
  }

  static Kind of(Scalar scalar) {
    if (scalar.style() != Style.PLAIN) {
      return TEXT;
    }
    String text = scalar.text();
    return switch (text) {
      case "", "~", "null", "Null", "NULL" -> NOTHING;
      case "true", "True", "TRUE", "false", "False", "FALSE" -> TRUTH;
      case ".nan", ".NaN", ".NAN" -> DECIMAL;
      case ".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF", "-.inf", "-.Inf", "-.INF" -> DECIMAL;
      default -> number(text);
    };
  }

  private static Kind number(String text) {
    int at = sign(text, 0);
    int whole = digits(text, at);
    int end = whole;
    if (end < text.length() && text.charAt(end) == '.') {
      end = digits(text, end + 1);
      if (whole == at && end == whole + 1) {
        return TEXT; // a lone point
      }
    } else if (whole == at) {
      return TEXT;
    } else if (end == text.length()) {
      return WHOLE;
    }
    if (end < text.length() && (text.charAt(end) == 'e' || text.charAt(end) == 'E')) {
      int power = sign(text, end + 1);
      end = digits(text, power);
      if (end == power) {
        return TEXT;
      }
    }
    return end == text.length() ? DECIMAL : TEXT;
  }

  private static int sign(String text, int at) {
    boolean signed = at < text.length() && (text.charAt(at) == '-' || text.charAt(at) == '+');
    return signed ? at + 1 : at;
  }

  private static int digits(String text, int at) {
    int end = at;
    while (end < text.length() && text.charAt(end) >= '0' && text.charAt(end) <= '9') {
      end++;
    }
    return end;
  }
}
