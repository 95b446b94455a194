package io.stillwatch.patterns.condition;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;

/**
 * Compiles a regular expression that somebody else wrote, within bounds.
 *
 * <p>RE2/J matches in linear time, but it writes repetitions out when it compiles: 29 characters
 * can ask for ten million instructions. So repeats are multiplied out before.
 */
final class SafeRegex {

  private static final int MUCH = 1_000_000_000;

  private final String regex;
  private int at;

  // Per open group: its size so far, the size of its last part, and the repeats within it.
  private final int[] size = new int[ConditionLimits.DEPTH_MAX + 1];
  private final int[] last = new int[ConditionLimits.DEPTH_MAX + 1];
  private final int[] repeats = new int[ConditionLimits.DEPTH_MAX + 1];
  private final int[] lastRepeats = new int[ConditionLimits.DEPTH_MAX + 1];
  private int depth;

  private SafeRegex(String regex) {
    this.regex = regex;
  }

  /** Why an expression is refused, in words that end a sentence about it. */
  static final class Refused extends Exception {
    private static final long serialVersionUID = 1L;

    Refused(String why) {
      super(why, null, false, false);
    }

    String why() {
      String why = getMessage();
      return why == null ? "" : why;
    }
  }

  static Pattern compile(String regex) throws Refused {
    if (regex.length() > ConditionLimits.REGEX_CHARS_MAX) {
      throw new Refused(
          "has "
              + regex.length()
              + " characters, more than "
              + ConditionLimits.REGEX_CHARS_MAX
              + "; split it");
    }
    new SafeRegex(regex).measure();
    Pattern pattern;
    try {
      pattern = Pattern.compile(regex);
    } catch (PatternSyntaxException e) {
      throw new Refused("cannot be read: " + e.getDescription() + " '" + e.getPattern() + "'");
    }
    if (pattern.programSize() > ConditionLimits.REGEX_PROGRAM_MAX) {
      throw tooLarge();
    }
    return pattern;
  }

  private static Refused tooLarge() {
    return new Refused(
        "compiles to more than "
            + ConditionLimits.REGEX_PROGRAM_MAX
            + " instructions; repeat smaller parts, or less often");
  }

  private void measure() throws Refused {
    while (at < regex.length()) {
      char c = regex.charAt(at++);
      switch (c) {
        case '\\' -> escaped();
        case '[' -> characterClass();
        case '(' -> open();
        case ')' -> close();
        case '{' -> repeat();
        case '*', '+', '?', '|' -> {}
        default -> part(1, 1);
      }
    }
    while (depth > 0) {
      close();
    }
    if (size[0] > ConditionLimits.REGEX_PROGRAM_MAX) {
      throw tooLarge();
    }
  }

  private void part(int parts, int repeated) {
    size[depth] = Math.min(MUCH, size[depth] + parts);
    last[depth] = parts;
    lastRepeats[depth] = repeated;
    repeats[depth] = Math.max(repeats[depth], repeated);
  }

  private void escaped() {
    if (at < regex.length()) {
      char c = regex.charAt(at++);
      if (c == 'Q') {
        int end = regex.indexOf("\\E", at);
        int stop = end < 0 ? regex.length() : end;
        part(stop - at, 1);
        at = end < 0 ? stop : end + 2;
        return;
      }
      if ((c == 'p' || c == 'P' || c == 'x') && at < regex.length() && regex.charAt(at) == '{') {
        int end = regex.indexOf('}', at);
        at = end < 0 ? regex.length() : end + 1;
      }
    }
    part(1, 1);
  }

  /**
   * Where a class ends is easy to misjudge, and what was taken for its inside would escape
   * measuring: so nothing that looks like a repeat may stand in it.
   */
  private void characterClass() throws Refused {
    if (at < regex.length() && regex.charAt(at) == '^') {
      at++;
    }
    for (boolean first = true; at < regex.length(); first = false) {
      char c = regex.charAt(at++);
      if (c == ']' && !first) {
        break;
      }
      if (c == '\\') {
        char escape = at < regex.length() ? regex.charAt(at) : 0;
        at++;
        if ((escape == 'p' || escape == 'P' || escape == 'x')
            && at < regex.length()
            && regex.charAt(at) == '{') {
          at++;
        }
      } else if (c == '{' && at < regex.length() && isDigit(regex.charAt(at))) {
        throw new Refused("has '{' before a digit inside brackets; write \\x7b for the brace");
      }
    }
    part(1, 1);
  }

  private void open() throws Refused {
    if (depth == ConditionLimits.DEPTH_MAX) {
      throw new Refused(
          "is nested more than " + ConditionLimits.DEPTH_MAX + " deep; take it apart");
    }
    depth++;
    size[depth] = 0;
    last[depth] = 0;
    repeats[depth] = 1;
    lastRepeats[depth] = 1;
  }

  private void close() {
    if (depth > 0) {
      depth--;
      part(size[depth + 1] + 2, repeats[depth + 1]);
    }
  }

  private void repeat() throws Refused {
    int from = at;
    long least = number();
    if (at == from) {
      part(1, 1);
      return;
    }
    long most = least;
    if (at < regex.length() && regex.charAt(at) == ',') {
      at++;
      most = Math.max(least, number());
    }
    if (at >= regex.length() || regex.charAt(at) != '}') {
      at = from;
      part(1, 1);
      return;
    }
    at++;
    long times = Math.max(1, most);
    long product = times * lastRepeats[depth];
    if (product > ConditionLimits.REGEX_REPEATS_MAX) {
      throw new Refused(
          "repeats a part "
              + product
              + " times, more than "
              + ConditionLimits.REGEX_REPEATS_MAX
              + "; repeat it less often, or use * or +");
    }
    int parts = last[depth];
    int grown = (int) Math.min(MUCH, parts * times);
    size[depth] = Math.min(MUCH, size[depth] - parts + grown);
    last[depth] = grown;
    lastRepeats[depth] = (int) product;
    repeats[depth] = Math.max(repeats[depth], (int) product);
    if (size[depth] > ConditionLimits.REGEX_PROGRAM_MAX) {
      throw tooLarge();
    }
  }

  private long number() {
    long number = 0;
    while (at < regex.length() && isDigit(regex.charAt(at))) {
      number = Math.min(MUCH, number * 10 + regex.charAt(at++) - '0');
    }
    return number;
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }
}
