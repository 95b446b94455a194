package io.stillwatch.patterns.condition;

import java.util.Map;

/** Says of a text that CEL cannot read what its author most likely meant. */
final class SyntaxAdvice {

  private static final Map<String, String> WORDS =
      Map.of("and", "&&", "AND", "&&", "or", "||", "OR", "||", "not", "!", "NOT", "!");

  private SyntaxAdvice() {}

  static Flaw flaw(String text, int offset, String complaint) {
    String word = word(text, offset);
    String instead = WORDS.get(word);
    if (instead != null) {
      return new Flaw(offset, "'" + word + "' is no operator; write " + instead, instead);
    }
    if (text.startsWith("=", offset) && !text.startsWith("==", offset)) {
      return new Flaw(offset, "'=' is no operator; write == to compare", "==");
    }
    if ((text.startsWith("&", offset) || text.startsWith("|", offset)) && single(text, offset)) {
      String twice = text.substring(offset, offset + 1).repeat(2);
      return new Flaw(offset, "'" + twice.charAt(0) + "' is no operator; write " + twice, twice);
    }
    if (complaint.contains("has() macro")) {
      return new Flaw(
          offset, "has() takes one field by its full name, such as has(event.model)", null);
    }
    return new Flaw(offset, "this cannot be read as CEL: " + shortened(complaint), null);
  }

  private static boolean single(String text, int offset) {
    return offset + 1 >= text.length() || text.charAt(offset + 1) != text.charAt(offset);
  }

  private static String word(String text, int offset) {
    int end = offset;
    while (end < text.length() && Character.isLetter(text.charAt(end))) {
      end++;
    }
    return text.substring(offset, end);
  }

  private static String shortened(String complaint) {
    int expecting = complaint.indexOf(" expecting {");
    String said = expecting < 0 ? complaint : complaint.substring(0, expecting);
    said = said.replace("'<EOF>'", "the end of the text");
    return said.length() > 200 ? said.substring(0, 200) + "..." : said;
  }
}
