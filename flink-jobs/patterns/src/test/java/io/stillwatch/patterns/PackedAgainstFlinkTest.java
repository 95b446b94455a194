package io.stillwatch.patterns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.stillwatch.patterns.BothEngines.Said;
import io.stillwatch.patterns.Sequence.AfterMatch;
import io.stillwatch.patterns.cep.UnpackableException;
import io.stillwatch.profiles.Look;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
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
        packed = BothEngines.packed(spec, looks);
      } catch (UnpackableException e) {
        tried.merge("refused", 1, Integer::sum);
        continue;
      }
      Said stock = BothEngines.stock(spec, looks);
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
