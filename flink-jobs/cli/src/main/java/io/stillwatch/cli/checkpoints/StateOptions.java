package io.stillwatch.cli.checkpoints;

import io.stillwatch.cli.Reason;
import io.stillwatch.jobs.RestorePoint;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.Path;
import org.apache.flink.core.plugin.PluginUtils;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where a job's checkpoints and savepoints are. */
final class StateOptions {

  @Option(
      names = "--checkpoints",
      paramLabel = "URI",
      required = true,
      description = "The folder above all checkpoints: the engine's checkpoint.dir.")
  private String checkpoints = "";

  @Option(
      names = "--savepoints",
      paramLabel = "URI",
      description = "The folder above all savepoints.")
  private @Nullable String savepoints;

  @Option(
      names = "--flink",
      paramLabel = "NAME=VALUE",
      description = "A setting of Flink's file systems, such as s3.endpoint=https://….")
  private Map<String, String> flink = Map.of();

  /**
   * All of them, newest first.
   *
   * @param told hears what was passed over
   */
  List<RestorePoint> restorePoints(Consumer<String> told) throws IOException {
    try {
      return RestorePoint.newestFirst(
          checkpoints,
          savepoints,
          folder -> told.accept(folder + " may not be looked into; it is passed over"));
    } catch (IOException e) {
      throw new IOException("cannot look through " + where() + ": " + Reason.of(e), e);
    }
  }

  /** Such as {@code URI/checkpoints and URI/savepoints}. */
  String where() {
    return checkpoints + (savepoints == null ? "" : " and " + savepoints);
  }

  /** What to do where no checkpoint was ever written there; null where one was. */
  @Nullable String noCheckpoints() throws IOException {
    return nothingAt(checkpoints, "--checkpoints");
  }

  /** The same of savepoints; null also where nobody asked for them. */
  @Nullable String noSavepoints() throws IOException {
    return savepoints == null ? null : nothingAt(savepoints, "--savepoints");
  }

  private static @Nullable String nothingAt(String uri, String option) throws IOException {
    Path folder = new Path(uri);
    return folder.getFileSystem().exists(folder)
        ? null
        : "there is nothing at " + uri + "; check " + option;
  }

  /** Makes the file systems known that stand beside Flink as plugins. */
  void openFileSystems() {
    Configuration configuration = Configuration.fromMap(flink);
    FileSystem.initialize(
        configuration, PluginUtils.createPluginManagerFromRootFolder(configuration));
  }
}
