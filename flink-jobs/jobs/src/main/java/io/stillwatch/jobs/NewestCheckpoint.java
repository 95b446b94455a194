package io.stillwatch.jobs;

import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.apache.flink.runtime.checkpoint.Checkpoints;

/**
 * Finds the newest complete checkpoint under {@code root/<job id>/chk-<number>/_metadata}, over all
 * jobs that ever wrote there.
 *
 * <p>Complete means that Flink wrote the metadata file: it comes last, and begins with Flink's
 * mark. Newest is by the time it was written, then by number: every start of the engine is a job of
 * its own.
 */
public final class NewestCheckpoint {

  private static final String PREFIX = "chk-";

  /** A checkpoint that can be restored. */
  public record Found(Path directory, long number, long writtenAtMs) {

    /** The directory of the job that wrote it. */
    public Path jobDirectory() {
      Path parent = directory.getParent();
      if (parent == null) {
        throw new IllegalStateException(
            "checkpoint " + directory + " stands in no job's directory");
      }
      return parent;
    }
  }

  private NewestCheckpoint() {}

  /** Looks under the root; a root that does not exist holds none. */
  public static Optional<Found> under(Path root) throws IOException {
    return newestFirst(root).stream().findFirst();
  }

  /** All complete ones under the root. */
  static List<Found> newestFirst(Path root) throws IOException {
    List<Found> found = new ArrayList<>();
    try (DirectoryStream<Path> jobs = Files.newDirectoryStream(root, Files::isDirectory)) {
      for (Path job : jobs) {
        try (DirectoryStream<Path> checkpoints = Files.newDirectoryStream(job, PREFIX + "*")) {
          for (Path checkpoint : checkpoints) {
            complete(checkpoint).ifPresent(found::add);
          }
        }
      }
    } catch (NoSuchFileException e) {
      return List.of();
    } catch (NotDirectoryException e) {
      throw new IOException("the checkpoint directory " + root + " is a file; choose another", e);
    }
    found.sort(
        Comparator.comparingLong(Found::writtenAtMs).thenComparingLong(Found::number).reversed());
    return List.copyOf(found);
  }

  private static Optional<Found> complete(Path checkpoint) throws IOException {
    Path metadata = checkpoint.resolve("_metadata");
    Path name = checkpoint.getFileName();
    long number = name == null ? -1 : number(name.toString());
    if (number < 0 || !Files.isRegularFile(metadata) || !hasFlinksMark(metadata)) {
      return Optional.empty();
    }
    return Optional.of(
        new Found(checkpoint, number, Files.getLastModifiedTime(metadata).toMillis()));
  }

  private static long number(String directory) {
    try {
      return Long.parseLong(directory, PREFIX.length(), directory.length(), 10);
    } catch (NumberFormatException e) {
      return -1;
    }
  }

  private static boolean hasFlinksMark(Path metadata) throws IOException {
    if (Files.size(metadata) < Integer.BYTES) {
      return false;
    }
    try (DataInputStream in = new DataInputStream(Files.newInputStream(metadata))) {
      return in.readInt() == Checkpoints.HEADER_MAGIC_NUMBER;
    }
  }
}
