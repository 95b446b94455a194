package io.stillwatch.patterns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.stillwatch.patterns.PatternSpec.Action;
import io.stillwatch.patterns.PatternSpec.AfterMatch;
import io.stillwatch.patterns.PatternSpec.Listens;
import io.stillwatch.patterns.PatternSpec.Reference;
import io.stillwatch.patterns.PatternSpec.Step;
import io.stillwatch.patterns.cep.AccountClockCepOperator;
import io.stillwatch.patterns.cep.CepPatterns;
import io.stillwatch.patterns.cep.Packer;
import io.stillwatch.patterns.cep.UnpackableException;
import io.stillwatch.patterns.operator.LookSerializer;
import io.stillwatch.profiles.AccountProfile;
import io.stillwatch.profiles.Look;
import io.stillwatch.profiles.ProfileKeeper;
import io.stillwatch.schemas.ActionKind;
import io.stillwatch.schemas.Phase;
import io.stillwatch.signals.Sighting;
import io.stillwatch.signals.SignalSet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.cep.functions.PatternProcessFunction;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.apache.flink.util.Collector;
import org.junit.jupiter.api.Test;

/** What the packed automata match is what Flink's own CEP operator matches, look by look. */
class PackedAgainstFlinkTest {

  private static final int SEEDS = 40;
  private static final int EVENTS = 400;

  /** A match told so that two engines can be compared. */
  private static String tell(String account, String pattern, List<Long> exchanges) {
    return account + " " + pattern + " " + exchanges;
  }

  private static List<Look> looks(List<Sighting> stream, Map<String, AccountProfile> profiles) {
    ProfileKeeper keeper = new ProfileKeeper(Traffic.CATALOG, Duration.ofDays(30));
    List<Look> looks = new ArrayList<>();
    for (Sighting sighting : stream) {
      Look look =
          keeper.see(
              profiles.computeIfAbsent(sighting.accountId(), a -> AccountProfile.empty()),
              sighting);
      if (look != null) {
        looks.add(look);
      }
    }
    return looks;
  }

  private static List<String> packed(PatternSpec spec, List<Look> looks) {
    Automaton automaton = Packer.pack(spec);
    Map<String, AccountProfile> profiles = new HashMap<>();
    List<String> matches = new ArrayList<>();
    for (Look look : looks) {
      if (AccountJudge.hears(spec, look)) {
        String account = look.sighting().accountId();
        AccountProfile profile = profiles.computeIfAbsent(account, a -> AccountProfile.empty());
        automaton.accept(look, profile, m -> matches.add(tell(account, spec.id(), m.exchanges())));
        // Live matches survive being stored and loaded between any two looks.
        profiles.put(account, AccountProfile.decode(profile.encode()));
        assertEquals(0, profile.dropped(), "the trial stays below the caps");
      }
    }
    return matches;
  }

  private static List<String> stock(PatternSpec spec, List<Look> looks) throws Exception {
    List<String> matches = new ArrayList<>();
    AccountClockCepOperator<String> operator =
        new AccountClockCepOperator<>(
            LookSerializer.INSTANCE, CepPatterns.of(spec), new Teller(spec));
    try (var harness =
        new KeyedOneInputStreamOperatorTestHarness<String, Look, String>(
            operator, look -> look.sighting().accountId(), Types.STRING)) {
      harness.setup(
          Types.STRING.createSerializer(harness.getExecutionConfig().getSerializerConfig()));
      harness.open();
      for (Look look : looks) {
        if (AccountJudge.hears(spec, look)) {
          harness.processElement(look, 0);
        }
      }
      for (Object value : harness.extractOutputValues()) {
        matches.add((String) value);
      }
    }
    return matches;
  }

  private static final class Teller extends PatternProcessFunction<Look, String> {
    private static final long serialVersionUID = 1L;
    private final PatternSpec spec;

    Teller(PatternSpec spec) {
      this.spec = spec;
    }

    @Override
    public void processMatch(
        Map<String, List<Look>> taken, Context context, Collector<String> out) {
      List<Long> exchanges = new ArrayList<>();
      String account = "";
      for (Step step : spec.steps()) {
        for (Look look : taken.getOrDefault(step.name(), List.of())) {
          exchanges.add(look.sighting().exchangeHash());
          account = look.sighting().accountId();
        }
      }
      out.collect(tell(account, spec.id(), exchanges));
    }
  }

  @Test
  void theBuiltInPatternsMatchTheSameOnBothEngines() throws Exception {
    Map<String, Integer> found = new HashMap<>();
    for (long seed = 0; seed < SEEDS; seed++) {
      List<Look> looks = looks(Traffic.of(seed, EVENTS, 3), new HashMap<>());
      for (PatternSpec spec : BuiltInPatterns.of(Traffic.CATALOG)) {
        List<String> expected = stock(spec, looks);
        assertEquals(expected, packed(spec, looks), spec.id() + ", seed " + seed);
        found.merge(spec.id(), expected.size(), Integer::sum);
      }
    }
    found.forEach((id, matches) -> assertTrue(matches > SEEDS, id + " matched " + matches));
    assertEquals(3, found.size());
  }

  private static PatternSpec spec(List<Step> steps, Duration within, AfterMatch afterMatch) {
    return new PatternSpec(
        "trial",
        1,
        "trial",
        Listens.ASKED,
        steps,
        within,
        afterMatch,
        Duration.ofHours(1),
        1,
        new Action(ActionKind.OBSERVE, Duration.ofHours(1), Map.of(), "trial"),
        "trial",
        "trial");
  }

  private static Step prompt(String name, long hash, int times, Reference... references) {
    int code = Traffic.CATALOG.code("prompt");
    return new Step(name, look -> look.signals().hash(code) == hash, times, List.of(references));
  }

  @Test
  void generatedCountsAndSequencesMatchTheSameOnBothEngines() throws Exception {
    LookField pair = LookField.hash(Traffic.CATALOG.code("pair"));
    int matched = 0;
    for (int seed = 0; seed < SEEDS; seed++) {
      List<Look> looks = looks(Traffic.of(1_000 + seed, EVENTS, 3), new HashMap<>());
      Duration within = Duration.ofMinutes(1 + seed * 7L);
      List<PatternSpec> specs =
          List.of(
              spec(List.of(prompt("a", 1, 1 + seed % 9)), within, AfterMatch.SKIP_PAST_LAST),
              spec(List.of(prompt("a", 1, 1), prompt("b", 2, 1)), within, AfterMatch.NO_SKIP),
              spec(
                  List.of(prompt("a", 1, 1), prompt("b", 1, 1, new Reference(pair, "a", true))),
                  within,
                  AfterMatch.NO_SKIP),
              spec(
                  List.of(prompt("a", 1, 1), prompt("b", 2, 1, new Reference(pair, "a", false))),
                  within,
                  AfterMatch.NO_SKIP),
              spec(
                  List.of(prompt("a", 1, 1), prompt("b", 2, 1), prompt("c", 1, 1)),
                  within,
                  AfterMatch.NO_SKIP));
      for (PatternSpec spec : specs) {
        List<String> expected = stock(spec, looks);
        assertEquals(expected, packed(spec, looks), spec + ", seed " + seed);
        matched += expected.size();
      }
    }
    assertTrue(matched > 1_000, "only " + matched + " matches");
  }

  @Test
  void whatIsOutsideTheWindowByOneMillisecondDoesNotMatchOnEitherEngine() throws Exception {
    PatternSpec spec =
        spec(List.of(prompt("a", 1, 2)), Duration.ofMillis(1_000), AfterMatch.SKIP_PAST_LAST);
    for (long gap : new long[] {999, 1_000, 1_001}) {
      List<Look> looks = new ArrayList<>();
      long[] values = new long[Traffic.CATALOG.width()];
      values[Traffic.CATALOG.code("prompt")] = 1;
      for (int i = 0; i < 2; i++) {
        Sighting sighting =
            Traffic.sighting(
                "a", "x" + i, Phase.EXCHANGE, 1_000_000 + i * gap, SignalSet.of(values));
        looks.add(
            new Look(sighting, sighting.occurredAtMs(), true, true, false, sighting.signals()));
      }
      assertEquals(gap < 1_000 ? 1 : 0, packed(spec, looks).size(), gap + " ms");
      assertEquals(stock(spec, looks), packed(spec, looks), gap + " ms");
    }
  }

  @Test
  void whatCannotBePackedIsRefusedWithTheReasonAndTheOtherEngine() {
    Map<PatternSpec, String> refused =
        Map.of(
            spec(List.of(prompt("a", 1, 2)), Duration.ofHours(1), AfterMatch.NO_SKIP), "overlaps",
            spec(List.of(prompt("a", 1, 97)), Duration.ofHours(1), AfterMatch.SKIP_PAST_LAST), "97",
            spec(
                    List.of(prompt("a", 1, 2), prompt("b", 2, 1)),
                    Duration.ofHours(1),
                    AfterMatch.NO_SKIP),
                "several times",
            spec(
                    List.of(prompt("a", 1, 1), prompt("b", 2, 1)),
                    Duration.ofHours(1),
                    AfterMatch.SKIP_PAST_LAST),
                "holds later matches back");
    refused.forEach(
        (spec, reason) -> {
          String message =
              assertThrows(UnpackableException.class, () -> Packer.pack(spec)).getMessage();
          assertTrue(message.contains(reason) && message.contains("flink-cep"), message);
        });
  }
}
