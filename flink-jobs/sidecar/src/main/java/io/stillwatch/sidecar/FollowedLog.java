package io.stillwatch.sidecar;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A log that somebody else writes, read line by line across rotations.
 *
 * <p>A log that was moved away is read to its end, also its last line without a line's end, once it
 * has been quiet for a while; then the new one is begun. One that was cut to nothing is begun anew.
 * Thread-confined.
 */
final class FollowedLog implements Closeable {

  /**
   * Lines of a log.
   *
   * @param tooLong how many were passed over because they are longer than may be
   * @param found whether anything was there at all
   */
  record Lines(List<byte[]> lines, int tooLong, boolean found) {
    static final Lines NONE = new Lines(List.of(), 0, false);
  }

  private final Path path;
  private final Path positionFile;
  private final ByteBuffer buffer;
  private final int lineBytesMax;

  private @Nullable FileChannel file;
  private LogPosition position;
  private long offset;
  private boolean passingOver;
  private long seenBytes;
  private int quietLooks;

  FollowedLog(Path path, Path positionFile, int lineBytesMax) throws IOException {
    this.path = path;
    this.positionFile = positionFile;
    this.lineBytesMax = lineBytesMax;
    this.buffer = ByteBuffer.allocate(lineBytesMax + 1);
    this.position = LogPosition.read(positionFile);
  }

  /** The next lines, none when there are no new ones. What was given before counts as done. */
  Lines next() throws IOException {
    FileChannel in = file;
    if (in == null) {
      in = open();
    }
    if (in == null) {
      return Lines.NONE;
    }
    if (in.size() < offset) {
      restart(in);
    }
    buffer.clear();
    fill(buffer, in, offset);
    buffer.flip();
    boolean over = buffer.limit() < buffer.capacity() && isOver(in);
    Lines lines = take(over);
    if (over && !lines.found) {
      close();
    }
    return lines;
  }

  /** Remembers that all that was given is in Kafka. */
  void done() throws IOException {
    FileChannel in = file;
    if (in == null) {
      return;
    }
    int headBytes = (int) Math.min(offset, SidecarLimits.LOG_HEAD_BYTES);
    position = new LogPosition(position.file(), head(in, headBytes), headBytes, offset);
    position.write(positionFile);
  }

  private Lines take(boolean lastToo) {
    List<byte[]> lines = new ArrayList<>();
    int tooLong = 0;
    int from = 0;
    int end = buffer.limit();
    for (int at = 0; at < end && lines.size() < SidecarLimits.LOG_LINES_MAX; at++) {
      if (buffer.get(at) == '\n') {
        if (passingOver) {
          passingOver = false;
          tooLong++;
        } else {
          add(from, at, lines);
        }
        from = at + 1;
      }
    }
    boolean full = from == 0 && end == lineBytesMax + 1;
    if (full) { // a line longer than may be
      passingOver = true;
      from = end;
    } else if (lastToo && lines.isEmpty() && from < end) {
      if (passingOver) {
        passingOver = false;
        tooLong++;
      } else {
        add(from, end, lines);
      }
      from = end;
    }
    offset += from;
    return new Lines(lines, tooLong, from > 0);
  }

  private void add(int from, int to, List<byte[]> lines) {
    int end = to > from && buffer.get(to - 1) == '\r' ? to - 1 : to;
    if (end > from) {
      byte[] line = new byte[end - from];
      buffer.get(from, line);
      lines.add(line);
    }
  }

  private @Nullable FileChannel open() throws IOException {
    String id = id(path);
    if (id.isEmpty()) {
      return null; // its writer has not begun
    }
    FileChannel in = FileChannel.open(path, StandardOpenOption.READ);
    if (!id.equals(id(path))) { // moved away meanwhile
      in.close();
      return null;
    }
    file = in;
    boolean same =
        id.equals(position.file())
            && in.size() >= position.offset()
            && head(in, position.headBytes()) == position.head();
    offset = same ? position.offset() : 0;
    position = same ? position : new LogPosition(id, 0, 0, 0);
    passingOver = false;
    quietLooks = 0;
    return in;
  }

  /** As much as there is, or as there is room for. */
  private static void fill(ByteBuffer into, FileChannel in, long from) throws IOException {
    int read = 0;
    while (into.hasRemaining() && read >= 0) {
      read = in.read(into, from + into.position());
    }
  }

  private static long head(FileChannel in, int bytes) throws IOException {
    ByteBuffer head =
        ByteBuffer.allocate(Math.max(0, Math.min(bytes, SidecarLimits.LOG_HEAD_BYTES)));
    fill(head, in, 0);
    return LogPosition.checksum(head.array(), head.position());
  }

  private void restart(FileChannel in) throws IOException {
    offset = 0;
    passingOver = false;
    position = new LogPosition(position.file(), 0, 0, 0);
    if (in.size() == 0) {
      position.write(positionFile);
    }
  }

  /** Whether another file has the log's name now, and this one was quiet for a while. */
  private boolean isOver(FileChannel in) throws IOException {
    boolean grown = in.size() != seenBytes;
    seenBytes = in.size();
    if (grown || position.file().equals(id(path))) {
      quietLooks = 0;
      return false;
    }
    return ++quietLooks >= SidecarLimits.LOG_QUIET_LOOKS;
  }

  /** Empty where there is no file. */
  private static String id(Path path) throws IOException {
    try {
      Object key = Files.readAttributes(path, BasicFileAttributes.class).fileKey();
      return key == null ? path.toString() : key.toString();
    } catch (NoSuchFileException e) {
      return "";
    }
  }

  @Override
  public void close() throws IOException {
    FileChannel in = file;
    file = null;
    if (in != null) {
      in.close();
    }
  }
}
