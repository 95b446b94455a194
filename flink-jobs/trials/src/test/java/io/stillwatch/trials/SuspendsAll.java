package io.stillwatch.trials;

import io.stillwatch.jobs.PatternTopic;
import io.stillwatch.patterns.PatternBook;
import io.stillwatch.schemas.Mode;
import io.stillwatch.schemas.PatternRevision;
import java.time.Instant;
import java.time.InstantSource;

/** A pattern that suspends whoever sends anything, so that there is something to take back. */
final class SuspendsAll {

  private static final String SOURCE =
      """
      apiVersion: stillwatch.io/v1
      kind: Pattern
      metadata: {id: suspends-all, version: 1, title: Every exchange, owner: trial}
      spec:
        blindSpots: none, it finds everything
        explanation: an exchange
        match:
          within: 1m
          sequence:
            steps: [{name: any, when: has(signal.prompt)}]
        episode: {quiet: 1ms, actAfter: 1}
        action: {kind: SUSPEND, lasts: 6h, reasonCode: trial, withoutWarning: a trial}
        tests:
          fires: [{name: one, events: [{at: 0s, signals: {prompt: a}}]}]
          staysQuiet: [{name: none, events: [{at: 0s, model: m}]}]
      """;

  private SuspendsAll() {}

  static void publish(PatternTopic patterns) throws InterruptedException {
    patterns.publish(
        PatternRevision.newBuilder()
            .setTenant(PatternBook.ALL_TENANTS)
            .setPatternId("suspends-all")
            .setVersion(1)
            .setSource(SOURCE)
            .setAuthor("trial")
            .setCreatedAt(Instant.EPOCH)
            .build());
    patterns.promote(
        PatternBook.ALL_TENANTS,
        "suspends-all",
        1,
        Mode.ENFORCE,
        "trial",
        "to have something to take back",
        InstantSource.system());
  }
}
