package io.stillwatch.jobs;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.configuration.BlobServerOptions;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.ExecutionOptions;
import org.apache.flink.configuration.ExternalizedCheckpointRetention;
import org.apache.flink.configuration.HeartbeatManagerOptions;
import org.apache.flink.configuration.JobManagerOptions;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.configuration.WebOptions;
import org.apache.flink.core.execution.CheckpointingMode;
import org.apache.flink.core.execution.RecoveryClaimMode;
import org.apache.flink.state.rocksdb.RocksDBConfigurableOptions;
import org.apache.flink.state.rocksdb.RocksDBOptions;
import org.rocksdb.CompressionType;

/** The settings of Flink that this job depends on, each with its reason. */
public final class JobConfiguration {

  /** Which version runs, as Flink's own interface tells of a job. */
  static final String VERSION = "stillwatch.version";

  private static final String LOOPBACK = "127.0.0.1";

  private JobConfiguration() {}

  /** What the job needs wherever it runs. */
  public static Configuration ofJob(JobSettings settings) {
    Configuration c = new Configuration();
    c.set(PipelineOptions.GLOBAL_JOB_PARAMETERS, Map.of(VERSION, version()));
    setStore(c);
    c.set(CheckpointingOptions.INCREMENTAL_CHECKPOINTS, true);
    c.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, settings.checkpointInterval());
    c.set(CheckpointingOptions.CHECKPOINTING_CONSISTENCY_MODE, CheckpointingMode.EXACTLY_ONCE);
    c.set(CheckpointingOptions.CHECKPOINTS_DIRECTORY, checkpoints(settings.checkpointDir()));
    c.set(CheckpointingOptions.MAX_RETAINED_CHECKPOINTS, JobsLimits.CHECKPOINTS_RETAINED);
    c.set(
        CheckpointingOptions.EXTERNALIZED_CHECKPOINT_RETENTION,
        ExternalizedCheckpointRetention.RETAIN_ON_CANCELLATION);
    // Records in flight are never part of a checkpoint: a release may change how they look.
    c.set(CheckpointingOptions.ENABLE_UNALIGNED, false);
    // A full disk must not stop detection; the age of the newest checkpoint raises the alarm.
    c.set(CheckpointingOptions.TOLERABLE_FAILURE_NUMBER, Integer.MAX_VALUE);
    c.set(ExecutionOptions.BUFFER_TIMEOUT, settings.bufferTimeout());
    c.set(PipelineOptions.OBJECT_REUSE, true); // our stream types are values: nobody changes them
    c.set(PipelineOptions.GENERIC_TYPES, false);
    c.set(PipelineOptions.MAX_PARALLELISM, JobsLimits.MAX_PARALLELISM);
    c.set(RestartStrategyOptions.RESTART_STRATEGY, "exponential-delay");
    c.set(
        RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_INITIAL_BACKOFF,
        Duration.ofMillis(500));
    // However long an outage was, the job is back this soon after it.
    c.set(
        RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_MAX_BACKOFF,
        Duration.ofSeconds(10));
    c.set(
        RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_RESET_BACKOFF_THRESHOLD,
        Duration.ofMinutes(5));
    if (settings.parallelism() > 0) {
      c.set(CoreOptions.DEFAULT_PARALLELISM, settings.parallelism());
    }
    return c;
  }

  /** As the build wrote it into the jar. */
  private static String version() {
    String version = JobConfiguration.class.getPackage().getImplementationVersion();
    return version == null ? "unpackaged" : version;
  }

  /** How state is stored. */
  public static void setStore(Configuration c) {
    c.set(StateBackendOptions.STATE_BACKEND, "rocksdb");
    c.set(
        RocksDBConfigurableOptions.USE_BLOOM_FILTER, true); // most first looks are for new accounts
    // What is written often stands in the upper levels; to compress it cost more than to judge.
    c.set(
        RocksDBConfigurableOptions.COMPRESSION_PER_LEVEL,
        List.of(
            CompressionType.NO_COMPRESSION,
            CompressionType.NO_COMPRESSION,
            CompressionType.SNAPPY_COMPRESSION));
    c.set(RocksDBOptions.OPTIONS_FACTORY, PatientCompaction.class.getName());
  }

  /** What stands in the address of a store is what its folders are called. */
  private static String checkpoints(String uri) {
    URI parsed = URI.create(uri);
    return "file".equals(parsed.getScheme()) ? path(parsed) : uri;
  }

  /** As Flink reads it: nothing stands for another character in it, such as %20 for a blank. */
  static String path(URI uri) {
    return new org.apache.flink.core.fs.Path(uri).toString();
  }

  /** What the job needs in addition inside somebody's process. */
  static Configuration embedded(
      JobSettings settings, Path workDir, Optional<NewestCheckpoint.Found> restore) {
    Configuration c = ofJob(settings);
    int parallelism = parallelism(settings);
    c.set(CoreOptions.DEFAULT_PARALLELISM, parallelism);
    c.set(TaskManagerOptions.NUM_TASK_SLOTS, parallelism);
    // It shares the process: fixed, small, outside the heap.
    c.set(TaskManagerOptions.MANAGED_MEMORY_SIZE, MemorySize.ofMebiBytes(192));
    c.set(TaskManagerOptions.NETWORK_MEMORY_MIN, networkMemory(parallelism));
    c.set(TaskManagerOptions.NETWORK_MEMORY_MAX, networkMemory(parallelism));
    c.set(CoreOptions.TMP_DIRS, workDir.toString());
    // Nothing listens beyond this machine, and what listens takes no orders.
    c.set(RestOptions.ADDRESS, LOOPBACK);
    c.set(RestOptions.BIND_ADDRESS, LOOPBACK);
    c.set(RestOptions.BIND_PORT, "0");
    c.set(WebOptions.SUBMIT_ENABLE, false);
    c.set(WebOptions.CANCEL_ENABLE, false);
    c.set(JobManagerOptions.BIND_HOST, LOOPBACK);
    c.set(TaskManagerOptions.BIND_HOST, LOOPBACK);
    c.set(TaskManagerOptions.HOST, LOOPBACK);
    c.set(BlobServerOptions.PORT, "0");
    // Counts of the tasks travel with the heartbeat. A long pause of this process is no failure.
    c.set(HeartbeatManagerOptions.HEARTBEAT_INTERVAL, Duration.ofMillis(500));
    c.set(HeartbeatManagerOptions.HEARTBEAT_TIMEOUT, Duration.ofSeconds(60));
    restore.ifPresent(
        found -> {
          c.set(StateRecoveryOptions.SAVEPOINT_PATH, path(found.directory().toUri()));
          // The old checkpoint stays the old job's; the new job's first one stands on its own.
          c.set(StateRecoveryOptions.RESTORE_MODE, RecoveryClaimMode.NO_CLAIM);
        });
    return c;
  }

  /**
   * Where all tasks of one stage send to all of the next, each holds a buffer of 32 KiB for each of
   * them and one more, and the job has about a dozen such places.
   */
  static MemorySize networkMemory(int parallelism) {
    return MemorySize.ofMebiBytes(Math.max(64, 12L * parallelism * (parallelism + 1) / 32));
  }

  static int parallelism(JobSettings settings) {
    return settings.parallelism() > 0
        ? settings.parallelism()
        : Math.min(JobsLimits.MAX_PARALLELISM, Runtime.getRuntime().availableProcessors());
  }
}
