package io.stillwatch.trials;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.stream.Stream;

/** A checkpoint of which a part was not written to the disk. */
final class Damage {

  private Damage() {}

  /**
   * Cuts the files off that belong to this checkpoint alone, its metadata excepted: RocksDB's files
   * that are shared are those of older ones, too.
   *
   * @return how many
   */
  static int ofOwnFiles(Path checkpoint) throws IOException {
    int cut = 0;
    try (Stream<Path> files = Files.list(checkpoint)) {
      for (Path file : files.toList()) {
        if (file.endsWith("_metadata") || Files.size(file) < 2) {
          continue;
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
          channel.truncate(channel.size() / 2);
        }
        cut++;
      }
    }
    return cut;
  }
}
