package io.stillwatch.perf.subscriber;

import io.stillwatch.jobs.EmbeddedBroker;
import io.stillwatch.jobs.KafkaAccess;
import io.stillwatch.jobs.TopicSetup;
import io.stillwatch.jobs.Topics;
import io.stillwatch.perf.Lines;
import io.stillwatch.subscriber.ActionsInForce;
import io.stillwatch.subscriber.ControlTopicListener;
import io.stillwatch.subscriber.ControlTopicReader;
import io.stillwatch.subscriber.SubscriberTopics;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;

/** How long a subscriber that starts takes until it holds so many rows of a real broker. */
final class Loading {

  private static final int PARTITIONS = 4;

  private final int count;

  Loading(int count) {
    this.count = count;
  }

  void run(Path directory, Lines lines) throws Exception {
    try (EmbeddedBroker broker = EmbeddedBroker.start(directory.resolve("loading"), 0)) {
      Topics topics = Topics.standard();
      KafkaAccess kafka = KafkaAccess.to(broker.bootstrapServers());
      try (Admin admin = kafka.admin()) {
        TopicSetup.create(admin, topics, (short) 1, PARTITIONS);
      }
      Instant now = Instant.now();
      long bytes = Rows.write(kafka, topics.actions(), count, now);
      for (int run = 0; run < 2; run++) { // the first one warms up
        ActionsInForce actions = new ActionsInForce();
        long from = System.nanoTime();
        try (ControlTopicReader reader =
            ControlTopicReader.start(
                Map.of("bootstrap.servers", broker.bootstrapServers()),
                SubscriberTopics.withPrefix(""),
                actions,
                InstantSource.fixed(now),
                ControlTopicListener.SILENT)) {
          reader.caughtUp().get(10, TimeUnit.MINUTES);
          double seconds = (System.nanoTime() - from) / 1e9;
          lines.add(
              run == 0 ? "load, cold" : "load, warm",
              String.format(
                  Locale.ROOT,
                  "\"actions\":%d,\"bytes_a_row\":%d,\"seconds\":%.1f",
                  actions.subjects(),
                  bytes / count,
                  seconds));
        }
      }
    }
  }
}
