package io.stillwatch.perf.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import one.profiler.AsyncProfiler;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** Runs one system in this process until it is warm, and then measures it for a while. */
final class Measurement {

  /** A run that gets less than this part of a processor is cut short. */
  private static final int IDLE_FACTOR = 8;

  /**
   * Reading the clock asks for every thread: 20 times a second that was 6 % of what was measured.
   */
  private static final int READ_EVERY_MS = 250;

  private final Peer peer;
  private final Workload workload;
  private final EngineOptions options;

  Measurement(Peer peer, Workload workload, EngineOptions options) {
    this.peer = peer;
    this.workload = workload;
    this.options = options;
  }

  Figure run() throws Exception {
    if (peer.loop()) {
      Loop loop = peer == Peer.ESPER ? new EsperLoop(workload) : new PlainLoop(workload);
      Thread thread = new Thread(loop::run, "accounts");
      thread.setDaemon(true);
      thread.start();
      Figure figure = measure();
      thread.interrupt();
      thread.join();
      System.out.println(loop.describe());
      return figure;
    }
    StreamExecutionEnvironment env =
        Cluster.environment(peer, options.parallelism, options.checkpointInterval());
    Stages.lay(env, peer, workload, options.unwritten);
    JobClient job = env.executeAsync(peer.label());
    Figure figure = measure();
    if (job.getJobStatus().get().isTerminalState()) {
      job.getJobExecutionResult().get(); // throws why
    }
    return figure;
  }

  /** Of the system that runs in this process. */
  Figure measure() throws InterruptedException, IOException {
    awaitFirst();
    CpuClock.Reading start = CpuClock.read();
    awaitWork(start, options.warmupSeconds);
    Path profile = options.profileOf(peer, workload);
    if (profile != null) {
      Files.createDirectories(profile.toAbsolutePath().getParent());
      AsyncProfiler.getInstance().execute("start,event=itimer,interval=1000000,threads");
    }
    long events = Tallies.arrived();
    long matched = Tallies.matched();
    long wall = System.nanoTime();
    Waits.count(true);
    CpuClock.Reading before = CpuClock.read();
    CpuClock.Reading passed = awaitWork(before, options.seconds);
    Waits.count(false);
    Figure figure =
        new Figure(
            Tallies.arrived() - events,
            System.nanoTime() - wall,
            passed.workNs(),
            Tallies.matched() - matched,
            passed.byThread());
    if (profile != null) {
      AsyncProfiler.getInstance().execute("stop,collapsed,file=" + profile + ".collapsed");
      AsyncProfiler.getInstance().execute("dump,flamegraph,file=" + profile + ".html");
    }
    return figure;
  }

  /** Waits until so much processor time was worked off, however busy the machine is. */
  private static CpuClock.Reading awaitWork(CpuClock.Reading from, int seconds)
      throws InterruptedException {
    long begun = System.nanoTime();
    CpuClock.Reading passed = CpuClock.read().since(from);
    while (passed.workNs() < Duration.ofSeconds(seconds).toNanos()
        && System.nanoTime() - begun
            < Duration.ofSeconds(seconds).multipliedBy(IDLE_FACTOR).toNanos()) {
      Thread.sleep(READ_EVERY_MS);
      passed = CpuClock.read().since(from);
    }
    return passed;
  }

  private static void awaitFirst() throws InterruptedException {
    long from = System.nanoTime();
    while (Tallies.arrived() == 0) {
      if (System.nanoTime() - from > Duration.ofMinutes(2).toNanos()) {
        throw new IllegalStateException("nothing has arrived for two minutes; the job hangs");
      }
      Thread.sleep(50);
    }
  }
}
