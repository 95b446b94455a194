package io.stillwatch.intake;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * Records with their length before them, four bytes with the highest first, as the Collector's file
 * exporter writes protobuf.
 */
final class PrefixedRecords implements EventFile.Records {
  private final DataInputStream in;
  private long record;

  PrefixedRecords(InputStream in) {
    this.in = new DataInputStream(in);
  }

  @Override
  public long line() {
    return record;
  }

  @Override
  public byte @Nullable [] next() throws IOException {
    int first = in.read();
    if (first < 0) {
      return null;
    }
    int length = first << 24 | in.readUnsignedByte() << 16 | in.readUnsignedShort();
    if (length < 0 || length > JsonLines.LINE_BYTES_MAX) {
      throw new IOException("a record that says it has " + length + " bytes");
    }
    byte[] bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw new EOFException();
    }
    record++;
    return bytes;
  }
}
