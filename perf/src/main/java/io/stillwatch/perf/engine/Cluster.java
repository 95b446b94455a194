package io.stillwatch.perf.engine;

import io.stillwatch.jobs.JobConfiguration;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.ExecutionOptions;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.core.execution.CheckpointingMode;
import org.apache.flink.state.rocksdb.EmbeddedRocksDBStateBackend.PriorityQueueStateType;
import org.apache.flink.state.rocksdb.RocksDBOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * A Flink cluster inside this process, set up as the job is, with as much memory for each peer.
 *
 * <p>The store is set up so, too, but not for Flink's CEP: ours has single values looked up in many
 * small files, while CEP iterates, over all of them. It keeps Flink's own settings.
 */
final class Cluster {

  /** For RocksDB; operators of one slot share it. */
  private static final MemorySize MANAGED = MemorySize.ofMebiBytes(512);

  private static final MemorySize NETWORK = MemorySize.ofMebiBytes(256);

  private Cluster() {}

  static StreamExecutionEnvironment environment(
      Peer peer, int parallelism, Duration checkpointInterval) throws IOException {
    return StreamExecutionEnvironment.getExecutionEnvironment(
        configuration(peer, parallelism, checkpointInterval));
  }

  static Configuration configuration(Peer peer, int parallelism, Duration checkpointInterval)
      throws IOException {
    Path directory = Files.createTempDirectory("stillwatch-perf");
    directory.toFile().deleteOnExit();
    Configuration c = new Configuration();
    c.set(StateBackendOptions.STATE_BACKEND, peer.backend());
    if (!peer.cep()) {
      JobConfiguration.setStore(c);
    }
    c.set(CheckpointingOptions.INCREMENTAL_CHECKPOINTS, true);
    c.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, checkpointInterval);
    c.set(CheckpointingOptions.CHECKPOINTING_CONSISTENCY_MODE, CheckpointingMode.EXACTLY_ONCE);
    c.set(CheckpointingOptions.CHECKPOINTS_DIRECTORY, directory.resolve("ckp").toUri().toString());
    c.set(CheckpointingOptions.TOLERABLE_FAILURE_NUMBER, Integer.MAX_VALUE);
    c.set(ExecutionOptions.BUFFER_TIMEOUT, Duration.ofMillis(5));
    c.set(PipelineOptions.OBJECT_REUSE, true);
    c.set(PipelineOptions.MAX_PARALLELISM, 128);
    c.set(CoreOptions.DEFAULT_PARALLELISM, parallelism);
    c.set(CoreOptions.TMP_DIRS, directory.toString());
    c.set(TaskManagerOptions.NUM_TASK_SLOTS, parallelism);
    c.set(TaskManagerOptions.MANAGED_MEMORY_SIZE, MANAGED);
    c.set(TaskManagerOptions.NETWORK_MEMORY_MIN, NETWORK);
    c.set(TaskManagerOptions.NETWORK_MEMORY_MAX, NETWORK);
    c.set(RestOptions.BIND_PORT, "0");
    if (peer.bounded()) {
      c.set(
          BoundedIterators.KEY_BYTES,
          peer == Peer.FLINK_SQL ? SqlStage.KEY_BYTES : Stages.KEY_BYTES);
      c.set(RocksDBOptions.OPTIONS_FACTORY, BoundedIterators.class.getName());
      c.set(RocksDBOptions.TIMER_SERVICE_FACTORY, PriorityQueueStateType.HEAP);
    }
    return c;
  }
}
