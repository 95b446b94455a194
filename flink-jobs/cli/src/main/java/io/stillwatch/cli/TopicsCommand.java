package io.stillwatch.cli;

import io.stillwatch.jobs.TopicSetup;
import io.stillwatch.jobs.Topics;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
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

    private static final int PARTITIONS_MAX = 10_000;

    private final Console console;

    @Mixin private BrokerOptions brokers = new BrokerOptions();

    @Option(
        names = "--partitions",
        paramLabel = "N",
        description = "Partitions of the topics that are spread (default: ${DEFAULT-VALUE}).",
        defaultValue = "4")
    private int partitions;

    @Option(
        names = "--replication",
        paramLabel = "N",
        description = "Copies of each partition (default: ${DEFAULT-VALUE}).",
        defaultValue = "1")
    private int replication;

    Create(Console console) {
      this.console = console;
    }

    @Override
    public Integer call() throws InterruptedException {
      if (partitions < 1 || partitions > PARTITIONS_MAX) {
        throw new WrongUse(
            "--partitions is " + partitions + "; it must be from 1 to " + PARTITIONS_MAX);
      }
      if (replication < 1 || replication > Short.MAX_VALUE) {
        throw new WrongUse("--replication is " + replication + "; it must be at least 1");
      }
      Topics topics = brokers.topics();
      try (Admin admin = brokers.reachable().admin()) {
        List<TopicSetup.Line> lines =
            TopicSetup.create(admin, topics, (short) replication, partitions);
        lines.forEach(line -> console.out(line.toString()));
        boolean differs = lines.stream().anyMatch(l -> l.state() == TopicSetup.State.DIFFERS);
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
  }
}
