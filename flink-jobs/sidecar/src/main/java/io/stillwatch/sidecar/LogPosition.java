package io.stillwatch.sidecar;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
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

  /** Reads what was written; {@link #NONE} where nothing was, or nothing that can be used. */
  static LogPosition read(Path path) throws IOException {
    try {
      List<String> lines = Files.readAllLines(path, StandardCharsets.UTF_8);
      return new LogPosition(
          lines.get(0),
          Long.parseLong(lines.get(1)),
          Integer.parseInt(lines.get(2)),
          Long.parseLong(lines.get(3)));
    } catch (NoSuchFileException | NumberFormatException | IndexOutOfBoundsException e) {
      return NONE;
    }
  }

  /** Written beside its place and moved there, so that it is there whole. */
  void write(Path path) throws IOException {
    Path fresh = path.resolveSibling(path.getFileName() + ".new");
    Files.writeString(fresh, String.join("\n", file, "" + head, "" + headBytes, "" + offset));
    Files.move(fresh, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}
