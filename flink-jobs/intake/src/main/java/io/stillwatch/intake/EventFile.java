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
 * <p>JSON lines, or an Avro object container; either may be gzipped. What it is stands in its first
 * bytes, its name does not matter.
 */
public final class EventFile implements AutoCloseable {
  private static final int BUFFER_BYTES = 1 << 16;
  private static final int MAGIC_BYTES = 4;

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
      Records records =
          startsWith(plain, 'O', 'b', 'j', 1) ? new AvroRecords(plain) : new JsonLines(plain);
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
