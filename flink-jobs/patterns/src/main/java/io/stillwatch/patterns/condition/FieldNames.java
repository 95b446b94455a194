package io.stillwatch.patterns.condition;

import io.stillwatch.patterns.Field;
import java.util.ArrayList;
import java.util.List;

/** The fields that the text of a condition names, for those who explain it. */
public final class FieldNames {

  private FieldNames() {}

  /**
   * Fields of the look at hand, each once, in the order of the text. What stands in quotes is no
   * name, and neither is a field of an earlier step.
   */
  public static List<Field> in(String text, FieldCatalog catalog) {
    List<Field> found = new ArrayList<>();
    Quotes quotes = new Quotes();
    for (int i = 0; i < text.length(); ) {
      if (quotes.covers(text, i) || !startsName(text.charAt(i))) {
        i++;
        continue;
      }
      int end = i;
      while (end < text.length() && (startsName(text.charAt(end)) || inName(text.charAt(end)))) {
        end++;
      }
      Field field = catalog.find(text.substring(i, end));
      if (field != null && !found.contains(field)) {
        found.add(field);
      }
      // A quote right behind, as in r'...', begins a text and is looked at next.
      i = end;
    }
    return List.copyOf(found);
  }

  private static boolean startsName(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
  }

  private static boolean inName(char c) {
    return (c >= '0' && c <= '9') || c == '.';
  }
}
