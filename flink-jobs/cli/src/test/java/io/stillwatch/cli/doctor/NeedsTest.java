package io.stillwatch.cli.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.stillwatch.patterns.Field;
import io.stillwatch.patterns.PatternSpec;
import io.stillwatch.patterns.condition.FieldCatalog;
import io.stillwatch.patterns.language.StarterBook;
import io.stillwatch.schemas.Attestation;
import io.stillwatch.schemas.Client;
import io.stillwatch.schemas.InferenceEvent;
import io.stillwatch.schemas.Phase;
import io.stillwatch.schemas.RequestParams;
import io.stillwatch.signals.HashKey;
import io.stillwatch.signals.Signal;
import io.stillwatch.signals.SignalCatalog;
import io.stillwatch.signals.SignalReader;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Whoever adds a field or a signal says here what it needs. */
class NeedsTest {

  private static final SignalCatalog SIGNALS = SignalCatalog.installed();
  private static final FieldCatalog FIELDS = FieldCatalog.ofLooks(SIGNALS);
  private final Needs needs = new Needs(SIGNALS);

  @Test
  void everyFieldThatAConditionMayNameHasItsNeedsAndTheyAreFieldsOfTheEvent() {
    Set<String> known = new Arrivals().counts().keySet();
    for (Field field : FIELDS.all()) {
      List<Set<String>> ways = needs.of(field.name());
      assertNotNull(ways, field.name());
      ways.forEach(way -> assertTrue(known.containsAll(way), field.name() + " " + way));
    }
    Needs.links().values().forEach(ways -> ways.forEach(way -> assertTrue(known.containsAll(way))));
  }

  /** A signal that shows without any text has other needs than the text, and the table says so. */
  @Test
  void signalsThatReadNoTextAreThoseOfTheTable() {
    InferenceEvent event =
        InferenceEvent.newBuilder()
            .setExchangeId("x")
            .setAccountId("a")
            .setOccurredAt(Instant.EPOCH)
            .setPhase(Phase.EXCHANGE)
            .setModel("m")
            .setInputTokens(50_000L)
            .setOutputTokens(2L)
            .setReasoningTokens(1L)
            .setFinishReason("content_filter")
            .setParams(new RequestParams(1L, 1.0, 1.0, 1, 20, 300, 1L, true, 1L))
            .setClient(new Client("192.0.2.1", "a", "vpn", "DE", "u", "t"))
            .setAttestation(new Attestation("w", "c", 1, "v"))
            .build();
    var shown = new SignalReader(HashKey.PUBLIC).read(event).signals();
    Set<String> found =
        SIGNALS.all().stream()
            .filter(signal -> shown.raw(signal.code()) != 0)
            .map(Signal::name)
            .collect(Collectors.toSet());
    Set<String> table =
        SIGNALS.all().stream()
            .map(Signal::name)
            .filter(
                name ->
                    needs.ofSignal(name).stream()
                        .anyMatch(
                            way ->
                                !way.contains("prompt_text")
                                    && !way.contains("response_text")
                                    && !way.contains("features")))
            .collect(Collectors.toSet());
    assertEquals(table, found);
  }

  @Test
  void theStarterBookIsBlindAsItsFieldsAre() {
    assertEquals(Set.of("sees"), Set.copyOf(sight(Set.of()).values()));
    Map<String, String> withoutTexts = sight(Set.of("prompt_text", "response_text", "features"));
    assertEquals("blind", withoutTexts.get("paired-queries"));
    assertEquals("blind", withoutTexts.get("reasoning-elicited-at-volume"));
    assertEquals("blind", withoutTexts.get("mixed-weak-evidence"));
    assertEquals("sees", withoutTexts.get("logit-probing"));
    assertEquals("sees", withoutTexts.get("many-samples-fixed-settings"));
    Map<String, String> withoutParams =
        sight(Set.of("params.logit_bias_size", "params.n", "client.network_class"));
    assertEquals("blind", withoutParams.get("logit-probing"));
    assertEquals("blind", withoutParams.get("many-samples-fixed-settings"));
    assertEquals("partly", withoutParams.get("mixed-weak-evidence"));
    assertEquals("sees", withoutParams.get("rubric-grading"));
    assertEquals("sees", sight(Set.of("tool_count")).get("logit-probing"));
    assertEquals("partly", sight(Set.of("tool_count")).get("many-samples-fixed-settings"));
  }

  /** By pattern, with everything but these. */
  private Map<String, String> sight(Set<String> absent) {
    PatternSight sight = new PatternSight(FIELDS, needs, field -> !absent.contains(field));
    Map<String, String> all = new TreeMap<>();
    for (PatternSpec pattern : StarterBook.book().all()) {
      all.put(pattern.id(), sight.of(pattern).degree().name().toLowerCase(Locale.ROOT));
    }
    return all;
  }
}
