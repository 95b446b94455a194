package io.stillwatch.jobs;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import org.apache.flink.core.fs.FileStatus;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.Path;
import org.jspecify.annotations.Nullable;

/**
 * A checkpoint or savepoint of a cluster's job, wherever Flink can read: {@code
 * checkpoints/<job>/chk-<number>} or {@code savepoints/savepoint-<name>}, with its metadata file.
 *
 * @param directory as Flink is told to restore from it
 */
public record RestorePoint(String directory, long writtenAtMs) {

  private static final String METADATA = "_metadata";
  private static final String CHECKPOINT = "chk-";
  private static final String SAVEPOINT = "savepoint-";

  /**
   * All that were completed, newest first.
   *
   * @param savepoints null where there are none
   * @param closed hears of each folder beside those of jobs that may not be looked into, such as
   *     {@code lost+found}; what a job's own holds may be newer than all else, so that one is no
   *     matter to pass over
   */
  public static List<RestorePoint> newestFirst(
      String checkpoints, @Nullable String savepoints, Consumer<String> closed) throws IOException {
    List<RestorePoint> found = new ArrayList<>();
    for (Path job : folders(new Path(checkpoints))) {
      try {
        collect(job, CHECKPOINT, found);
      } catch (AccessDeniedException e) {
        if (isJobs(job.getName())) {
          throw e;
        }
        closed.accept(job.toString());
      }
    }
    if (savepoints != null) {
      collect(new Path(savepoints), SAVEPOINT, found);
    }
    found.sort(Comparator.comparingLong(RestorePoint::writtenAtMs).reversed());
    return List.copyOf(found);
  }

  /** Flink names a job's folder by its id. */
  private static boolean isJobs(String folder) {
    return folder.length() == 32 && folder.chars().allMatch(c -> Character.digit(c, 16) >= 0);
  }

  private static void collect(Path parent, String prefix, List<RestorePoint> found)
      throws IOException {
    for (Path path : folders(parent)) {
      if (!path.getName().startsWith(prefix)) {
        continue;
      }
      try {
        found.add(new RestorePoint(path.toString(), completedAtMs(path)));
      } catch (FileNotFoundException | NoSuchFileException e) {
        // It is being written, or taken away: no point to restore from.
      }
    }
  }

  private static long completedAtMs(Path point) throws IOException {
    Path metadata = new Path(point, METADATA);
    if (point.getFileSystem().isDistributedFS()) {
      return point.getFileSystem().getFileStatus(metadata).getModificationTime();
    }
    try {
      return Files.getLastModifiedTime(local(metadata)).toMillis();
    } catch (AccessDeniedException e) {
      // There is one, and whoever reads it says that it may not be read.
      return Files.getLastModifiedTime(local(point)).toMillis();
    }
  }

  /** Flink's own list of a local folder has no word for one that may not be looked into. */
  private static List<Path> folders(Path parent) throws IOException {
    List<Path> folders = new ArrayList<>();
    FileSystem fileSystem = parent.getFileSystem();
    if (fileSystem.isDistributedFS()) {
      try {
        for (FileStatus status : fileSystem.listStatus(parent)) {
          if (status.isDir()) {
            folders.add(status.getPath());
          }
        }
      } catch (FileNotFoundException e) {
        return List.of();
      }
      return folders;
    }
    try (DirectoryStream<java.nio.file.Path> all =
        Files.newDirectoryStream(local(parent), Files::isDirectory)) {
      Path whole = parent.makeQualified(fileSystem);
      all.forEach(folder -> folders.add(new Path(whole, folder.getFileName().toString())));
    } catch (NoSuchFileException e) {
      return List.of();
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    return folders;
  }

  private static java.nio.file.Path local(Path path) {
    return java.nio.file.Path.of(path.getPath());
  }
}
