package io.stillwatch.schemas;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;

/**
 * One record of every kind that stands on a topic, with as much in it as fits: the values behind
 * the golden bytes.
 *
 * <p>Never change a value here: every released version's bytes were made of these. A new field gets
 * a value only in the golden of the version that brings it, so it stays at its default here.
 */
final class Samples {
  private static final Instant AT = Instant.ofEpochMilli(1_780_000_006_683L);
  private static final Instant LATER = AT.plusMillis(61_001);

  private Samples() {}

  static List<SpecificRecord> all() {
    return List.of(
        event(),
        finding(),
        action(),
        deadLetter(),
        new PatternRevision(
            "acme", "burst-extract", 41, "id: burst-extract\nmode: shadow\n", "mira", AT),
        new PatternPointer(
            "acme", "burst-extract", 41, Mode.SHADOW, 0.25, "mira", "first look", AT, null),
        feedback(),
        campaign(),
        status(),
        new AuditEntry("acme", AT, "mira", "revoke", "account|a1", "known partner"));
  }

  static InferenceEvent event() {
    return InferenceEvent.newBuilder()
        .setExchangeId("x-1")
        .setAccountId("a-1")
        .setOccurredAt(AT)
        .setPhase(Phase.EXCHANGE)
        .setReceivedAt(LATER)
        .setTenant("acme")
        .setOrganizationId("o-1")
        .setApiKeyId("k-1")
        .setModel("atlas-1")
        .setOperation("chat")
        .setServerId("gpu-7")
        .setRegion("eu")
        .setSessionId("s-1")
        .setSystemText("You are terse.")
        .setPromptText("Grüße, 世界 🌍")
        .setResponseText("")
        .setFeatures(
            new Features(
                Map.of("cot_elicitation", 0.75),
                Map.of("pair", -1L),
                List.of(1L, Long.MIN_VALUE, Long.MAX_VALUE),
                42L,
                14,
                12,
                0,
                "de"))
        .setInputTokens(299L)
        .setCachedInputTokens(0L)
        .setOutputTokens(93L)
        .setReasoningTokens(60L)
        .setTurns(1)
        .setToolCount(2)
        .setToolCallCount(1)
        .setToolSchemaHash("5f3a")
        .setParams(new RequestParams(8000L, 0.0, 0.5, 1, 5, 0, 1024L, false, -7L))
        .setFinishReason("stop")
        .setRefused(false)
        .setLatencyMs(1119L)
        .setStatus(200)
        .setClient(new Client("192.0.2.7", "AS64500", "datacenter", "DE", "curl/8", "t13d"))
        .setAccount(new AccountFacts(AT.minusSeconds(86_400), "c55f", "payg", "email"))
        .setAttestation(new Attestation("w-1", "c-1", 64, "2026-05"))
        .build();
  }

  static Evidence evidence() {
    return new Evidence(
        "x-1",
        List.of("00112233445566aa", "00112233445566ab"),
        AT,
        LATER,
        List.of(new StepEvidence("first", 3L, "00112233445566aa", "00112233445566ab")),
        List.of(new ScoreTerm("cot_elicitation", 0.75, 2.0)),
        Map.of("exchanges_1h", 41.5));
  }

  static Finding finding() {
    return Finding.newBuilder()
        .setFindingId("f-1")
        .setRevision(2)
        .setTenant("acme")
        .setAccountId("a-1")
        .setOrganizationId("o-1")
        .setApiKeyId("k-1")
        .setPatternId("burst-extract")
        .setPatternVersion(41)
        .setBook("b00c")
        .setMode(Mode.ENFORCE)
        .setEpisode("00112233445566aa")
        .setMatches(7L)
        .setEventTime(AT)
        .setClock(LATER)
        .setReceivedAt(LATER)
        .setRequested(
            new ActionRequest(
                ActionKind.THROTTLE,
                3_600_000L,
                Map.of("requests_per_minute", "6"),
                "automated-use",
                null,
                null,
                null))
        .setExplanation("41 exchanges in an hour ask for their chain of thought")
        .setEvidence(evidence())
        .build();
  }

  static EnforcementAction action() {
    return EnforcementAction.newBuilder()
        .setActionId("act-1")
        .setRevision(3L)
        .setTenant("acme")
        .setSubjectKind(SubjectKind.ACCOUNT)
        .setSubjectId("a-1")
        .setKind(ActionKind.SUSPEND)
        .setParameters(Map.of("requests_per_minute", "0"))
        .setMode(Mode.ENFORCE)
        .setState(ActionState.ACTIVE)
        .setEventTime(AT)
        .setEffectiveAt(AT)
        .setExpiresAt(LATER)
        .setReceivedAt(AT.plusMillis(1))
        .setPatternId("burst-extract")
        .setPatternVersion(41)
        .setCampaignId("c-1")
        .setPublicReference("SW-7Q2")
        .setReasonCode("automated-use")
        .setExplanation("41 exchanges in an hour ask for their chain of thought")
        .setEvidence(evidence())
        .build();
  }

  private static DeadLetter deadLetter() {
    return new DeadLetter(
        "MALFORMED",
        "params.n",
        "a number that does not fit into 32 bits",
        "inference.events",
        3,
        1L << 40,
        17L,
        "00ff",
        "{\"xxxx\":1}",
        ByteBuffer.wrap(new byte[] {0, -1, 127}));
  }

  private static Feedback feedback() {
    return new Feedback(
        "fb-1",
        "acme",
        FeedbackScope.ACCOUNT,
        "a-1",
        FeedbackKind.EXCEPTION,
        LATER,
        "known partner",
        "mira",
        "abuse-team",
        AT);
  }

  private static Campaign campaign() {
    return new Campaign(
        "acme",
        "c-1",
        9L,
        CampaignPhase.OPEN,
        AT,
        LATER,
        2L,
        List.of(
            new CampaignMember("a-1", AT, List.of(new ScoreTerm("shared_card", 1.0, 3.5)), null)),
        List.of("l-1"),
        List.of(new ScoreTerm("members", 2.0, 0.5)),
        null,
        null,
        List.of());
  }

  private static StatusReport status() {
    return new StatusReport(
        "engine-0", AT, "b00c", Map.of("accepted", 12L), Map.of("note", "calm"));
  }
}
