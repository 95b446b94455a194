package io.stillwatch.cli.checkpoints;

import io.stillwatch.cli.AliveFile;
import io.stillwatch.cli.Console;
import io.stillwatch.cli.ExitCode;
import io.stillwatch.cli.Reason;
import io.stillwatch.cli.WrongUse;
import io.stillwatch.jobs.CheckpointHealth;
import io.stillwatch.jobs.RestorePoint;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.apache.flink.core.fs.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * {@code stillwatch checkpoints guard}.
 *
 * <p>Flink restores the newest checkpoint and, when that is damaged, the same one again for ever.
 * The guard steps in only with proof: the job does not come to run, and reading what it goes on
 * from shows the damage. Then it names the newest sound one before it to the operator. Of a job
 * that has failed for good it only tells a human where to go on: what failed may be what was just
 * deployed, and whoever deployed it may be at work. It never starts the job without state.
 */
@Command(
    name = "guard",
    description = {
      "Watches a job that the Flink Kubernetes Operator runs. When it cannot be restored because its checkpoint is damaged, has the operator start it from the newest checkpoint or savepoint that can be read.",
      "Never starts it without state: where nothing can be read it says so, and waits for a human."
    },
    sortOptions = false)
final class GuardVerb implements Callable<Integer> {

  /** Looks at a job that does not run before it is asked why: a restart is no trouble yet. */
  private static final int LOOKS_BEFORE_TROUBLE = 3;

  private final Console console;

  @Mixin private StateOptions state = new StateOptions();

  @Option(
      names = "--job-manager",
      paramLabel = "URL",
      required = true,
      description = "The JobManager's REST address.")
  private URI jobManager = URI.create("http://localhost:8081");

  @Option(
      names = "--deployment",
      paramLabel = "NAMESPACE/NAME",
      required = true,
      description = "The FlinkDeployment.")
  private String deployment = "";

  @Option(
      names = "--kubernetes",
      paramLabel = "URL",
      description = "The API server (default: that of the cluster that this runs in).")
  private @Nullable URI kubernetes;

  @Option(
      names = "--every",
      paramLabel = "TIME",
      description = "How often it looks (default: ${DEFAULT-VALUE}).",
      defaultValue = "5s")
  private Duration every = Duration.ofSeconds(5);

  @Option(
      names = "--settle",
      paramLabel = "TIME",
      description = "How long the operator is given after a step down (default: ${DEFAULT-VALUE}).",
      defaultValue = "3m")
  private Duration settle = Duration.ofMinutes(3);

  @Option(
      names = "--alive-file",
      paramLabel = "FILE",
      description = "Is written again with each look, for whoever has to see that it still looks.")
  private java.nio.file.@Nullable Path aliveFile;

  private @Nullable String complained;

  /** Of which it could not be told the last time whether they are sound. */
  private final Set<String> untold = new HashSet<>();

  /** What was said to be passed over: once, not at every look. */
  private final Set<String> passedOver = new HashSet<>();

  GuardVerb(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws InterruptedException {
    state.openFileSystems();
    AliveFile alive = new AliveFile(aliveFile, InstantSource.system(), this::complain);
    JobManager job = new JobManager(jobManager);
    FlinkDeployment operated = deployment();
    console.out("watching " + deployment + " at " + jobManager);
    int trouble = 0;
    while (!Thread.currentThread().isInterrupted()) {
      alive.say();
      Optional<JobManager.Look> look = job.look();
      // Without an answer nothing is known: that is the operator's to mend.
      trouble = look.isPresent() && !look.get().runs() ? trouble + 1 : 0;
      if (look.isPresent() && look.get().runs()) {
        untold.clear();
      }
      if (trouble >= LOOKS_BEFORE_TROUBLE) {
        trouble = 0;
        try {
          if (goOn(look.get(), operated, alive)) {
            settle(alive);
          }
        } catch (IOException e) {
          complain("the job does not run; " + Reason.of(e) + "; it will be looked at again");
        }
      }
      Thread.sleep(every.toMillis());
    }
    return ExitCode.DONE;
  }

  /** Alive, though it looks at nothing. */
  private void settle(AliveFile alive) throws InterruptedException {
    long end = System.nanoTime() + settle.toNanos();
    while (System.nanoTime() < end) {
      alive.say();
      Thread.sleep(every.toMillis());
    }
  }

  /** Whether the operator was told from where. */
  private boolean goOn(JobManager.Look look, FlinkDeployment operated, AliveFile alive)
      throws IOException, InterruptedException {
    List<RestorePoint> points =
        state.restorePoints(
            what -> {
              if (passedOver.add(what)) {
                console.err(what);
              }
            });
    if (look.over()) {
      complain(
          "the job has failed for good, and Flink has forgotten where it was: its JobManager's log"
              + " tells why; when that is mended, have it go on from "
              + points.stream()
                  .findFirst()
                  .map(RestorePoint::directory)
                  .orElse("nothing, as there is no checkpoint and no savepoint"));
      return false;
    }
    Optional<String> suspect =
        look.goesOnFrom()
            .map(path -> new Path(path).toString()) // as the list has it
            .or(() -> points.stream().findFirst().map(RestorePoint::directory));
    if (suspect.isEmpty()) {
      complain("the job does not run, and there is no checkpoint that could be the reason");
      return false;
    }
    Optional<String> problem = CheckpointHealth.problem(suspect.get(), alive::say);
    if (problem.isEmpty()) {
      complain("the job does not run, but " + suspect.get() + " is sound: look at its log");
      return false;
    }
    console.out(suspect.get() + " is damaged: " + problem.get());
    for (RestorePoint point : points) {
      if (point.directory().equals(suspect.get())) {
        continue;
      }
      if (!isSound(point.directory(), alive)) {
        continue;
      }
      try {
        operated.restoreFrom(point.directory());
        console.out("the job is to go on from " + point.directory());
        return true;
      } catch (IOException e) {
        complain("the job cannot go on from " + point.directory() + ": " + Reason.of(e));
        return false;
      }
    }
    complain(
        "no checkpoint and no savepoint can be read; the job is not started without state:"
            + " see the run-book on disaster recovery");
    return false;
  }

  /**
   * Whether it can be stepped down to.
   *
   * @throws IOException where it cannot be told for the first time: the store may answer by the
   *     next look. Later it is passed over, or one folder that may not be read keeps the job down
   */
  private boolean isSound(String directory, AliveFile alive) throws IOException {
    Optional<String> problem;
    try {
      problem = CheckpointHealth.problem(directory, alive::say);
      untold.remove(directory);
    } catch (IOException e) {
      if (untold.add(directory)) {
        throw e;
      }
      console.out(Reason.of(e) + "; it is passed over");
      return false;
    }
    problem.ifPresent(what -> console.out(directory + " is damaged, too: " + what));
    return problem.isEmpty();
  }

  /** Says a thing once, not at every look. */
  private void complain(String what) {
    if (!what.equals(complained)) {
      console.err(what);
      complained = what;
    }
  }

  private FlinkDeployment deployment() {
    int slash = deployment.indexOf('/');
    if (slash <= 0 || slash == deployment.length() - 1) {
      throw new WrongUse("--deployment is '" + deployment + "'; write NAMESPACE/NAME");
    }
    try {
      return new FlinkDeployment(
          kubernetes == null ? ofThisPod() : kubernetes,
          deployment.substring(0, slash),
          deployment.substring(slash + 1));
    } catch (IOException e) {
      throw new WrongUse("cannot speak to Kubernetes: " + Reason.of(e), e);
    }
  }

  private static URI ofThisPod() {
    String host = System.getenv("KUBERNETES_SERVICE_HOST");
    String port = System.getenv("KUBERNETES_SERVICE_PORT");
    if (host == null || port == null) {
      throw new WrongUse("this is no pod of Kubernetes; name the API server with --kubernetes");
    }
    return URI.create("https://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port);
  }
}
