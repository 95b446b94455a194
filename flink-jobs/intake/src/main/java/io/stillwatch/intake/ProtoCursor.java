package io.stillwatch.intake;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.stillwatch.schemas.Utf8Text;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * Walks the fields of one protobuf message within a record's bytes.
 *
 * <p>A message is a stretch of the same bytes, so nothing is copied before it is wanted, and a
 * length that goes beyond the stretch is refused where it stands.
 *
 * <pre>
 *   field := tag (varint: number shl 3 | kind), then by kind
 *            0 varint   1 eight bytes   2 length (varint), that many bytes   5 four bytes
 * </pre>
 */
final class ProtoCursor {
  static final int VARINT = 0;
  static final int FIXED64 = 1;
  static final int BYTES = 2;
  private static final int FIXED32 = 5;
  private static final int VARINT_BYTES_MAX = 10;

  private final byte[] bytes;
  private final int end;
  private int at;
  private int field;
  private int kind;
  private int from;
  private int to;
  private long number;

  ProtoCursor(byte[] bytes, int from, int end) {
    this.bytes = bytes;
    this.at = from;
    this.end = end;
  }

  /** Goes to the next field; false at the end of the message. */
  boolean next() throws Refusal {
    if (at == end) {
      return false;
    }
    long tag = varint();
    field = (int) (tag >>> 3);
    kind = (int) (tag & 7);
    if (tag >>> 3 == 0 || tag >>> 32 != 0) {
      throw new Refusal(RejectionReason.MALFORMED, "no field has such a number");
    }
    switch (kind) {
      case VARINT -> number = varint();
      case FIXED64 -> {
        stretch(8);
        number = 0;
        for (int i = 7; i >= 0; i--) {
          number = number << 8 | (bytes[from + i] & 0xFF);
        }
      }
      case BYTES -> {
        long length = varint();
        stretch(length < 0 ? Long.MAX_VALUE : length);
      }
      case FIXED32 -> stretch(4);
      default -> throw new Refusal(RejectionReason.MALFORMED, "a field of no known kind");
    }
    return true;
  }

  private void stretch(long length) throws Refusal {
    if (length > end - at) {
      throw new Refusal(
          RejectionReason.MALFORMED, "a length that goes beyond what holds it, by byte " + at);
    }
    from = at;
    to = at + (int) length;
    at = to;
  }

  private long varint() throws Refusal {
    long value = 0;
    for (int i = 0; i < VARINT_BYTES_MAX; i++) {
      if (at == end) {
        throw new Refusal(RejectionReason.MALFORMED, "ends within a field");
      }
      byte b = bytes[at++];
      value |= (b & 0x7FL) << (7 * i);
      if (b >= 0) {
        return value;
      }
    }
    throw new Refusal(RejectionReason.MALFORMED, "a number without end");
  }

  /**
   * The field that the cursor stands on, if it is of this kind; a kind that is not its own is
   * passed over.
   */
  boolean is(int wantedField, int wantedKind) {
    return field == wantedField && kind == wantedKind;
  }

  int field() {
    return field;
  }

  /** The value of a number. */
  long number() {
    return number;
  }

  double real() {
    return Double.longBitsToDouble(number);
  }

  int length() {
    return to - from;
  }

  /** The message that the field holds. */
  ProtoCursor message() {
    return new ProtoCursor(bytes, from, to);
  }

  /** Null when it is not UTF-8. */
  @Nullable String text() {
    return Utf8Text.isValid(bytes, from, to) ? new String(bytes, from, to - from, UTF_8) : null;
  }

  /** A name, empty when it is not UTF-8. */
  String name() {
    String text = text();
    return text == null ? "" : text;
  }

  String hex() {
    return HexFormat.of().formatHex(bytes, from, to);
  }
}
