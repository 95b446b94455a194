package io.stillwatch.intake;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.fail;

import io.stillwatch.intake.Outcome.Accepted;
import io.stillwatch.intake.Outcome.Rejected;
import io.stillwatch.schemas.AccountFacts;
import io.stillwatch.schemas.Attestation;
import io.stillwatch.schemas.Client;
import io.stillwatch.schemas.Features;
import io.stillwatch.schemas.InferenceEvent;
import io.stillwatch.schemas.Phase;
import io.stillwatch.schemas.RecordCodec;
import io.stillwatch.schemas.RecordJson;
import io.stillwatch.schemas.RequestParams;
import io.stillwatch.schemas.SchemaResolver;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Events for tests, in every format. */
final class Events {
  static final long AT_MS = 1_780_000_006_683L;
  static final int CONFLUENT_ID = 7;

  private Events() {}

  static Intake intake() {
    return intake(IntakeLimits.defaults());
  }

  static Intake intake(IntakeLimits limits) {
    return new Intake(
        limits,
        SchemaResolver.builtIn(),
        id -> id == CONFLUENT_ID ? InferenceEvent.getClassSchema() : null,
        false);
  }

  /** With only what is required. */
  static InferenceEvent small() {
    return InferenceEvent.newBuilder()
        .setExchangeId("x-1")
        .setAccountId("a-1")
        .setOccurredAt(Instant.ofEpochMilli(AT_MS))
        .setPhase(Phase.EXCHANGE)
        .build();
  }

  /** With everything. */
  static InferenceEvent full() {
    InferenceEvent event = small();
    event.setTenant("acme");
    event.setOrganizationId("o-1");
    event.setApiKeyId("k-1");
    event.setModel("atlas-1");
    event.setOperation("chat");
    event.setServerId("gpu-7");
    event.setRegion("eu");
    event.setSessionId("s-1");
    event.setSystemText("You are terse.");
    event.setPromptText("Grüße, 世界 🌍\n\"quoted\"");
    event.setResponseText("Fine.");
    event.setFeatures(
        new Features(
            new HashMap<>(Map.of("cot_elicitation", 0.75, "rubric_grading", 1.0)),
            new HashMap<>(Map.of("pair", -1L)),
            List.of(1L, Long.MIN_VALUE),
            -42L,
            14,
            12,
            5,
            "de"));
    event.setInputTokens(299L);
    event.setCachedInputTokens(0L);
    event.setOutputTokens(93L);
    event.setReasoningTokens(60L);
    event.setTurns(1);
    event.setToolCount(2);
    event.setToolCallCount(1);
    event.setToolSchemaHash("5f3a");
    event.setParams(new RequestParams(-1L, 0.25, 0.5, 1, 5, 0, 1024L, false, -7L));
    event.setFinishReason("stop");
    event.setRefused(true);
    event.setLatencyMs(1119L);
    event.setStatus(200);
    event.setClient(new Client("192.0.2.7", "AS64500", "datacenter", "DE", "curl/8", "t13d"));
    event.setAccount(
        new AccountFacts(Instant.ofEpochMilli(AT_MS - 86_400_000L), "c55f", "payg", "email"));
    event.setAttestation(new Attestation("w-1", "c-1", 64, "2026-05"));
    return event;
  }

  static byte[] avro(InferenceEvent event) {
    return RecordCodec.of(InferenceEvent.class).encode(event);
  }

  static byte[] confluent(InferenceEvent event, int id) {
    byte[] single = avro(event);
    return ByteBuffer.allocate(single.length - 5)
        .put((byte) 0)
        .putInt(id)
        .put(single, 10, single.length - 10)
        .array();
  }

  static byte[] json(InferenceEvent event) {
    return RecordJson.write(event).getBytes(UTF_8);
  }

  /** The smallest event as JSON, with more fields written into it. */
  static byte[] json(String more) {
    return ("{\"exchange_id\":\"x-1\",\"account_id\":\"a-1\",\"occurred_at\":"
            + AT_MS
            + ",\"phase\":\"EXCHANGE\""
            + (more.isEmpty() ? "" : "," + more)
            + "}")
        .getBytes(UTF_8);
  }

  static InferenceEvent accepted(Outcome outcome) {
    if (outcome instanceof Accepted accepted) {
      return accepted.event();
    }
    return fail("refused: " + outcome);
  }

  static Rejected rejected(Outcome outcome) {
    if (outcome instanceof Rejected rejected) {
      return rejected;
    }
    return fail("accepted");
  }
}
