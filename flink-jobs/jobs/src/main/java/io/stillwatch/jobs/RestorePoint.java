package io.stillwatch.jobs;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
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
   */
  public static List<RestorePoint> newestFirst(String checkpoints, @Nullable String savepoints)
      throws IOException {
    List<RestorePoint> found = new ArrayList<>();
    for (FileStatus job : folders(new Path(checkpoints))) {
      collect(job.getPath(), CHECKPOINT, found);
    }
    if (savepoints != null) {
      collect(new Path(savepoints), SAVEPOINT, found);
    }
    found.sort(Comparator.comparingLong(RestorePoint::writtenAtMs).reversed());
    return List.copyOf(found);
  }

  private static void collect(Path parent, String prefix, List<RestorePoint> found)
      throws IOException {
    for (FileStatus folder : folders(parent)) {
      Path path = folder.getPath();
      if (!path.getName().startsWith(prefix)) {
        continue;
      }
      try {
        FileStatus metadata = fileSystem(path).getFileStatus(new Path(path, METADATA));
        found.add(new RestorePoint(path.toString(), metadata.getModificationTime()));
      } catch (FileNotFoundException e) {
        // It is being written, or taken away: no point to restore from.
      }
    }
  }

  private static List<FileStatus> folders(Path parent) throws IOException {
    try {
      List<FileStatus> folders = new ArrayList<>();
      FileStatus[] all = fileSystem(parent).listStatus(parent);
      for (FileStatus status : all == null ? new FileStatus[0] : all) {
        if (status.isDir()) {
          folders.add(status);
        }
      }
      return folders;
    } catch (FileNotFoundException e) {
      return List.of();
    }
  }

  private static FileSystem fileSystem(Path path) throws IOException {
    return path.getFileSystem();
  }
}
