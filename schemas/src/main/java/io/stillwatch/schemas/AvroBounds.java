package io.stillwatch.schemas;

import java.util.List;
import org.apache.avro.Schema;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;

/**
 * Walks an Avro body along its writer's schema before anything is decoded, and says whether it
 * tells the truth.
 *
 * <p>Avro's decoder believes lengths: five bytes that announce a string of 1.9 GB make it allocate
 * 1.9 GB, eight bytes that announce 200 million empty items make a list of that size. This walk
 * allocates nothing while the body is good. It checks that each length fits into the bytes that are
 * there and into its limit, that block counts fit their limits and block sizes are true (Avro's
 * skipping trusts them), that union branches, enum symbols and booleans exist, that text is UTF-8,
 * that nesting and the number of values are bounded, and that nothing is left over.
 *
 * <p>What passes decodes into memory proportional to its bytes. Thread-confined.
 */
@NullMarked
public final class AvroBounds {

  /** What a body may hold. */
  public record Limits(int stringBytesMax, int itemsMax, int depthMax, int valuesMax) {
    /** For records of our own topics: wide, as their size is bounded by the broker. */
    public static final Limits WIDE = new Limits(64 << 20, 1 << 20, 32, 1 << 23);
  }

  /** What is wrong with a body. */
  public enum Fault {
    /** The body is not what its schema says. */
    MALFORMED,
    /** Text that is not UTF-8. */
    NOT_UTF8,
    /** Well formed so far, and over a limit. */
    OVER_LIMIT
  }

  /**
   * A fault, where it stands (field names only, never a map's key) and what it is, without any
   * value but sizes.
   */
  public record Violation(Fault fault, String path, String detail) {}

  private static final byte[] NO_BYTES = {};

  private final Limits limits;

  private byte[] bytes = NO_BYTES;
  private int at;
  private int end;
  private int values;
  private @Nullable Fault fault;
  private String detail = "";
  private final StringBuilder path = new StringBuilder();

  public AvroBounds(Limits limits) {
    this.limits = limits;
  }

  /** The first violation in bytes[from, to), or null when there is none. */
  public @Nullable Violation check(Schema writer, byte[] body, int from, int to) {
    bytes = body;
    at = from;
    end = to;
    values = 0;
    fault = null;
    path.setLength(0);
    boolean good = value(writer, 0);
    if (good && at != end) {
      good = fail(Fault.MALFORMED, (end - at) + " bytes left over after the record");
    }
    bytes = NO_BYTES;
    return good || fault == null ? null : new Violation(fault, path.toString(), detail);
  }

  private boolean value(Schema schema, int depth) {
    if (++values > limits.valuesMax) {
      return fail(Fault.OVER_LIMIT, "more than " + limits.valuesMax + " values");
    }
    return switch (schema.getType()) {
      case NULL -> true;
      case BOOLEAN -> bool();
      case INT -> integer();
      case LONG -> longInteger();
      case FLOAT -> skip(Float.BYTES);
      case DOUBLE -> skip(Double.BYTES);
      case FIXED -> skip(schema.getFixedSize());
      case BYTES -> length() >= 0;
      case STRING -> string();
      case ENUM -> index(schema.getEnumSymbols().size(), "enum symbol") >= 0;
      case UNION -> union(schema.getTypes(), depth);
      case RECORD, ARRAY, MAP -> nested(schema, depth + 1);
    };
  }

  private boolean union(List<Schema> branches, int depth) {
    int branch = index(branches.size(), "union branch");
    return branch >= 0 && value(branches.get(branch), depth);
  }

  private boolean nested(Schema schema, int depth) {
    if (depth > limits.depthMax) {
      return fail(Fault.OVER_LIMIT, "nested deeper than " + limits.depthMax);
    }
    return switch (schema.getType()) {
      case ARRAY -> blocks(null, schema.getElementType(), depth) || within("[]");
      case MAP -> blocks(schema, schema.getValueType(), depth) || within("{}");
      default -> record(schema.getFields(), depth);
    };
  }

  private boolean record(List<Schema.Field> fields, int depth) {
    for (int i = 0; i < fields.size(); i++) {
      if (!value(fields.get(i).schema(), depth)) {
        return within(fields.get(i).name());
      }
    }
    return true;
  }

  /**
   * Blocks of an array, or of a map when map is given. A negative count is followed by the block's
   * size in bytes.
   */
  private boolean blocks(@Nullable Schema map, Schema element, int depth) {
    long total = 0;
    while (true) {
      long count = readLong();
      if (fault != null) {
        return false;
      }
      if (count == 0) {
        return true;
      }
      long size = -1;
      if (count < 0) {
        size = readLong();
        if (fault != null) {
          return false;
        }
        count = -count;
        if (count < 0 || size < 0 || size > end - at) {
          return fail(Fault.MALFORMED, "a block that announces more than the bytes that are there");
        }
      }
      total += count;
      if (count > limits.itemsMax || total > limits.itemsMax) {
        return fail(Fault.OVER_LIMIT, "more than " + limits.itemsMax + " items announced");
      }
      int start = at;
      for (long i = 0; i < count; i++) {
        if ((map != null && !string()) || !value(element, depth)) {
          return false;
        }
      }
      if (size >= 0 && at - start != size) {
        return fail(Fault.MALFORMED, "a block whose size is not what it announces");
      }
    }
  }

  private boolean string() {
    int length = length();
    if (length < 0) {
      return false;
    }
    return Utf8Text.isValid(bytes, at - length, at)
        || fail(Fault.NOT_UTF8, "text that is not UTF-8");
  }

  /** Reads a length, checks it and skips what it announces; -1 after a fault. */
  private int length() {
    long length = readLong();
    if (fault != null) {
      return -1;
    }
    if (length < 0 || length > end - at) {
      fail(Fault.MALFORMED, "a length of " + length + " where " + (end - at) + " bytes are left");
      return -1;
    }
    if (length > limits.stringBytesMax) {
      fail(Fault.OVER_LIMIT, length + " bytes, limit " + limits.stringBytesMax);
      return -1;
    }
    at += (int) length;
    return (int) length;
  }

  private int index(int size, String what) {
    long index = readLong();
    if (fault != null) {
      return -1;
    }
    if (index < 0 || index >= size) {
      fail(Fault.MALFORMED, what + " " + index + " of " + size);
      return -1;
    }
    return (int) index;
  }

  private boolean bool() {
    if (at >= end) {
      return truncated();
    }
    int b = bytes[at++];
    return (b & ~1) == 0 || fail(Fault.MALFORMED, "a boolean that is neither 0 nor 1");
  }

  private boolean integer() {
    long value = readLong();
    if (fault != null) {
      return false;
    }
    return value == (int) value || fail(Fault.MALFORMED, "an int that does not fit into 32 bits");
  }

  private boolean longInteger() {
    readLong();
    return fault == null;
  }

  private boolean skip(int count) {
    if (count > end - at) {
      return truncated();
    }
    at += count;
    return true;
  }

  /** A zig-zag varint of at most ten bytes. The value means nothing after a fault. */
  private long readLong() {
    long raw = 0;
    for (int shift = 0; shift < 70; shift += 7) {
      if (at >= end) {
        truncated();
        return 0;
      }
      byte b = bytes[at++];
      raw |= (long) (b & 0x7F) << shift;
      if (b >= 0) {
        return (raw >>> 1) ^ -(raw & 1);
      }
    }
    fail(Fault.MALFORMED, "a number of more than ten bytes");
    return 0;
  }

  private boolean truncated() {
    return fail(Fault.MALFORMED, "the record ends too early");
  }

  private boolean fail(Fault what, String why) {
    fault = what;
    detail = why;
    return false;
  }

  /** Puts a name in front of the path while the walk unwinds. */
  private boolean within(String name) {
    if (path.length() > 0 && path.charAt(0) != '[' && path.charAt(0) != '{') {
      path.insert(0, '.');
    }
    path.insert(0, name);
    return false;
  }
}
