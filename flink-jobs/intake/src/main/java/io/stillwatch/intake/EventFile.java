package io.stillwatch.intake;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * A file of recorded events, read record by record as bytes for {@link Intake}.
 *
 * <p>JSON lines, JSON objects spread over lines or in a list, an Avro object container, OTLP in
 * protobuf with lengths before its records or as one; all of them may be gzipped. What it is stands
 * in its first bytes, its name does not matter.
 */
public final class EventFile implements AutoCloseable {
  private static final int BUFFER_BYTES = 1 << 16;
  private static final int MAGIC_BYTES = 64;
  private static final int LENGTH_BYTES = 4;

  private final Path path;
  private final long fileBytes;
  private final CountingInput counted;
  private final Records records;

  /**
   * Where the records come from; what follows a record's end is not read before it is asked for.
   */
  interface Records {
    /** The next record, null at the end. */
    byte @Nullable [] next() throws IOException;

    /** The number of the line, or record, that was read last; 1 is the first. */
    long line();
  }

  private EventFile(Path path, long fileBytes, CountingInput counted, Records records) {
    this.path = path;
    this.fileBytes = fileBytes;
    this.counted = counted;
    this.records = records;
  }

  /**
   * Opens a file.
   *
   * @throws IOException says in one line what is wrong with which file
   */
  public static EventFile open(Path path) throws IOException {
    if (!Files.isRegularFile(path)) {
      throw new IOException(path + ": no such file");
    }
    CountingInput counted = new CountingInput(Files.newInputStream(path));
    try {
      InputStream plain = unzipped(new BufferedInputStream(counted, BUFFER_BYTES));
      Records records = records(plain);
      return new EventFile(path, Files.size(path), counted, records);
    } catch (IOException e) {
      counted.close();
      throw new IOException(path + ": " + why(e), e);
    }
  }

  /** The bytes of the next event, or null at the end of the file. */
  public byte @Nullable [] next() throws IOException {
    try {
      return records.next();
    } catch (IOException e) {
      throw new IOException(path + ", after line " + line() + ": " + why(e), e);
    }
  }

  /**
   * The line of the event that was given last, from 1; in an Avro file the number of its record.
   */
  public long line() {
    return records.line();
  }

  /** The share of the file's bytes that were read, 0 to 1; a little ahead of the events given. */
  public double progress() {
    return fileBytes == 0 ? 1 : Math.min(1, (double) counted.count() / fileBytes);
  }

  @Override
  public void close() throws IOException {
    counted.close();
  }

  private static String why(IOException e) {
    String message = e.getMessage();
    return e instanceof EOFException || message == null ? "the file is cut off" : message;
  }

  private static InputStream unzipped(BufferedInputStream in) throws IOException {
    if (!startsWith(in, 0x1F, 0x8B)) {
      return in;
    }
    return new BufferedInputStream(new GZIPInputStream(in, BUFFER_BYTES), BUFFER_BYTES);
  }

  private static Records records(InputStream in) throws IOException {
    if (startsWith(in, 'O', 'b', 'j', 1)) {
      return new AvroRecords(in);
    }
    in.mark(MAGIC_BYTES);
    byte[] first = in.readNBytes(MAGIC_BYTES);
    in.reset();
    if (first.length > LENGTH_BYTES && first[0] == 0 && first[LENGTH_BYTES] == 0x0A) {
      return new PrefixedRecords(in);
    }
    if (JsonStart.of(first) < 0 && first.length > 0 && Recognised.startsAsOtlp(first)) {
      return new WholeFile(in);
    }
    return spread(first) ? new JsonDocuments(in) : new JsonLines(in);
  }

  /** Whether the first line opens a list or an object and ends there. */
  private static boolean spread(byte[] first) {
    int at = 0;
    while (at < first.length && first[at] <= ' ' && first[at] >= 0) {
      at++;
    }
    if (at < first.length && first[at] == '[') {
      return true;
    }
    int next = at + 1;
    while (next < first.length && (first[next] == ' ' || first[next] == '\r')) {
      next++;
    }
    return next < first.length && first[at] == '{' && first[next] == '\n';
  }

  /** A file that is one record. */
  private static final class WholeFile implements Records {
    private final InputStream in;
    private boolean read;

    WholeFile(InputStream in) {
      this.in = in;
    }

    @Override
    public byte @Nullable [] next() throws IOException {
      if (read) {
        return null;
      }
      read = true;
      byte[] bytes = in.readNBytes(JsonLines.LINE_BYTES_MAX + 1);
      if (bytes.length > JsonLines.LINE_BYTES_MAX) {
        throw new IOException("one record of more than " + JsonLines.LINE_BYTES_MAX + " bytes");
      }
      return bytes;
    }

    @Override
    public long line() {
      return read ? 1 : 0;
    }
  }

  /** Looks at the first bytes and leaves them there. */
  private static boolean startsWith(InputStream in, int... magic) throws IOException {
    in.mark(MAGIC_BYTES);
    byte[] first = in.readNBytes(magic.length);
    in.reset();
    boolean same = first.length == magic.length;
    for (int i = 0; same && i < magic.length; i++) {
      same = first[i] == (byte) magic[i];
    }
    return same;
  }
}
