package io.stillwatch.intake;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Records that stand one on a line; empty lines are passed over, line ends may be of either kind.
 */
final class JsonLines implements EventFile.Records {
  /** Far above a record's limit, so that the door and not the file refuses what is too large. */
  static final int LINE_BYTES_MAX = 64 << 20;

  private final InputStream in;
  private final byte[] chunk = new byte[1 << 16];
  private int at;
  private int end;
  private byte[] pending = new byte[1 << 12];
  private int pendingBytes;
  private long line;

  JsonLines(InputStream in) {
    this.in = in;
  }

  @Override
  public long line() {
    return line;
  }

  @Override
  public byte @Nullable [] next() throws IOException {
    while (true) {
      byte[] text = nextLine();
      if (text == null || !blank(text)) {
        return text;
      }
    }
  }

  private byte @Nullable [] nextLine() throws IOException {
    pendingBytes = 0;
    boolean any = false;
    while (true) {
      if (at == end && !fill()) {
        return any ? take() : null;
      }
      any = true;
      int stop = at;
      while (stop < end && chunk[stop] != '\n') {
        stop++;
      }
      keep(at, stop);
      boolean whole = stop < end;
      at = whole ? stop + 1 : stop;
      if (whole) {
        return take();
      }
    }
  }

  private boolean fill() throws IOException {
    at = 0;
    end = 0;
    int read = in.read(chunk, 0, chunk.length);
    end = Math.max(0, read);
    return read > 0;
  }

  private void keep(int from, int to) throws IOException {
    int count = to - from;
    if (pendingBytes + count > LINE_BYTES_MAX) {
      throw new IOException(
          "a line of more than " + LINE_BYTES_MAX + " bytes: are these JSON lines?");
    }
    if (pendingBytes + count > pending.length) {
      pending = Arrays.copyOf(pending, Math.max(pendingBytes + count, 2 * pending.length));
    }
    System.arraycopy(chunk, from, pending, pendingBytes, count);
    pendingBytes += count;
  }

  private byte[] take() {
    line++;
    int length = pendingBytes;
    if (length > 0 && pending[length - 1] == '\r') {
      length--;
    }
    return Arrays.copyOf(pending, length);
  }

  private static boolean blank(byte[] text) {
    for (byte b : text) {
      if (b != ' ' && b != '\t') {
        return false;
      }
    }
    return true;
  }
}
