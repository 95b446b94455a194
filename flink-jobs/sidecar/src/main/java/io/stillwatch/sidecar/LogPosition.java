package io.stillwatch.sidecar;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.zip.CRC32;

/**
 * How far a log was read, and which one: after a start it is gone on from there.
 *
 * @param file the file system's own id of the file
 * @param head checksum of its first bytes: ids are used again when a log is removed
 * @param headBytes how many of them, at most {@link SidecarLimits#LOG_HEAD_BYTES}
 * @param offset where the first line begins that is not yet in Kafka
 */
record LogPosition(String file, long head, int headBytes, long offset) {

  static final LogPosition NONE = new LogPosition("", 0, 0, 0);

  static long checksum(byte[] bytes, int length) {
    CRC32 crc = new CRC32();
    crc.update(bytes, 0, length);
    return crc.getValue();
  }

  /** A file that holds no position. */
  static final class Damaged extends IOException {
    private static final long serialVersionUID = 1L;

    Damaged(Path path) {
      super(path + " holds no position of a log");
    }
  }

  /**
   * Reads what was written; {@link #NONE} where nothing was.
   *
   * @throws Damaged when it is nothing that can be used
   */
  static LogPosition read(Path path) throws IOException {
    byte[] bytes;
    try (InputStream in = Files.newInputStream(path)) {
      bytes = in.readNBytes(SidecarLimits.POSITION_BYTES_MAX);
    } catch (NoSuchFileException e) {
      return NONE;
    } catch (IOException e) {
      throw new IOException(
          "cannot read " + path + ": " + e + "; the sidecar's user must be able to", e);
    }
    String[] lines = new String(bytes, StandardCharsets.UTF_8).split("\n", -1);
    try {
      LogPosition read =
          new LogPosition(
              lines[0],
              Long.parseLong(lines[1]),
              Integer.parseInt(lines[2]),
              Long.parseLong(lines[3]));
      if (lines.length == 4 && read.isPossible()) {
        return read;
      }
    } catch (NumberFormatException | IndexOutOfBoundsException e) {
      // Said below, as for one that cannot be.
    }
    throw new Damaged(path);
  }

  private boolean isPossible() {
    return !file.isEmpty()
        && headBytes >= 0
        && headBytes <= SidecarLimits.LOG_HEAD_BYTES
        && offset >= headBytes;
  }

  /** Written beside its place and moved there, so that it is there whole, after a power cut too. */
  void write(Path path) throws IOException {
    Path fresh = path.resolveSibling(path.getFileName() + ".new");
    String text = String.join("\n", file, "" + head, "" + headBytes, "" + offset);
    try (FileChannel out = FileChannel.open(fresh, CREATE, WRITE, TRUNCATE_EXISTING)) {
      ByteBuffer bytes = StandardCharsets.UTF_8.encode(text);
      while (bytes.hasRemaining()) {
        out.write(bytes);
      }
      out.force(true);
    }
    Files.move(fresh, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}
