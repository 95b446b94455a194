package io.stillwatch.intake;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * JSON objects that are spread over lines, one after the other or in a list. Where one ends its
 * braces say, so one that is damaged takes what follows with it: lines are the better form.
 */
final class JsonDocuments implements EventFile.Records {
  private final InputStream in;
  private long line = 1;

  JsonDocuments(InputStream in) {
    this.in = in;
  }

  @Override
  public long line() {
    return line;
  }

  @Override
  public byte @Nullable [] next() throws IOException {
    int b = in.read();
    while (b >= 0 && b != '{') {
      line += b == '\n' ? 1 : 0;
      b = in.read();
    }
    return b < 0 ? null : object();
  }

  private byte[] object() throws IOException {
    ByteArrayOutputStream object = new ByteArrayOutputStream();
    int depth = 0;
    boolean quoted = false;
    boolean escaped = false;
    int b = '{';
    while (true) {
      object.write(b);
      if (object.size() > JsonLines.LINE_BYTES_MAX) {
        throw new IOException("an object of more than " + JsonLines.LINE_BYTES_MAX + " bytes");
      }
      if (quoted) {
        quoted = escaped || b != '"';
        escaped = !escaped && b == '\\';
      } else if (b == '"') {
        quoted = true;
      } else if (b == '{') {
        depth++;
      } else if (b == '}' && --depth == 0) {
        return object.toByteArray();
      }
      line += b == '\n' ? 1 : 0;
      b = in.read();
      if (b < 0) {
        throw new EOFException();
      }
    }
  }
}
