package io.stillwatch.intake;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.stillwatch.schemas.InferenceEvent;
import io.stillwatch.schemas.SingleObject;
import java.util.HashSet;
import java.util.Set;
import org.apache.avro.Schema;

/**
 * The first characters of refused bytes with everything but structure masked: enough to see what a
 * producer does wrong, nothing of what its customer wrote.
 *
 * <p>Of text the ASCII punctuation stays and so do quoted names of the schema's fields that a colon
 * follows; every other letter, digit or sign becomes an x. Of anything else up to 16 bytes stand in
 * hexadecimal, and bytes that could be letters or digits of a text are masked there too, but for
 * the header of a known format.
 */
final class MaskedHead {
  static final int CHARS_MAX = 256;
  static final int BINARY_BYTES_MAX = 16;

  private static final int CONFLUENT_HEADER = 5;
  private static final String HEX_DIGITS = "0123456789abcdef";
  private static final Set<String> FIELD_NAMES = fieldNames();

  private MaskedHead() {}

  static String of(byte[] bytes) {
    if (SingleObject.isMarked(bytes)) {
      return binary(bytes, SingleObject.BODY_OFFSET);
    }
    if (bytes.length > 0 && bytes[0] == 0) {
      return binary(bytes, CONFLUENT_HEADER);
    }
    return JsonStart.of(bytes) >= 0 || startsAsText(bytes) ? text(bytes) : binary(bytes, 0);
  }

  private static boolean startsAsText(byte[] bytes) {
    return bytes.length > 0
        && ((bytes[0] >= ' ' && bytes[0] < 0x7F)
            || bytes[0] == '\t'
            || bytes[0] == '\n'
            || bytes[0] == '\r');
  }

  private static String binary(byte[] bytes, int header) {
    int count = Math.min(BINARY_BYTES_MAX, bytes.length);
    StringBuilder hex = new StringBuilder(2 * count);
    for (int i = 0; i < count; i++) {
      if (i < header || !couldBeText(bytes[i])) {
        hex.append(HEX_DIGITS.charAt(bytes[i] >> 4 & 0xF))
            .append(HEX_DIGITS.charAt(bytes[i] & 0xF));
      } else {
        hex.append("xx");
      }
    }
    return hex.toString();
  }

  private static boolean couldBeText(byte b) {
    return b < 0 || asciiLetterOrDigit((char) b);
  }

  private static String text(byte[] bytes) {
    // Four bytes make a character at most, so these are enough; a cut one at the end is masked like
    // any other.
    String head = new String(bytes, 0, Math.min(bytes.length, 4 * CHARS_MAX), UTF_8);
    StringBuilder masked = new StringBuilder(CHARS_MAX);
    for (int i = 0; i < head.length() && masked.length() < CHARS_MAX; i++) {
      char c = head.charAt(i);
      int end = c == '"' ? fieldNameEnd(head, i) : -1;
      if (end > 0) {
        masked.append(head, i, end);
        i = end - 1;
      } else {
        masked.append(mask(c));
      }
    }
    masked.setLength(Math.min(masked.length(), CHARS_MAX));
    return masked.toString();
  }

  /** The end of the quoted field name that starts at the quote, or -1 when there is none. */
  private static int fieldNameEnd(String head, int quote) {
    if (quote > 0 && head.charAt(quote - 1) == '\\') {
      return -1; // within a string
    }
    int close = head.indexOf('"', quote + 1);
    if (close < 0 || !FIELD_NAMES.contains(head.substring(quote + 1, close))) {
      return -1;
    }
    int after = close + 1;
    while (after < head.length() && head.charAt(after) == ' ') {
      after++;
    }
    return after < head.length() && head.charAt(after) == ':' ? close + 1 : -1;
  }

  private static char mask(char c) {
    if (c < ' ') {
      return ' ';
    }
    return c >= 0x7F || asciiLetterOrDigit(c) ? 'x' : c;
  }

  private static boolean asciiLetterOrDigit(char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
  }

  private static Set<String> fieldNames() {
    Set<String> names = new HashSet<>();
    collect(InferenceEvent.getClassSchema(), names);
    return Set.copyOf(names);
  }

  private static void collect(Schema schema, Set<String> names) {
    switch (schema.getType()) {
      case RECORD -> {
        for (Schema.Field field : schema.getFields()) {
          names.add(field.name());
          collect(field.schema(), names);
        }
      }
      case UNION -> schema.getTypes().forEach(branch -> collect(branch, names));
      case ARRAY -> collect(schema.getElementType(), names);
      case MAP -> collect(schema.getValueType(), names);
      default -> {}
    }
  }
}
