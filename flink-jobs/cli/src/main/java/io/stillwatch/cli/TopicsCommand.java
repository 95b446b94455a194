package io.stillwatch.cli;

import io.stillwatch.jobs.JobSettings;
import io.stillwatch.jobs.JobsLimits;
import io.stillwatch.jobs.TopicSetup;
import io.stillwatch.jobs.Topics;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code stillwatch topics}: the topics with their settings. */
@Command(name = "topics", description = "The topics of the engine and their settings.")
final class TopicsCommand extends VerbGroup {

  /** {@code stillwatch topics create}. */
  @Command(
      name = "create",
      description = {
        "Creates the topics that are missing, and says of the others where they differ from the plan.",
        "Topics that exist are never changed. Exits with 2 if one differs."
      },
      sortOptions = false)
  static final class Create implements Callable<Integer> {

    private final Console console;

    @Mixin private BrokerOptions brokers = new BrokerOptions();

    @Option(
        names = "--partitions",
        paramLabel = "N",
        description =
            "Partitions of the topics that are spread (default: the file's topics.partitions, else "
                + JobSettings.PARTITIONS
                + ").")
    private @Nullable Integer partitions;

    @Option(
        names = "--replication",
        paramLabel = "N",
        description =
            "Copies of each partition (default: the file's topics.replication, else three, or as many as there are brokers).")
    private @Nullable Integer replication;

    Create(Console console) {
      this.console = console;
    }

    @Override
    public Integer call() throws InterruptedException {
      BrokerOptions.Planned ofFile = brokers.planned();
      int spread =
          number("--partitions", partitions, JobsLimits.PARTITIONS_MAX, ofFile.partitions())
              .orElse(JobSettings.PARTITIONS);
      int copies =
          number("--replication", replication, JobsLimits.REPLICATION_MAX, ofFile.replication())
              .orElse(0);
      Topics topics = brokers.topics();
      try (Admin admin = brokers.reachable().admin()) {
        List<TopicSetup.Line> lines = TopicSetup.create(admin, topics, (short) copies, spread);
        lines.forEach(line -> console.out(line.toString()));
        boolean differs =
            lines.stream()
                .anyMatch(
                    l ->
                        l.state() == TopicSetup.State.DIFFERS
                            || l.state() == TopicSetup.State.HIDDEN);
        return differs ? ExitCode.CHECK_FAILED : ExitCode.DONE;
      } catch (KafkaException e) {
        throw new WrongUse(
            Reason.of(e)
                + "; check that "
                + brokers.bootstrapServers()
                + " is Kafka and allows this",
            e);
      }
    }

    private static Optional<Integer> number(
        String option, @Nullable Integer given, int max, @Nullable Integer ofFile) {
      if (given != null && (given < 1 || given > max)) {
        throw new WrongUse(option + " is " + given + "; it must be from 1 to " + max);
      }
      return Optional.ofNullable(given != null ? given : ofFile);
    }
  }
}
