package io.stillwatch.cli.checkpoints;

import io.stillwatch.cli.Reason;
import io.stillwatch.jobs.RestorePoint;
import java.io.IOException;
import java.util.List;
import java.util.Map;
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

  /** All of them, newest first. */
  List<RestorePoint> restorePoints() throws IOException {
    try {
      return RestorePoint.newestFirst(checkpoints, savepoints);
    } catch (IOException e) {
      throw new IOException("cannot look through " + where() + ": " + Reason.of(e), e);
    }
  }

  /** Such as {@code URI/checkpoints and URI/savepoints}. */
  String where() {
    return checkpoints + (savepoints == null ? "" : " and " + savepoints);
  }

  /** Whether any checkpoint was ever written there. */
  boolean hasCheckpoints() throws IOException {
    Path folder = new Path(checkpoints);
    return folder.getFileSystem().exists(folder);
  }

  /** Makes the file systems known that stand beside Flink as plugins. */
  void openFileSystems() {
    Configuration configuration = Configuration.fromMap(flink);
    FileSystem.initialize(
        configuration, PluginUtils.createPluginManagerFromRootFolder(configuration));
  }
}
