package io.stillwatch.schemas;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.avro.Schema;
import org.apache.avro.generic.IndexedRecord;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;

/**
 * Writes a record as one line of plain JSON: the names of the schema, nulls left out, times as
 * epoch milliseconds, enums by name, maps sorted by key, bytes in Base64. Equal records become
 * equal lines.
 *
 * <p>A number that JSON cannot hold (NaN, infinite) is written as a string.
 */
@NullMarked
public final class RecordJson {
  private static final String HEX_DIGITS = "0123456789abcdef";

  private RecordJson() {}

  public static String write(SpecificRecord record) {
    StringBuilder line = new StringBuilder(512);
    try {
      append(record, line);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // a StringBuilder does not fail
    }
    return line.toString();
  }

  /** Without a line end. */
  public static void append(SpecificRecord record, Appendable out) throws IOException {
    object(record, out);
  }

  private static void object(IndexedRecord record, Appendable out) throws IOException {
    out.append('{');
    boolean first = true;
    for (Schema.Field field : record.getSchema().getFields()) {
      Object value = record.get(field.pos());
      if (value != null) {
        if (!first) {
          out.append(',');
        }
        first = false;
        string(field.name(), out);
        out.append(':');
        value(value, out);
      }
    }
    out.append('}');
  }

  private static void value(@Nullable Object value, Appendable out) throws IOException {
    if (value == null) {
      out.append("null");
    } else if (value instanceof IndexedRecord record) {
      object(record, out);
    } else if (value instanceof Map<?, ?> map) {
      map(map, out);
    } else if (value instanceof List<?> list) {
      list(list, out);
    } else if (value instanceof Instant instant) {
      out.append(Long.toString(instant.toEpochMilli()));
    } else if (value instanceof Double number) {
      number(number, out);
    } else if (value instanceof Number || value instanceof Boolean) {
      out.append(value.toString());
    } else if (value instanceof ByteBuffer bytes) {
      byte[] copy = new byte[bytes.remaining()];
      bytes.duplicate().get(copy);
      string(Base64.getEncoder().encodeToString(copy), out);
    } else {
      string(value.toString(), out); // strings and enums
    }
  }

  private static void map(Map<?, ?> map, Appendable out) throws IOException {
    out.append('{');
    boolean first = true;
    for (Map.Entry<?, ?> entry : new TreeMap<>(map).entrySet()) {
      if (!first) {
        out.append(',');
      }
      first = false;
      string(entry.getKey().toString(), out);
      out.append(':');
      value(entry.getValue(), out);
    }
    out.append('}');
  }

  private static void list(List<?> list, Appendable out) throws IOException {
    out.append('[');
    for (int i = 0; i < list.size(); i++) {
      if (i > 0) {
        out.append(',');
      }
      value(list.get(i), out);
    }
    out.append(']');
  }

  private static void number(double value, Appendable out) throws IOException {
    if (Double.isFinite(value)) {
      out.append(Double.toString(value));
    } else {
      string(Double.toString(value), out);
    }
  }

  private static void string(String text, Appendable out) throws IOException {
    out.append('"');
    int plain = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < ' ' || c == '"' || c == '\\' || c == 0x7F || loneSurrogate(text, i)) {
        out.append(text, plain, i);
        escape(c, out);
        plain = i + 1;
      }
    }
    out.append(text, plain, text.length());
    out.append('"');
  }

  /** Half a character: as UTF-8 it would turn into a question mark. */
  private static boolean loneSurrogate(String text, int i) {
    char c = text.charAt(i);
    if (Character.isHighSurrogate(c)) {
      return i + 1 == text.length() || !Character.isLowSurrogate(text.charAt(i + 1));
    }
    return Character.isLowSurrogate(c)
        && (i == 0 || !Character.isHighSurrogate(text.charAt(i - 1)));
  }

  private static void escape(char c, Appendable out) throws IOException {
    switch (c) {
      case '"', '\\' -> out.append('\\').append(c);
      case '\n' -> out.append("\\n");
      case '\r' -> out.append("\\r");
      case '\t' -> out.append("\\t");
      default -> {
        out.append("\\u");
        for (int shift = 12; shift >= 0; shift -= 4) {
          out.append(HEX_DIGITS.charAt((c >> shift) & 0xF));
        }
      }
    }
  }
}
