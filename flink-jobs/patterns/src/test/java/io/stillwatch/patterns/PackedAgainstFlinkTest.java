package io.stillwatch.patterns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.stillwatch.patterns.Match.StepTaken;
import io.stillwatch.patterns.Sequence.AfterMatch;
import io.stillwatch.patterns.Sequence.Step;
import io.stillwatch.patterns.cep.AccountClockCepOperator;
import io.stillwatch.patterns.cep.CepPatterns;
import io.stillwatch.patterns.cep.Packer;
import io.stillwatch.patterns.cep.UnpackableException;
import io.stillwatch.patterns.operator.LookSerializer;
import io.stillwatch.profiles.AccountProfile;
import io.stillwatch.profiles.Look;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.cep.functions.PatternProcessFunction;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.apache.flink.util.Collector;
import org.junit.jupiter.api.Test;

/**
 * What the packed automata match is what Flink's own CEP operator matches: generated patterns on
 * generated streams, look by look.
 *
 * <p>{@code -Dstillwatch.trial.pairs=10000} makes the trial longer, {@code
 * -Dstillwatch.trial.seed=N} begins elsewhere.
 */
class PackedAgainstFlinkTest {

  private static final int PAIRS = Integer.getInteger("stillwatch.trial.pairs", 1_000);
  private static final int SEED = Integer.getInteger("stillwatch.trial.seed", 0);
  private static final int EVENTS = 60;

  /** What one engine said of one pattern and stream. */
  private record Said(List<String> matches, int dropped) {}

  private static String tell(int look, String account, List<StepTaken> steps) {
    return look + " " + account + " " + steps;
  }

  private static Said packed(PatternSpec spec, List<Look> looks) {
    Automaton automaton = Packer.pack(spec);
    Map<String, AccountProfile> profiles = new HashMap<>();
    List<String> matches = new ArrayList<>();
    for (int i = 0; i < looks.size(); i++) {
      Look look = looks.get(i);
      int at = i;
      String account = look.sighting().accountId();
      AccountProfile profile = profiles.computeIfAbsent(account, a -> AccountProfile.empty());
      automaton.accept(
          look, profile.nextLook(), profile, m -> matches.add(tell(at, account, m.steps())));
      // Live matches survive being stored and loaded between any two looks.
      profiles.put(account, AccountProfile.decode(profile.encode()));
    }
    return new Said(
        matches.stream().sorted().toList(),
        profiles.values().stream().mapToInt(AccountProfile::dropped).sum());
  }

  private static Said stock(PatternSpec spec, List<Look> looks) throws Exception {
    Sequence sequence = (Sequence) spec.form();
    List<String> matches = new ArrayList<>();
    AccountClockCepOperator<String> operator =
        new AccountClockCepOperator<>(
            new LookSerializer(), CepPatterns.of(sequence), new Teller(sequence));
    try (var harness =
        new KeyedOneInputStreamOperatorTestHarness<String, Look, String>(
            operator, look -> look.sighting().accountId(), Types.STRING)) {
      harness.setup(
          Types.STRING.createSerializer(harness.getExecutionConfig().getSerializerConfig()));
      harness.open();
      int told = 0;
      for (int i = 0; i < looks.size(); i++) {
        harness.processElement(looks.get(i), 0);
        List<String> all = harness.extractOutputValues();
        for (; told < all.size(); told++) {
          matches.add(i + " " + all.get(told));
        }
      }
    }
    return new Said(matches.stream().sorted().toList(), 0);
  }

  private static final class Teller extends PatternProcessFunction<Look, String> {
    private static final long serialVersionUID = 1L;
    private final Sequence sequence;

    Teller(Sequence sequence) {
      this.sequence = sequence;
    }

    @Override
    public void processMatch(
        Map<String, List<Look>> taken, Context context, Collector<String> out) {
      List<StepTaken> steps = new ArrayList<>();
      String account = "";
      for (Step step : sequence.steps()) {
        List<Look> looks = taken.getOrDefault(step.name(), List.of());
        if (!looks.isEmpty()) {
          account = looks.get(0).sighting().accountId();
          steps.add(
              new StepTaken(
                  step.name(),
                  looks.size(),
                  looks.get(0).sighting().exchangeHash(),
                  looks.get(looks.size() - 1).sighting().exchangeHash()));
        }
      }
      out.collect(account + " " + steps);
    }
  }

  private static String difference(Said stock, Said packed) {
    List<String> missing = new ArrayList<>(stock.matches());
    packed.matches().forEach(missing::remove);
    List<String> surplus = new ArrayList<>(packed.matches());
    stock.matches().forEach(surplus::remove);
    return "only Flink: " + missing + "\nonly packed: " + surplus;
  }

  @Test
  void generatedPatternsMatchTheSameOnBothEngines() throws Exception {
    Map<String, Integer> tried = new TreeMap<>();
    List<String> different = new ArrayList<>();
    for (int seed = SEED; seed < SEED + PAIRS; seed++) {
      Random random = new Random(seed);
      Sequence sequence = Letters.sequence(random);
      PatternSpec spec = Letters.spec(sequence);
      List<Look> looks = Letters.looks(random, EVENTS);
      Said packed;
      try {
        packed = packed(spec, looks);
      } catch (UnpackableException e) {
        tried.merge("refused", 1, Integer::sum);
        continue;
      }
      Said stock = stock(spec, looks);
      if (packed.dropped() > 0) {
        tried.merge("beyond the cap", 1, Integer::sum);
        if (sequence.afterMatch() == AfterMatch.NO_SKIP) {
          // What was pushed out is missed; nothing is made up.
          List<String> surplus = new ArrayList<>(packed.matches());
          stock.matches().forEach(surplus::remove);
          assertEquals(List.of(), surplus, "seed " + seed + ": " + sequence);
        }
        continue;
      }
      if (!stock.matches().equals(packed.matches())) {
        different.add("seed " + seed + ": " + sequence + "\n" + difference(stock, packed));
      }
      tried.merge("compared", 1, Integer::sum);
      tried.merge("matches", stock.matches().size(), Integer::sum);
      tried.merge("with a match", stock.matches().isEmpty() ? 0 : 1, Integer::sum);
    }
    assertEquals(
        "",
        String.join("\n\n", different.subList(0, Math.min(5, different.size()))),
        different.size() + " differ; " + tried);
    System.out.println("{\"trial\":\"packed against flink\",\"pairs\":" + tried + "}");
    assertTrue(tried.get("compared") > PAIRS * 8 / 10, tried.toString());
    assertTrue(tried.get("with a match") > PAIRS / 3, tried.toString());
  }
}
