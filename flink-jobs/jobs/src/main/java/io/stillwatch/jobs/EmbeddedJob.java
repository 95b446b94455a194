package io.stillwatch.jobs;

import io.stillwatch.campaigns.DeskFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.client.deployment.executors.PipelineExecutorUtils;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.runtime.execution.ExecutionState;
import org.apache.flink.runtime.executiongraph.AccessExecutionGraph;
import org.apache.flink.runtime.executiongraph.AccessExecutionVertex;
import org.apache.flink.runtime.executiongraph.ErrorInfo;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.runtime.minicluster.RpcServiceSharing;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamGraph;
import org.apache.flink.util.OptionalFailure;
import org.apache.flink.util.SerializedValue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The detection job on a Flink cluster within this process. */
final class EmbeddedJob implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(EmbeddedJob.class);
  private static final long STOP_SECONDS_MAX = 30;
  private static final long POLL_MS = 50;

  private final MiniCluster cluster;
  private final JobID id;
  private final CompletableFuture<Void> ended;

  /** What was counted when it could last be read: a busy machine is not one that did nothing. */
  private volatile EngineCounts counted = EngineCounts.NONE;

  private EmbeddedJob(MiniCluster cluster, JobID id) {
    this.cluster = cluster;
    this.id = id;
    this.ended =
        cluster
            .requestJobResult(id)
            .thenAccept(
                result ->
                    result
                        .getSerializedThrowable()
                        .ifPresent(
                            failure -> {
                              throw new IllegalStateException("the job failed for good", failure);
                            }));
  }

  static EmbeddedJob start(
      JobSettings settings,
      DeskFactory desk,
      Path workDir,
      Optional<NewestCheckpoint.Found> restore)
      throws Exception {
    Configuration configuration = JobConfiguration.embedded(settings, workDir, restore);
    StreamExecutionEnvironment env = new StreamExecutionEnvironment(configuration);
    DetectionJob.build(env, settings, desk);
    StreamGraph graph = env.getStreamGraph();
    graph.setJobName(DetectionJob.NAME);
    StreamGraph plan = PipelineExecutorUtils.getStreamGraph(graph, configuration);
    plan.serializeUserDefinedInstances();

    MiniCluster cluster =
        new MiniCluster(
            new MiniClusterConfiguration.Builder()
                .setConfiguration(configuration)
                .setNumTaskManagers(1)
                .setNumSlotsPerTaskManager(JobConfiguration.parallelism(settings))
                .setRpcServiceSharing(RpcServiceSharing.SHARED)
                .build());
    try {
      cluster.start();
      return new EmbeddedJob(cluster, cluster.submitJob(plan).get().getJobID());
    } catch (Exception e) {
      cluster.close();
      throw e;
    }
  }

  /** Waits until every task of the job runs. */
  void awaitRunning(Duration timeout) throws InterruptedException, TimeoutException {
    long deadline = System.nanoTime() + timeout.toNanos();
    AccessExecutionGraph graph = null;
    while (System.nanoTime() < deadline) {
      graph = graph();
      if (graph != null && graph.getState().isGloballyTerminalState()) {
        throw new IllegalStateException("the job ended before it ran" + failureOf(graph));
      }
      if (graph != null && graph.getState() == JobStatus.RUNNING && allRun(graph)) {
        return;
      }
      Thread.sleep(POLL_MS);
    }
    throw new TimeoutException("the job does not run after " + timeout + failureOf(graph));
  }

  private @Nullable AccessExecutionGraph graph() throws InterruptedException {
    try {
      return cluster.getExecutionGraph(id).get();
    } catch (ExecutionException e) {
      LOG.debug("the job cannot be seen yet", e);
      return null; // it is being submitted, or restarted
    }
  }

  private static boolean allRun(AccessExecutionGraph graph) {
    for (AccessExecutionVertex vertex : graph.getAllExecutionVertices()) {
      if (vertex.getExecutionState() != ExecutionState.RUNNING) {
        return false;
      }
    }
    return true;
  }

  private static String failureOf(@Nullable AccessExecutionGraph graph) {
    ErrorInfo failure = graph == null ? null : graph.getFailureInfo();
    return failure == null ? "" : ": " + failure.getExceptionAsString();
  }

  /** What the tasks have counted since they last started; a moment old. */
  EngineCounts counts() {
    try {
      AccessExecutionGraph graph = cluster.getExecutionGraph(id).get(1, TimeUnit.SECONDS);
      Map<String, SerializedValue<OptionalFailure<Object>>> counts =
          graph.getAccumulatorsSerialized();
      counted =
          new EngineCounts(
              count(counts, IntakeOperator.ACCEPTED_COUNT),
              count(counts, IntakeOperator.REJECTED_COUNT),
              count(counts, SightingReader.SIGNALS_COUNT),
              count(counts, DetectionJob.FINDINGS_COUNT),
              count(counts, DetectionJob.ACTIONS_COUNT),
              restarts(graph));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Exception e) {
      LOG.debug("the counts cannot be read now", e);
    }
    return counted;
  }

  /** How often the task that was restarted most has been. */
  private static int restarts(AccessExecutionGraph graph) {
    int most = 0;
    for (AccessExecutionVertex vertex : graph.getAllExecutionVertices()) {
      most = Math.max(most, vertex.getCurrentExecutionAttempt().getAttemptNumber());
    }
    return most;
  }

  private static long count(
      Map<String, SerializedValue<OptionalFailure<Object>>> counts, String name) throws Exception {
    SerializedValue<OptionalFailure<Object>> value = counts.get(name);
    return value != null
            && value.deserializeValue(EmbeddedJob.class.getClassLoader()).get() instanceof Long n
        ? n
        : 0;
  }

  /** Done when the job is over; it fails if the job did. */
  CompletableFuture<Void> ended() {
    return ended;
  }

  /**
   * Stops the job; its checkpoints stay. An interrupt waits until it has: a job that nobody holds
   * any more would go on acting.
   */
  @Override
  public void close() throws InterruptedException {
    boolean interrupted = Thread.interrupted();
    interrupted |= await("job", cluster.cancelJob(id));
    interrupted |= await("job", cluster.requestJobResult(id));
    interrupted |= await("job's cluster", cluster.closeAsync());
    if (interrupted) {
      throw new InterruptedException("interrupted while the job was stopped; it has stopped");
    }
  }

  /** Waits a while for it to stop, cleanly or not; true if somebody wanted to interrupt. */
  private static boolean await(String what, CompletableFuture<?> stopped) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(STOP_SECONDS_MAX);
    boolean interrupted = false;
    while (true) {
      try {
        stopped.get(Math.max(1, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
        return interrupted;
      } catch (InterruptedException e) {
        interrupted = true;
      } catch (ExecutionException | TimeoutException e) {
        LOG.warn("the {} did not stop cleanly: {}", what, e.toString());
        return interrupted;
      }
    }
  }
}
