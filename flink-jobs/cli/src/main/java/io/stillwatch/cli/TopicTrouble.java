package io.stillwatch.cli;

import io.stillwatch.jobs.KafkaAccess;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeClusterOptions;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** What can be wrong with topics and the brokers that have them, told in one way by all verbs. */
public final class TopicTrouble {

  private static final long LATE_MS = 3_000;

  private TopicTrouble() {}

  /**
   * Which of these topics are not there. A client would wait for them, and for brokers that take
   * connections and say nothing, a good deal longer than somebody before a terminal does.
   *
   * @param late told once where an answer takes longer than somebody waits without a word
   * @throws WrongUse when no broker answers within that time, or one that leads a topic is away
   */
  static List<String> missing(
      KafkaAccess kafka, List<String> topics, Duration within, Runnable late) {
    try {
      Admin admin = kafka.admin();
      try {
        return missing(admin, topics, (int) within.toMillis(), late);
      } finally {
        admin.close(Duration.ZERO);
      }
    } catch (TimeoutException e) {
      throw new WrongUse(
          kafka.bootstrapServers()
              + " takes connections, but does not answer as Kafka does within "
              + within.toSeconds()
              + " s; check --bootstrap-servers, and the kafka.* settings of --config where it asks"
              + " for TLS or a login",
          e);
    } catch (KafkaException e) {
      throw new WrongUse(
          "cannot ask "
              + kafka
              + ": "
              + Reason.of(e)
              + "; check --bootstrap-servers and the kafka.* settings of --config",
          e);
    }
  }

  private static List<String> missing(
      Admin admin, List<String> topics, int withinMs, Runnable late) {
    if (topics.isEmpty()) {
      var unused =
          get(
              admin.describeCluster(new DescribeClusterOptions().timeoutMs(withinMs)).nodes(),
              late);
    }
    Map<String, KafkaFuture<TopicDescription>> asked =
        admin
            .describeTopics(topics, new DescribeTopicsOptions().timeoutMs(withinMs))
            .topicNameValues();
    List<String> missing = new ArrayList<>();
    for (String topic : topics) {
      try {
        requireLed(get(Objects.requireNonNull(asked.get(topic)), late));
      } catch (UnknownTopicOrPartitionException e) {
        missing.add(topic);
      } catch (AuthorizationException e) {
        // Who may not see it hears so from what it goes on to do.
      }
    }
    return missing;
  }

  /** That the brokers which lead its partitions can be reached: nobody else has the records. */
  static void requireLed(TopicDescription topic) {
    Set<String> leaders = new TreeSet<>();
    for (TopicPartitionInfo partition : topic.partitions()) {
      Node leader = partition.leader();
      if (leader == null || leader.isEmpty()) {
        throw new WrongUse(
            "no broker leads partition "
                + partition.partition()
                + " of "
                + topic.name()
                + "; start the brokers that have it");
      }
      leaders.add(leader.host() + ":" + leader.port());
    }
    for (String leader : leaders) {
      String why = BrokerAddress.unreachable(leader);
      if (why != null) {
        throw new WrongUse(
            "a broker that leads "
                + topic.name()
                + " cannot be reached ("
                + why
                + "); check that it runs, and that the name and port that it advertises lead to it"
                + " from here");
      }
    }
  }

  private static <T> T get(KafkaFuture<T> answer, Runnable late) {
    try {
      try {
        return answer.get(LATE_MS, TimeUnit.MILLISECONDS);
      } catch (java.util.concurrent.TimeoutException e) {
        late.run();
        return answer.get();
      }
    } catch (ExecutionException e) {
      throw e.getCause() instanceof KafkaException why ? why : new KafkaException(e.getCause());
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    }
  }

  /** That there is no such topic. */
  public static WrongUse none(String topic, KafkaAccess kafka) {
    return new WrongUse(
        "there is no topic "
            + topic
            + " at "
            + kafka.bootstrapServers()
            + "; create it with 'stillwatch topics create', or name the engine's own prefix with"
            + " --topic-prefix");
  }

  /**
   * Why something cannot be done with a topic.
   *
   * @param what such as {@code read}
   */
  public static WrongUse with(String what, String topic, KafkaAccess kafka, KafkaException e) {
    if (e instanceof UnknownTopicOrPartitionException) {
      return none(topic, kafka);
    }
    boolean late = e instanceof TimeoutException || e.getCause() instanceof TimeoutException;
    return new WrongUse(
        "cannot "
            + what
            + " "
            + topic
            + " at "
            + kafka.bootstrapServers()
            + ": "
            + Reason.of(e)
            + (late
                ? "; check that all brokers run (a topic takes nothing while too few of its copies do) and"
                    + " can be reached from here by the names that they advertise"
                : "; check that this is allowed"),
        e);
  }
}
