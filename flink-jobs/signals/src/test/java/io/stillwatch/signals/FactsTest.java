package io.stillwatch.signals;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.stillwatch.schemas.AccountFacts;
import io.stillwatch.schemas.Client;
import io.stillwatch.schemas.Features;
import io.stillwatch.schemas.InferenceEvent;
import io.stillwatch.schemas.RequestParams;
import java.time.Instant;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The sparse table against a map, and what an event puts into it. */
class FactsTest {

  @Test
  void whatIsMissingIsFilledInFromTheOther() {
    for (long seed = 0; seed < 500; seed++) {
      Random random = new Random(seed);
      Map<Fact, Object> own = new EnumMap<>(Fact.class);
      Map<Fact, Object> others = new EnumMap<>(Fact.class);
      Facts both = some(random, own).or(some(random, others));
      others.putAll(own);
      for (Fact fact : Fact.ALL) {
        assertEquals(others.containsKey(fact), both.has(fact), "seed " + seed + ", " + fact);
        if (both.has(fact)) {
          assertEquals(others.get(fact), value(both, fact), "seed " + seed + ", " + fact);
        }
      }
    }
  }

  @Test
  void whateverIsToldComesBackAndNothingElse() {
    for (long seed = 0; seed < 2_000; seed++) {
      Random random = new Random(seed);
      Map<Fact, Object> expected = new EnumMap<>(Fact.class);
      Facts facts = some(random, expected);
      for (Fact fact : Fact.ALL) {
        assertEquals(expected.containsKey(fact), facts.has(fact), "seed " + seed + ", " + fact);
        if (facts.has(fact)) {
          assertEquals(expected.get(fact), value(facts, fact), "seed " + seed + ", " + fact);
        }
      }
      byte[] written = new byte[5 + facts.length() + 9];
      facts.copyTo(written, 5);
      assertEquals(facts, Facts.of(facts.mask(), written, 5));
      Facts again = some(new Random(seed), new EnumMap<>(Fact.class));
      assertEquals(facts, again);
      assertEquals(facts.hashCode(), again.hashCode());
    }
  }

  private static Object value(Facts facts, Fact fact) {
    return switch (fact.kind()) {
      case BOOL -> facts.truth(fact);
      case INT -> facts.number(fact);
      case DOUBLE -> facts.real(fact);
      case TEXT -> facts.text(fact);
      case MARK -> true;
    };
  }

  private static Facts some(Random random, Map<Fact, Object> expected) {
    Facts.Builder builder = Facts.builder();
    for (Fact fact : Fact.ALL) {
      if (random.nextInt(3) == 0) {
        continue;
      }
      switch (fact.kind()) {
        case BOOL -> {
          boolean value = random.nextBoolean();
          builder.truth(fact, value);
          expected.put(fact, value);
        }
        case INT -> {
          long value = random.nextLong();
          builder.number(fact, value);
          expected.put(fact, value);
        }
        case DOUBLE -> {
          double value = random.nextGaussian();
          builder.real(fact, value);
          expected.put(fact, value);
        }
        case TEXT -> {
          String value = "т" + random.nextInt(100);
          builder.text(fact, value);
          expected.put(fact, value);
        }
        case MARK -> {
          builder.mark(fact, true);
          expected.put(fact, true);
        }
      }
    }
    return builder.build();
  }

  @Test
  void aTextIsCutAtItsLimitAndNotThroughACharacter() {
    int max = SignalLimits.FACT_CHARS_MAX;
    for (int length : new int[] {0, max - 1, max}) {
      String text = "a".repeat(length);
      assertEquals(text, Facts.builder().text(Fact.MODEL, text).build().text(Fact.MODEL));
    }
    Facts longer = Facts.builder().text(Fact.MODEL, "a".repeat(max + 1)).build();
    assertEquals("a".repeat(max), longer.text(Fact.MODEL));
    Facts pair = Facts.builder().text(Fact.MODEL, "a".repeat(max - 1) + "😀").build();
    assertEquals("a".repeat(max - 1), pair.text(Fact.MODEL));
  }

  @Test
  void whatIsNoNumberIsAbsentAndThereIsOneZero() {
    assertEquals(Facts.NONE, Facts.builder().real(Fact.TEMPERATURE, Double.NaN).build());
    assertEquals(
        Facts.builder().real(Fact.TEMPERATURE, 0.0).build(),
        Facts.builder().real(Fact.TEMPERATURE, -0.0).build());
    assertNotEquals(Facts.NONE, Facts.builder().real(Fact.TEMPERATURE, 0.0).build());
  }

  @Test
  void askingForWhatIsNotThereOrForAnotherKindIsABug() {
    Facts facts = Facts.builder().number(Fact.TURNS, 3).build();
    assertThrows(IllegalStateException.class, () -> facts.number(Fact.STATUS));
    assertThrows(IllegalArgumentException.class, () -> facts.real(Fact.TURNS));
    assertThrows(IllegalArgumentException.class, () -> facts.text(Fact.TURNS));
    assertNull(facts.text(Fact.MODEL));
    assertThrows(
        IllegalArgumentException.class, () -> Facts.of(facts.mask(), new byte[Long.BYTES], 1));
    assertThrows(IllegalArgumentException.class, () -> Facts.of(1L << 63, new byte[0], 0));
  }

  @Test
  void placesAndNamesStayAsTheyAre() {
    assertTrue(Fact.ALL.length <= Long.SIZE);
    assertEquals(0, Fact.MODEL.ordinal());
    assertEquals(14, Fact.STATUS.ordinal());
    assertEquals(32, Fact.LANGUAGE.ordinal());
    Set<String> paths = new HashSet<>();
    for (Fact fact : Fact.ALL) {
      assertTrue(paths.add(fact.path()));
    }
  }

  @Test
  void everyFactOfAnEventIsRead() {
    InferenceEvent event = Reading.event(null, null);
    event.setModel("m");
    event.setOperation("chat");
    event.setRegion("eu");
    event.setSessionId("s");
    event.setInputTokens(1L);
    event.setCachedInputTokens(2L);
    event.setOutputTokens(3L);
    event.setReasoningTokens(4L);
    event.setTurns(5);
    event.setToolCount(6);
    event.setToolCallCount(7);
    event.setFinishReason("stop");
    event.setRefused(false);
    event.setLatencyMs(8L);
    event.setStatus(200);
    event.setParams(
        RequestParams.newBuilder()
            .setMaxTokens(9L)
            .setTemperature(0.5)
            .setTopP(0.25)
            .setN(10)
            .setTopLogprobs(11)
            .setLogitBiasSize(12)
            .setThinkingBudget(13L)
            .setStream(true)
            .setSeed(14L)
            .build());
    event.setClient(
        Client.newBuilder()
            .setNetworkClass("vpn")
            .setCountry("CH")
            .setAsn("AS1")
            .setIp("192.0.2.1")
            .setUserAgent("agent")
            .setTlsFingerprint("ja4")
            .build());
    event.setAccount(
        AccountFacts.newBuilder()
            .setPlan("free")
            .setVerification("none")
            .setPaymentFingerprint("card")
            .setCreatedAt(Instant.ofEpochMilli(1_700_000_000_000L - 5_400_000))
            .build());
    event.setFeatures(
        Features.newBuilder().setPromptLength(15).setResponseLength(16).setLanguage("de").build());
    assertEquals(
        "{model=m, operation=chat, region=eu, session_id, input_tokens=1, cached_input_tokens=2,"
            + " output_tokens=3, reasoning_tokens=4, turns=5, tool_count=6, tool_call_count=7,"
            + " finish_reason=stop, refused=false, latency_ms=8, status=200, params.max_tokens=9,"
            + " params.temperature=0.5, params.top_p=0.25, params.n=10, params.top_logprobs=11,"
            + " params.logit_bias_size=12, params.thinking_budget=13, params.stream=true,"
            + " params.seed=14, client.network_class=vpn, client.country=CH, client.asn=AS1,"
            + " account.plan=free, account.verification=none, account.age_hours=1.5,"
            + " prompt_length=15, response_length=16, language=de}",
        FactReader.read(event, "de").toString());
  }

  @Test
  void lengthsComeFromTheTextsWhereNobodyMeasuredThem() {
    InferenceEvent event = Reading.event("sys", "prompt");
    event.setResponseText("answer!");
    Facts facts = FactReader.read(event, null);
    assertEquals(6, facts.number(Fact.PROMPT_LENGTH));
    assertEquals(7, facts.number(Fact.RESPONSE_LENGTH));
    assertFalse(facts.has(Fact.LANGUAGE));
    event.setFeatures(Features.newBuilder().setPromptLength(9_000).build());
    assertEquals(9_000, FactReader.read(event, null).number(Fact.PROMPT_LENGTH));
    assertEquals(7, FactReader.read(event, null).number(Fact.RESPONSE_LENGTH));
  }
}
