package io.stillwatch.jobs;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;

/**
 * Creates the topics that are missing and says of the others where they differ from the plan.
 *
 * <p>An existing topic is never changed: its retention or partitions may be somebody's decision.
 */
public final class TopicSetup {

  private static final int COPIES = 3;
  private static final String MIN_INSYNC = "min.insync.replicas";

  /** What was found or done. */
  public enum State {
    CREATED,
    PRESENT,
    DIFFERS,
    /** Nobody can tell: it may be neither seen nor created with these rights. */
    HIDDEN
  }

  /** A setting that is not as planned; partitions and replication count as settings. */
  public record Difference(String setting, String wanted, String found) {}

  /** One line of the report. */
  public record Line(String topic, State state, List<Difference> differences) {

    @Override
    public String toString() {
      StringBuilder line = new StringBuilder(topic).append(": ");
      switch (state) {
        case CREATED -> line.append("created");
        case PRESENT -> line.append("already there");
        case DIFFERS -> line.append("already there, but differs:");
        case HIDDEN -> line.append("may be neither seen nor created with these rights");
      }
      for (Difference d : differences) {
        line.append(' ').append(d.setting()).append(" is ").append(d.found());
        line.append(" (planned ").append(d.wanted()).append(");");
      }
      return line.toString();
    }
  }

  private TopicSetup() {}

  /**
   * Creates what is missing; safe to repeat and to run twice at a time. Where all are there it
   * takes no right to create any.
   *
   * @param replication copies of each partition; 0 for three, or as many as there are brokers
   */
  public static List<Line> create(Admin admin, Topics topics, short replication, int partitions)
      throws InterruptedException {
    if (replication < 0 || partitions < 1) {
      throw new IllegalArgumentException(
          "replication " + replication + " and partitions " + partitions + " must be at least 1");
    }
    short copies = replication > 0 ? replication : copies(admin);
    List<NewTopic> wanted =
        topics.plans().stream().map(plan -> planned(plan, copies, partitions)).toList();
    Map<String, KafkaFuture<TopicDescription>> described =
        admin.describeTopics(wanted.stream().map(NewTopic::name).toList()).topicNameValues();
    Map<String, TopicDescription> seen = new HashMap<>();
    for (NewTopic topic : wanted) {
      TopicDescription found = seen(Objects.requireNonNull(described.get(topic.name())));
      if (found != null) {
        seen.put(topic.name(), found);
      }
    }
    // All in one request: each of its own takes the controller a commit.
    Map<String, KafkaFuture<Void>> created =
        admin
            .createTopics(wanted.stream().filter(t -> !seen.containsKey(t.name())).toList())
            .values();
    List<Line> lines = new ArrayList<>();
    for (Topics.Plan plan : topics.plans()) {
      KafkaFuture<Void> creation = created.get(plan.name());
      if (creation == null) {
        short found = copies(Objects.requireNonNull(seen.get(plan.name())));
        // One that is down just now is no reason to want fewer copies than there are.
        short due = replication > 0 ? replication : (short) Math.max(copies, found);
        lines.add(present(admin, planned(plan, due, partitions)));
      } else {
        lines.add(line(admin, planned(plan, copies, partitions), creation));
      }
    }
    return List.copyOf(lines);
  }

  /** One lost broker loses nothing, where there are three. */
  private static short copies(Admin admin) throws InterruptedException {
    try {
      return (short) Math.min(COPIES, admin.describeCluster().nodes().get().size());
    } catch (ExecutionException e) {
      throw failed("count the brokers", e);
    }
  }

  private static short copies(TopicDescription topic) {
    return (short) topic.partitions().get(0).replicas().size();
  }

  private static @Nullable TopicDescription seen(KafkaFuture<TopicDescription> topic)
      throws InterruptedException {
    try {
      return topic.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof UnknownTopicOrPartitionException
          || e.getCause() instanceof TopicAuthorizationException) {
        return null;
      }
      throw failed("describe the topics", e);
    }
  }

  private static NewTopic planned(Topics.Plan plan, short replication, int partitions) {
    Map<String, String> settings = new HashMap<>(plan.settings());
    // With three copies an acknowledged record survives the loss of one broker, and so does
    // writing.
    settings.put(MIN_INSYNC, replication >= 3 ? "2" : "1");
    return new NewTopic(plan.name(), plan.wide() ? partitions : 1, replication).configs(settings);
  }

  private static Line line(Admin admin, NewTopic topic, KafkaFuture<Void> created)
      throws InterruptedException {
    try {
      created.get();
      awaitLeaders(admin, topic.name(), topic.numPartitions());
      return new Line(topic.name(), State.CREATED, List.of());
    } catch (ExecutionException e) {
      if (e.getCause() instanceof TopicExistsException) { // made by somebody else just now
        awaitLeaders(admin, topic.name(), 1);
        return present(admin, topic);
      }
      if (e.getCause() instanceof AuthorizationException && isHidden(admin, topic.name())) {
        return new Line(topic.name(), State.HIDDEN, List.of());
      }
      throw failed("create topic " + topic.name(), e);
    }
  }

  private static boolean isHidden(Admin admin, String topic) throws InterruptedException {
    try {
      admin.describeTopics(List.of(topic)).allTopicNames().get();
      return false;
    } catch (ExecutionException e) {
      return e.getCause() instanceof TopicAuthorizationException;
    }
  }

  private static Line present(Admin admin, NewTopic topic) throws InterruptedException {
    List<Difference> differences = differences(admin, topic);
    return new Line(
        topic.name(), differences.isEmpty() ? State.PRESENT : State.DIFFERS, differences);
  }

  /**
   * Waits until the leader of each partition answers. The controller has the topic before brokers
   * know of it, and they tell clients of it before they lead it. Who writes in between loses the
   * first batch and keeps the second: an idempotent producer is then out of order until its
   * delivery times out.
   */
  static void awaitLeaders(Admin admin, String topic, int partitions) throws InterruptedException {
    Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
    for (int partition = 0; partition < partitions; partition++) {
      ends.put(new TopicPartition(topic, partition), OffsetSpec.latest());
    }
    for (int attempt = 0; ; attempt++) {
      try {
        admin.listOffsets(ends).all().get(); // asks again by itself where there is no leader yet
        return;
      } catch (ExecutionException e) {
        if (!(e.getCause() instanceof UnknownTopicOrPartitionException) || attempt == 100) {
          throw failed("see the new topic " + topic, e);
        }
        Thread.sleep(20);
      }
    }
  }

  private static List<Difference> differences(Admin admin, NewTopic wanted)
      throws InterruptedException {
    String topic = wanted.name();
    ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
    try {
      List<Difference> differences = new ArrayList<>();
      TopicDescription found =
          admin.describeTopics(List.of(topic)).allTopicNames().get().get(topic);
      if (found == null) {
        throw new KafkaException("the cluster does not describe topic " + topic);
      }
      compare(differences, "partitions", wanted.numPartitions(), found.partitions().size());
      compare(
          differences,
          "replication",
          wanted.replicationFactor(),
          found.partitions().get(0).replicas().size());
      Config config = settings(admin, resource);
      if (config == null) {
        return List.copyOf(differences);
      }
      wanted.configs().entrySet().stream()
          .sorted(Map.Entry.comparingByKey())
          .forEach(
              entry -> {
                String value =
                    Optional.ofNullable(config.get(entry.getKey()))
                        .map(ConfigEntry::value)
                        .orElse("unknown");
                if (!value.equals(entry.getValue())) {
                  differences.add(new Difference(entry.getKey(), entry.getValue(), value));
                }
              });
      return List.copyOf(differences);
    } catch (ExecutionException e) {
      throw failed("describe topic " + topic, e);
    }
  }

  /** Null for whoever may not see them. */
  private static @Nullable Config settings(Admin admin, ConfigResource topic)
      throws InterruptedException, ExecutionException {
    try {
      return admin.describeConfigs(List.of(topic)).all().get().get(topic);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof AuthorizationException) {
        return null;
      }
      throw e;
    }
  }

  private static void compare(List<Difference> differences, String what, int wanted, int found) {
    if (wanted != found) {
      differences.add(new Difference(what, String.valueOf(wanted), String.valueOf(found)));
    }
  }

  private static KafkaException failed(String what, ExecutionException e) {
    Throwable cause = e.getCause() == null ? e : e.getCause();
    return new KafkaException("could not " + what + ": " + cause.getMessage(), cause);
  }
}
