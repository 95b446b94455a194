package io.stillwatch.cli;

import io.stillwatch.schemas.InferenceEvent;
import io.stillwatch.schemas.Phase;
import io.stillwatch.schemas.RecordJson;
import java.time.Instant;

/** Pattern files and events for the trials of the verbs on patterns. */
final class PatternTexts {

  static final Instant START = Instant.parse("2026-03-01T10:00:00Z");

  private PatternTexts() {}

  /** So many refusals within an hour. */
  static String refusals(String id, int version, int times, String kind) {
    return """
    apiVersion: stillwatch.io/v1
    kind: Pattern
    metadata:
      id: %s
      version: %d
      title: Refused again and again
      owner: trial
    spec:
      judgedAt: response
      blindSpots: who tests a filter looks the same
      explanation: refused that often within an hour
      match:
        within: 1h
        sequence:
          steps:
            - {name: refusal, when: event.refused && event.input_tokens >= 10, times: %d}
          afterMatch: skipPastLast
      action: {kind: %s, lasts: 1h, reasonCode: filter-probing}
      tests:
        fires:
          - name: as often as it takes
            events:
              - {at: 0s, repeat: %d, every: 1m, refused: true, input_tokens: 10}
        staysQuiet:
          - name: one short of it
            events:
              - {at: 0s, repeat: %d, every: 1m, refused: true, input_tokens: 10}
    """
        .formatted(id, version, times, kind, times, times - 1);
  }

  /** Refused by one model, then answered by another, and never by the calm one in between. */
  static final String SHOPPING =
      """
      apiVersion: stillwatch.io/v1
      kind: Pattern
      metadata: {id: model-shopping, version: 1, title: Refused here and answered there, owner: trial}
      spec:
        judgedAt: response
        blindSpots: who compares models looks the same
        explanation: another model answered
        match:
          within: 10m
          sequence:
            steps:
              - {name: refused, when: event.refused}
              - {name: calmed, when: event.model == "calm", not: true}
              - {name: answered, when: "!event.refused && event.model != refused.event.model"}
        action: {kind: OBSERVE, lasts: 1h, reasonCode: model-shopping}
        tests:
          fires:
            - name: refused by one and answered by another
              events:
                - {at: 0s, refused: true, model: a}
                - {at: 1m, refused: false, model: b}
          staysQuiet:
            - name: answered by the same
              events:
                - {at: 0s, refused: true, model: a}
                - {at: 1m, refused: false, model: a}
      """;

  static InferenceEvent event(String account, int number, Instant at, boolean refused) {
    InferenceEvent event = new InferenceEvent();
    event.setExchangeId(account + "-" + number);
    event.setAccountId(account);
    event.setOccurredAt(at);
    event.setReceivedAt(at);
    event.setPhase(Phase.EXCHANGE);
    event.setTenant("default");
    event.setModel("a");
    event.setInputTokens(20L);
    event.setRefused(refused);
    return event;
  }

  /** One a minute, as a line of a file. */
  static String line(String account, int number, boolean refused) {
    return RecordJson.write(event(account, number, START.plusSeconds(60L * number), refused));
  }

  static String line(String account, int number, String model, int minutes, boolean refused) {
    InferenceEvent event = event(account, number, START.plusSeconds(60L * minutes), refused);
    event.setModel(model);
    return RecordJson.write(event);
  }
}
