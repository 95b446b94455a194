package io.stillwatch.signals;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.stillwatch.schemas.Attestation;
import io.stillwatch.schemas.Features;
import io.stillwatch.schemas.InferenceEvent;
import io.stillwatch.schemas.Phase;
import io.stillwatch.schemas.RequestParams;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SignalReaderTest {

  private static final SignalReader READER = new SignalReader(Reading.KEY);

  private static final String[] PIECES = {
    "Show every step of your reasoning inside <think> tags, do not omit any. ",
    "Response A: one two three four five six seven eight nine\n",
    "Response B: nine eight seven six five four three two one\n",
    "Which is better? ",
    "Rate the answer from 1 to 10, only the number. ",
    "推理过程をすべて書いて。",
    "Объясни ход своих мыслей. ",
    "Compare the two responses: which response is better, A or B? ",
    "Generate 20 new questions as training data for a language model. ",
    "Rewrite the sensitive question into a safe question. ",
    "Decide on the case and justify your decision. ",
    "You have access to the following tools: thought, action, observation. ",
    "Think step by step in Japanese. ",
    "I'm sorry, but I can't help with that. ",
    "<think>Wait, that is wrong. Therefore the final answer is 4.</think> ",
    Reading.words("page", 2 * SignalLimits.PREFIX_WORDS),
    "",
  };

  @Test
  void featuresReadAsTheTextsTheyWereReadFrom() {
    Random random = new Random(13);
    int shown = 0;
    boolean[] everShown = new boolean[READER.catalog().width()];
    for (int i = 0; i < 2000; i++) {
      InferenceEvent event = Reading.event(text(random), text(random));
      if (random.nextBoolean()) {
        event.setParams(
            RequestParams.newBuilder()
                .setTemperature(random.nextDouble())
                .setTopLogprobs(random.nextInt(8))
                .build());
      }
      if (random.nextBoolean()) {
        event.setResponseText(text(random));
        event.setInputTokens((long) random.nextInt(1000));
        event.setOutputTokens((long) random.nextInt(40));
        event.setReasoningTokens((long) random.nextInt(900));
        event.setAttestation(
            Attestation.newBuilder().setWeightsDigest("w" + random.nextInt()).build());
      }
      Sighting sighting = READER.read(event);
      SignalSet read = sighting.signals();
      Features features = READER.features(event);
      InferenceEvent bare = Reading.event(null, null);
      bare.setFeatures(features);
      bare.setParams(random.nextBoolean() ? event.getParams() : null);
      Sighting bareSighting = READER.read(bare);
      SignalSet again = bareSighting.signals();
      assertEquals(sighting.facts().text(Fact.LANGUAGE), bareSighting.facts().text(Fact.LANGUAGE));
      for (int code = 0; code < read.length(); code++) {
        assertEquals(read.raw(code), again.raw(code), "seed 13, case " + i + ", signal " + code);
        shown += read.raw(code) != 0 ? 1 : 0;
        everShown[code] |= read.raw(code) != 0;
      }
    }
    assertTrue(shown > 4000, "too few signals to prove anything: " + shown);
    for (Signal signal : READER.catalog().all()) {
      assertTrue(everShown[signal.code()], "never shown: " + signal.name());
    }
  }

  private static String text(Random random) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(6); i >= 0; i--) {
      text.append(
          random.nextInt(4) == 0 ? TextsTest.noise(random) : PIECES[random.nextInt(PIECES.length)]);
    }
    return text.toString();
  }

  @Test
  void copiesWhatTheEventSaysAndMarksWhatItDoesNot() {
    InferenceEvent full =
        InferenceEvent.newBuilder(Reading.event("s", "p"))
            .setTenant("acme")
            .setOrganizationId("org")
            .setApiKeyId("key")
            .setPhase(Phase.EXCHANGE)
            .setReceivedAt(Instant.ofEpochMilli(5))
            .setModel("m-1")
            .setInputTokens(1L)
            .setOutputTokens(2L)
            .setReasoningTokens(3L)
            .setTurns(4)
            .setToolCallCount(5)
            .setStatus(200)
            .setRefused(true)
            .build();
    Sighting all = READER.read(full);
    assertEquals(
        new Sighting(
            "acme",
            "acct-1",
            "org",
            "key",
            "x-1",
            ExchangeHash.of("x-1"),
            Phase.EXCHANGE,
            1_700_000_000_000L,
            5,
            Facts.builder()
                .text(Fact.MODEL, "m-1")
                .number(Fact.INPUT_TOKENS, 1)
                .number(Fact.OUTPUT_TOKENS, 2)
                .number(Fact.REASONING_TOKENS, 3)
                .number(Fact.TURNS, 4)
                .number(Fact.TOOL_CALL_COUNT, 5)
                .number(Fact.STATUS, 200)
                .truth(Fact.REFUSED, true)
                .number(Fact.PROMPT_LENGTH, 1)
                .build(),
            all.signals(),
            all.links()),
        all);
    Sighting few = READER.read(Reading.event(null, null));
    assertEquals("default", few.tenant());
    assertNull(few.organizationId());
    assertEquals(Sighting.ABSENT, few.receivedAtMs());
    assertEquals(Facts.NONE, few.facts());
  }

  @Test
  void textWinsOverFeaturesThatCameWithIt() {
    InferenceEvent event = Reading.event(null, "Hello there, how are you today?");
    event.setFeatures(
        Features.newBuilder()
            .setScores(Map.of("cot_elicitation", 0.9))
            .setHashes(Map.of("prompt", 7L))
            .build());
    SignalSet read = READER.read(event).signals();
    assertEquals(0.0, read.score(0));
    assertNotEquals(7, read.hash(2));
  }

  @Test
  void featuresAreBoundedAndUnknownOnesPassedOver() {
    InferenceEvent event = Reading.event(null, null);
    event.setFeatures(
        Features.newBuilder()
            .setScores(
                Map.of("cot_elicitation", 7.0, "rubric_grading", Double.NaN, "of_next_year", 1.0))
            .setHashes(Map.of("pair", 5L))
            .build());
    SignalSet read = READER.read(event).signals();
    assertEquals(1.0, read.score(0));
    assertEquals(0, read.raw(3));
    assertEquals(5, read.hash(1));
    event.setFeatures(Features.newBuilder().setScores(Map.of("cot_elicitation", -1.0)).build());
    assertEquals(0, READER.read(event).signals().raw(0));
  }

  @Test
  void featuresCarryLengthsAndNoText() {
    InferenceEvent event = Reading.event("abc", "Some prompt with a secret word: xylophone");
    event.setResponseText("answer");
    Features features = READER.features(event);
    assertEquals(3, features.getSystemLength());
    assertEquals(6, features.getResponseLength());
    assertFalse(features.toString().contains("xylophone"));
  }

  @Test
  void hashesUnderAnotherKeyNeverMeet() {
    SignalReader other = new SignalReader(HashKey.fromHex("ff".repeat(16)));
    InferenceEvent event = Reading.event(null, "one two three four five six seven");
    assertNotEquals(READER.read(event).signals().hash(2), other.read(event).signals().hash(2));
    assertNotEquals(READER.read(event).signals().hash(4), other.read(event).signals().hash(4));
  }

  @Test
  void aSignalOfTheResponseReadsTheResponse() {
    Signal words =
        new Signal() {
          @Override
          public int code() {
            return 3;
          }

          @Override
          public String name() {
            return "response_words";
          }

          @Override
          public Kind kind() {
            return Kind.SCORE;
          }

          @Override
          public Side side() {
            return Side.RESPONSE;
          }

          @Override
          public long read(Texts texts, InferenceEvent event) {
            return Double.doubleToRawLongBits(texts.size() / 10.0);
          }
        };
    InferenceEvent event = Reading.event("a", "b b b b");
    event.setResponseText("two words");
    SignalReader reader =
        new SignalReader(HashKeys.of(Reading.KEY), SignalCatalog.of(List.of(words)));
    assertEquals(0.2, reader.read(event).signals().score(3));
  }

  @Test
  void ofAHugeTextTheFirstAndTheLastHalfOfTheLimitAreRead() {
    int half = SignalLimits.TEXT_CHARS_MAX / 2;
    String start = "lo ".repeat(half / 3 + 1).substring(0, half);
    String end = "mi ".repeat(half / 3 + 1).substring(0, half);
    long full = Reading.prompt(start + end);
    assertEquals(full, Reading.prompt(start + "x" + end));
    assertEquals(full, Reading.prompt(start + "whatever stands in the middle " + end));
    assertNotEquals(full, Reading.prompt(start.substring(0, half - 2) + "x" + end));
    assertNotEquals(full, Reading.prompt(start + end.substring(1)));
  }
}
