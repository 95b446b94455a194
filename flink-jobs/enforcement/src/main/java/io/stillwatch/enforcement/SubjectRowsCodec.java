package io.stillwatch.enforcement;

import io.stillwatch.schemas.ActionKind;
import io.stillwatch.schemas.EnforcementAction;
import io.stillwatch.schemas.RecordCodec;
import io.stillwatch.schemas.SchemaResolver;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes and reads the rows of one subject as one state value. Thread-confined.
 *
 * <pre>
 *  0         1         2                6
 *  +---------+---------+----------------+----------------------+----------------+----- …
 *  | version | rows    | length, 4 big- | row: single-object   | length         | row
 *  |    1    | 0 to 255| endian bytes   | EnforcementAction    |                |
 *  +---------+---------+----------------+----------------------+----------------+----- …
 * </pre>
 *
 * <p>Rows stand in the order of their kinds, one for each at most, and nothing follows the last.
 * Each carries the fingerprint of the schema that it was written with, so that a value of an older
 * release is read as a row on the topic would be. Anything else is damage or our own bug, and is
 * refused with an exception: an operator that guessed here would forget actions that are in force.
 */
public final class SubjectRowsCodec {

  static final byte VERSION = 1;
  private static final int HEADER_BYTES = 2;

  private final RecordCodec<EnforcementAction> codec;

  public SubjectRowsCodec() {
    this(SchemaResolver.builtIn());
  }

  public SubjectRowsCodec(SchemaResolver schemas) {
    this.codec = RecordCodec.of(EnforcementAction.class, schemas);
  }

  public byte[] encode(SubjectRows rows) {
    List<byte[]> encoded = new ArrayList<>();
    int size = HEADER_BYTES;
    for (EnforcementAction row : rows.all()) {
      byte[] bytes = codec.encode(row);
      encoded.add(bytes);
      size += Integer.BYTES + bytes.length;
    }
    ByteBuffer value = ByteBuffer.allocate(size);
    value.put(VERSION).put((byte) encoded.size());
    for (byte[] bytes : encoded) {
      value.putInt(bytes.length).put(bytes);
    }
    return value.array();
  }

  /**
   * The rows.
   *
   * @throws IllegalStateException when the bytes are not what {@link #encode} writes
   */
  public SubjectRows decode(byte[] bytes) {
    ByteBuffer value = ByteBuffer.wrap(bytes);
    if (bytes.length < HEADER_BYTES) {
      throw corrupt(value, "it has no header");
    }
    byte version = value.get();
    if (version != VERSION) {
      throw corrupt(value, "version " + version + " is unknown, this build reads " + VERSION);
    }
    int count = Byte.toUnsignedInt(value.get());
    List<EnforcementAction> rows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      EnforcementAction row = row(value, i);
      if (!rows.isEmpty() && rows.get(i - 1).getKind().compareTo(row.getKind()) >= 0) {
        throw corrupt(value, "row " + i + " is out of the order of kinds");
      }
      rows.add(row);
    }
    if (value.hasRemaining()) {
      throw corrupt(value, value.remaining() + " bytes follow the last row");
    }
    return SubjectRows.ofOrdered(rows);
  }

  private EnforcementAction row(ByteBuffer value, int index) {
    if (value.remaining() < Integer.BYTES) {
      throw corrupt(value, "it ends before the length of row " + index);
    }
    int length = value.getInt();
    if (length < 0 || length > value.remaining()) {
      throw corrupt(
          value,
          "row " + index + " announces " + length + " bytes, " + value.remaining() + " are left");
    }
    byte[] bytes = new byte[length];
    value.get(bytes);
    try {
      EnforcementAction row = codec.decode(bytes);
      if (row.getKind() == ActionKind.UNKNOWN) {
        throw corrupt(value, "row " + index + " is of a kind that this build does not know");
      }
      return row;
    } catch (IOException e) {
      throw new IllegalStateException(
          corrupt(value, "row " + index + " cannot be read").getMessage(), e);
    }
  }

  private static IllegalStateException corrupt(ByteBuffer value, String what) {
    return new IllegalStateException(
        "the rows of a subject in state are damaged: "
            + what
            + " (at byte "
            + value.position()
            + " of "
            + value.capacity()
            + "); restore an older checkpoint");
  }
}
