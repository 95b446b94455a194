package io.stillwatch.trials;

import io.stillwatch.schemas.EnforcementAction;
import io.stillwatch.subscriber.ActionsInForce;
import io.stillwatch.subscriber.ControlTopicListener;
import io.stillwatch.subscriber.ControlTopicReader;
import io.stillwatch.subscriber.HeldAction;
import io.stillwatch.subscriber.SubscriberTopics;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/**
 * A process that is one subscriber, and waits to be killed. It lives at the recorded traffic's end,
 * and answers any line with how many rows took effect twice, and what is in force.
 */
final class DrillSubscriber {

  private DrillSubscriber() {}

  public static void main(String[] args) throws Exception {
    Instant now = Instant.ofEpochMilli(Long.parseLong(args[1]));
    ActionsInForce actions = new ActionsInForce();
    Effects effects = new Effects();
    try (ControlTopicReader reader =
            ControlTopicReader.start(
                Map.of("bootstrap.servers", args[0]),
                SubscriberTopics.withPrefix(""),
                actions,
                InstantSource.fixed(now),
                effects);
        BufferedReader in =
            new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      reader.caughtUp().join();
      System.out.println(DrillEngine.READY + reader.rows());
      while (in.readLine() != null) {
        System.out.println(
            EngineProcess.ANSWER
                + effects.twice.getAndSet(0)
                + " "
                + actions.inForce(now.toEpochMilli()).stream()
                    .map(DrillSubscriber::name)
                    .collect(Collectors.joining(",")));
      }
    }
  }

  private static String name(HeldAction row) {
    return row.subjectId() + "/" + row.kind() + "@" + row.revision();
  }

  static String name(EnforcementAction row) {
    return row.getSubjectId() + "/" + row.getKind() + "@" + row.getRevision();
  }

  /** Counts the rows that changed what is in force although they had done so before. */
  private static final class Effects implements ControlTopicListener {

    private final Set<String> changes = ConcurrentHashMap.newKeySet();
    private final AtomicInteger twice = new AtomicInteger();

    @Override
    public void row(EnforcementAction action, boolean changed) {
      if (changed && !changes.add(name(action))) {
        twice.incrementAndGet();
      }
    }
  }
}
