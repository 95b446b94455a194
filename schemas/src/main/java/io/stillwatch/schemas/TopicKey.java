package io.stillwatch.schemas;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.NullMarked;

/**
 * Keys of records: parts joined by {@code |}. Within a part a {@code |} is written {@code %7C} and
 * a {@code %} is written {@code %25}, so that no two lists of parts share a key.
 */
@NullMarked
public final class TopicKey {

  private TopicKey() {}

  /** What the records of one account have in common: it keeps them in one partition, in order. */
  public static String account(String tenant, String accountId) {
    StringBuilder key = new StringBuilder(tenant.length() + accountId.length() + 1);
    append(tenant, key);
    key.append('|');
    append(accountId, key);
    return key.toString();
  }

  /** The key that has these parts. */
  public static String of(String... parts) {
    StringBuilder key = new StringBuilder();
    for (int i = 0; i < parts.length; i++) {
      if (i > 0) {
        key.append('|');
      }
      append(parts[i], key);
    }
    return key.toString();
  }

  /** The parts of a key; none where it is no key, as a {@code %} in it begins neither escape. */
  public static List<String> parts(String key) {
    List<String> parts = new ArrayList<>();
    StringBuilder part = new StringBuilder();
    for (int i = 0; i < key.length(); i++) {
      char c = key.charAt(i);
      if (c == '|') {
        parts.add(part.toString());
        part.setLength(0);
      } else if (c != '%') {
        part.append(c);
      } else if (key.startsWith("%7C", i)) {
        part.append('|');
        i += 2;
      } else if (key.startsWith("%25", i)) {
        part.append('%');
        i += 2;
      } else {
        return List.of();
      }
    }
    parts.add(part.toString());
    return List.copyOf(parts);
  }

  private static void append(String part, StringBuilder out) {
    for (int i = 0; i < part.length(); i++) {
      char c = part.charAt(i);
      switch (c) {
        case '|' -> out.append("%7C");
        case '%' -> out.append("%25");
        default -> out.append(c);
      }
    }
  }
}
