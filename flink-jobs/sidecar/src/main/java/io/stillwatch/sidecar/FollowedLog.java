package io.stillwatch.sidecar;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A log that somebody else writes, read line by line across rotations.
 *
 * <p>A log that was moved away is read to its end, also its last line without a line's end, once it
 * has been quiet for a while; then the new one is begun. That holds for one that was moved while
 * nobody was looking as well: it is known by the file system's id, whatever it is called now, or by
 * how it begins. One that was cut is gone on with in its copy, and then begun anew.
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
  private final Consumer<String> losses;

  private @Nullable FileChannel file;
  private LogPosition position;
  private long offset;
  private boolean passingOver;
  private long seenBytes;
  private int quietLooks;
  private long lookedAt;
  private long lookedBytes;
  private volatile @Nullable String unwritten;

  /**
   * Finds where it was left.
   *
   * @param losses is told of lines that are not read, and why
   * @throws IOException when the position cannot be read; one that is damaged is begun anew, where
   *     nothing is sent twice: at the log's end
   */
  FollowedLog(Path path, Path positionFile, int lineBytesMax, Consumer<String> losses)
      throws IOException {
    this.path = path;
    this.positionFile = positionFile;
    this.lineBytesMax = lineBytesMax;
    this.losses = losses;
    this.buffer = ByteBuffer.allocate(lineBytesMax + 1);
    this.position = position();
  }

  private LogPosition position() throws IOException {
    try {
      return LogPosition.read(positionFile);
    } catch (LogPosition.Damaged e) {
      LogPosition end = end();
      Files.deleteIfExists(positionFile);
      if (!end.file().isEmpty()) {
        end.write(positionFile);
      }
      losses.accept(
          e.getMessage()
              + ": up to "
              + end.offset()
              + " bytes of "
              + path
              + " are passed over, as those that were sent before would count again; to send the"
              + " whole log, stop the sidecar and remove that file");
      return end;
    }
  }

  /** Where the last whole line of the log ends. */
  private LogPosition end() throws IOException {
    String id = id(path);
    if (id.isEmpty()) {
      return LogPosition.NONE;
    }
    try (FileChannel in = FileChannel.open(path, StandardOpenOption.READ)) {
      long from = Math.max(0, in.size() - buffer.capacity());
      fill(buffer, in, from);
      int last = buffer.position();
      while (last > 0 && buffer.get(last - 1) != '\n') {
        last--;
      }
      return at(in, id, from + last);
    }
  }

  /** The next lines, none when there are no new ones. What was given before counts as done. */
  Lines next() throws IOException {
    if (unwritten != null) {
      remember();
    }
    FileChannel in = file;
    if (in == null) {
      in = open();
    }
    if (in == null) {
      return Lines.NONE;
    }
    if (in.size() < offset || !isSame(in)) {
      in = cut(in);
    }
    lookedAt = System.nanoTime();
    lookedBytes = in.size();
    buffer.clear();
    fill(buffer, in, offset);
    buffer.flip();
    boolean over = buffer.limit() < buffer.capacity() && isOver(in);
    Lines lines = take(over);
    if (over && !lines.found) {
      finish();
    }
    return lines;
  }

  /** Remembers that all that was given is in Kafka. */
  void done() throws IOException {
    FileChannel in = file;
    if (in == null) {
      return;
    }
    position = at(in, position.file(), offset);
    remember();
  }

  /** Where it cannot be written that is no reason to read no more: it is tried with each look. */
  private void remember() {
    try {
      if (position.file().isEmpty()) {
        Files.deleteIfExists(positionFile);
      } else {
        position.write(positionFile);
      }
      unwritten = null;
    } catch (IOException e) {
      unwritten =
          "how far the log was read cannot be written to "
              + positionFile
              + ": "
              + e
              + "; until it can, a start would send again what was sent since: see to the room and"
              + " the rights of state.dir";
    }
  }

  /** Why a start would not know how far this was read; null when it would. Of any thread. */
  @Nullable String unwritten() {
    return unwritten;
  }

  private static LogPosition at(FileChannel in, String id, long offset) throws IOException {
    int headBytes = (int) Math.min(offset, SidecarLimits.LOG_HEAD_BYTES);
    return new LogPosition(id, head(in, headBytes), headBytes, offset);
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

  /** Goes on in the log that was left, also where it was moved away; only then with the new one. */
  private @Nullable FileChannel open() throws IOException {
    if (!position.file().isEmpty()) {
      String left = position.file();
      Path named = find(file -> left.equals(id(file)));
      if (named != null) {
        FileChannel in = open(named, left);
        if (in == null) {
          return null; // moved at this moment
        }
        if (mayBeLeft(in)) {
          return begin(in, position);
        }
        in.close();
      }
      FileChannel alike = alike();
      if (alike != null) {
        return alike;
      }
      losses.accept(
          "the log that was read up to byte "
              + position.offset()
              + " is neither "
              + path
              + " nor beside it any more: what of it was not read is lost; let rotation leave the"
              + " last log there uncompressed");
      position = LogPosition.NONE;
    }
    String id = id(path);
    FileChannel in = id.isEmpty() ? null : open(path, id); // empty: its writer has not begun
    return in == null ? null : begin(in, new LogPosition(id, 0, 0, 0));
  }

  /**
   * Goes on in a file that is the log that was left, but for its id: a device has another number
   * once it is mounted anew. Null where there is none.
   */
  private @Nullable FileChannel alike() throws IOException {
    Path file = find(this::isAlike);
    String id = file == null ? "" : id(file);
    FileChannel in = file == null || id.isEmpty() ? null : open(file, id);
    return in == null
        ? null
        : begin(in, new LogPosition(id, position.head(), position.headBytes(), position.offset()));
  }

  private boolean isAlike(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      return false;
    }
    try (FileChannel in = FileChannel.open(file, StandardOpenOption.READ)) {
      return mayBeLeft(in) && endsLine(in, position.offset());
    }
  }

  private boolean mayBeLeft(FileChannel in) throws IOException {
    return in.size() >= position.offset() && isSame(in);
  }

  private static boolean endsLine(FileChannel in, long end) throws IOException {
    ByteBuffer last = ByteBuffer.allocate(1);
    return end > 0 && in.read(last, end - 1) == 1 && last.get(0) == '\n';
  }

  /** What a file is looked for by. */
  private interface Sought {
    boolean is(Path file) throws IOException;
  }

  /** Such a file, under the log's name or any other in its folder. */
  private @Nullable Path find(Sought sought) throws IOException {
    if (sought.is(path)) {
      return path;
    }
    Path folder = path.toAbsolutePath().getParent();
    if (folder == null) {
      return null;
    }
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
      int looked = 0;
      for (Path file : files) {
        if (looked++ < SidecarLimits.LOG_SIBLINGS_MAX && isOne(sought, file)) {
          return file;
        }
      }
    } catch (NoSuchFileException | AccessDeniedException e) {
      return null;
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    return null;
  }

  private static boolean isOne(Sought sought, Path file) {
    try {
      return sought.is(file);
    } catch (IOException e) {
      return false; // something of somebody else's
    }
  }

  /** Null where the name has been given to another file meanwhile. */
  private static @Nullable FileChannel open(Path path, String id) throws IOException {
    FileChannel in = FileChannel.open(path, StandardOpenOption.READ);
    if (id.equals(id(path))) {
      return in;
    }
    in.close();
    return null;
  }

  private FileChannel begin(FileChannel in, LogPosition from) throws IOException {
    file = in;
    position = from;
    offset = from.offset();
    passingOver = offset > 0 && !endsLine(in, offset); // it was left within a line that is too long
    quietLooks = 0;
    lookedAt = System.nanoTime();
    lookedBytes = in.size();
    return in;
  }

  /** All of a log that was moved away is in Kafka: it need not be looked for again. */
  private void finish() throws IOException {
    close();
    position = LogPosition.NONE;
    remember();
  }

  /** As much as there is, or as there is room for. */
  private static void fill(ByteBuffer into, FileChannel in, long from) throws IOException {
    int read = 0;
    while (into.hasRemaining() && read >= 0) {
      read = in.read(into, from + into.position());
    }
  }

  /** Whether it begins as it did: a log may be cut and have grown on between two looks. */
  private boolean isSame(FileChannel in) throws IOException {
    return head(in, position.headBytes()) == position.head();
  }

  private static long head(FileChannel in, int bytes) throws IOException {
    ByteBuffer head =
        ByteBuffer.allocate(Math.max(0, Math.min(bytes, SidecarLimits.LOG_HEAD_BYTES)));
    fill(head, in, 0);
    return LogPosition.checksum(head.array(), head.position());
  }

  /** Goes on in the copy that was made of it before it was cut, or begins it anew. */
  private FileChannel cut(FileChannel in) throws IOException {
    FileChannel copy = alike();
    if (copy != null) {
      in.close();
      return copy;
    }
    boolean unseen = System.nanoTime() - lookedAt > SidecarLimits.LOG_UNSEEN_MAX.toNanos();
    if (lookedBytes > offset || unseen) {
      losses.accept(
          path
              + " was cut, and no copy is beside it: what of it was written beyond byte "
              + offset
              + " is lost; let rotation move the log away, or leave its last copy uncompressed");
    }
    offset = 0;
    passingOver = false;
    position = new LogPosition(position.file(), 0, 0, 0);
    remember();
    return in;
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
