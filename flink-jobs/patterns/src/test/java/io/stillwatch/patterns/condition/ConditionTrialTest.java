package io.stillwatch.patterns.condition;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cel.runtime.CelRuntime;
import io.stillwatch.patterns.Anchor;
import io.stillwatch.patterns.Capture;
import io.stillwatch.patterns.Condition;
import io.stillwatch.patterns.Earlier;
import io.stillwatch.patterns.Field;
import io.stillwatch.patterns.Traffic;
import io.stillwatch.profiles.Look;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Random conditions on random looks, against CEL's own interpreter. */
class ConditionTrialTest {

  private static final int CONDITIONS = Integer.getInteger("trials.conditions", 2_000);
  private static final int LOOKS = 12;

  private final FieldCatalog catalog = FieldCatalog.ofLooks(Traffic.CATALOG);
  private final Conditions conditions = new Conditions(catalog);
  private final CelOracle oracle = new CelOracle(catalog);

  /** What steps before took, read from their looks themselves. */
  record Taken(List<Capture> captures, Map<String, Look> looks) implements Earlier {
    @Override
    public boolean has(int capture) {
      Look look = look(capture);
      return look != null && captures.get(capture).field().has(look);
    }

    @Override
    public long bits(int capture) {
      return captures.get(capture).field().bits(look(capture));
    }

    private @Nullable Look look(int capture) {
      return looks.get(captures.get(capture).step());
    }
  }

  @Test
  void everyConditionSaysWhatCelSays() throws Exception {
    int[] answers = new int[3];
    int constant = 0;
    int anchored = 0;
    long compileNs = 0;
    for (int seed = 0; seed < CONDITIONS; seed++) {
      Random random = new Random(seed);
      String written = new RandomConditions(catalog, random).truth(1 + random.nextInt(4));
      String text = written.replace(RandomConditions.DYN, "");
      long from = System.nanoTime();
      Compiled compiled = conditions.compile(text, RandomConditions.STEPS);
      compileNs += System.nanoTime() - from;
      if (compiled instanceof Compiled.Bad bad) {
        assertTrue(
            bad.flaws().get(0).message().contains("at most")
                || bad.flaws().get(0).message().contains("deep"),
            () -> text + " is refused: " + bad);
        continue;
      }
      Compiled.Ok ok = (Compiled.Ok) compiled;
      CompiledCondition condition = (CompiledCondition) copy(ok.condition());
      assertEquals(text, condition.text());
      CelRuntime.Program program =
          oracle.program(written.replace(RandomConditions.DYN, "dyn"), RandomConditions.STEPS);
      anchored += condition.anchors().isEmpty() ? 0 : 1;
      constant += ok.constant() ? 1 : 0;
      boolean first = false;
      for (int i = 0; i < LOOKS; i++) {
        Look look = RandomLooks.of(random);
        Map<String, Look> taken = new HashMap<>();
        Map<String, Object> variables = oracle.variables(look);
        for (String step : RandomConditions.STEPS) {
          Look earlier = random.nextInt(4) == 0 ? null : RandomLooks.of(random);
          if (earlier != null) {
            taken.put(step, earlier);
          }
          variables.put(step, oracle.variables(earlier));
        }
        Earlier earlier = new Taken(condition.captures(), taken);
        int ours = condition.truth().ask(look, earlier);
        String where = "seed " + seed + ", look " + i + ": " + text;
        assertEquals(CelOracle.ask(program, variables), ours, where);
        assertEquals(ours == Truth.YES, condition.holds(look, earlier), where);
        answers[ours]++;
        if (ours == Truth.YES && !condition.anchors().isEmpty()) {
          assertTrue(
              condition.anchors().stream().anyMatch(anchor -> passes(anchor, look)),
              () -> "no anchor passes, " + where + " " + condition.anchors());
        }
        if (i == 0) {
          first = ours == Truth.YES;
        }
        if (ok.constant()) {
          assertEquals(first, ours == Truth.YES, "not constant, " + where);
        }
      }
    }
    System.out.printf(
        "conditions %d, compiled in %d us each: no %d, yes %d, untold %d answers; %d constant,"
            + " %d with anchors%n",
        CONDITIONS,
        compileNs / 1_000 / CONDITIONS,
        answers[0],
        answers[1],
        answers[2],
        constant,
        anchored);
    for (int answer : answers) {
      assertTrue(answer > CONDITIONS * LOOKS / 10, "too one-sided to prove anything");
    }
    assertTrue(anchored > CONDITIONS / 10, "too few anchors to prove anything: " + anchored);
  }

  /** As an index looks anchors up. */
  private static boolean passes(Anchor anchor, Look look) {
    Field field = anchor.field();
    if (!field.has(look)) {
      return false;
    }
    long bits = field.bits(look);
    int order =
        field.type() == Field.Type.DOUBLE
            ? Double.compare(Double.longBitsToDouble(bits), Double.longBitsToDouble(anchor.bits()))
            : Long.compare(bits, anchor.bits());
    return switch (anchor.test()) {
      case EQUAL -> bits == anchor.bits();
      case AT_LEAST -> order >= 0;
      case AT_MOST -> order <= 0;
      case PRESENT -> true;
    };
  }

  /** As Flink ships it to its tasks. */
  private static Condition copy(Condition condition) throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(condition);
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      return (Condition) in.readObject();
    }
  }

  @Test
  void anEvaluationCostsNanosecondsAndTheInterpreterMicroseconds() throws Exception {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    for (String text :
        List.of(
            "signal.cot_elicitation >= 0.8",
            "event.status == 429 || event.refused",
            "signal.cot_elicitation >= 0.5 && event.params.temperature <= 0.2"
                + " && event.model.startsWith(\"gpt\") && account.exchanges_day > 100.0",
            "event.model in [\"a\", \"gpt\", \"b\"] && has(event.session_id)",
            "double(event.output_tokens) / double(event.input_tokens) > 4.0")) {
      Condition condition = ((Compiled.Ok) conditions.compile(text, List.of())).condition();
      CelRuntime.Program program = oracle.program(text, List.of());
      // Looks that can be told: throwing is what costs the interpreter most.
      List<Look> looks = new ArrayList<>();
      List<Map<String, Object>> variables = new ArrayList<>();
      Random random = new Random(1);
      while (looks.size() < 256) {
        Look look = RandomLooks.of(random);
        Map<String, Object> asVariables = oracle.variables(look);
        if (CelOracle.ask(program, asVariables) != Truth.UNTOLD) {
          looks.add(look);
          variables.add(asVariables);
        }
      }
      int held = 0;
      double ours = Double.MAX_VALUE;
      double theirs = Double.MAX_VALUE;
      for (int round = 0; round < 4; round++) {
        long from = threads.getCurrentThreadCpuTime();
        for (int i = 0; i < 1_500_000; i++) {
          held += condition.holds(looks.get(i & 255), Earlier.NOTHING) ? 1 : 0;
        }
        ours = Math.min(ours, (threads.getCurrentThreadCpuTime() - from) / 1.5e6);
        from = threads.getCurrentThreadCpuTime();
        for (int i = 0; i < 3_000; i++) {
          held += CelOracle.ask(program, variables.get(i & 255)) == Truth.YES ? 1 : 0;
        }
        theirs = Math.min(theirs, (threads.getCurrentThreadCpuTime() - from) / 3e3);
      }
      assertTrue(held > 0, text);
      System.out.printf("%7.1f ns, interpreter %8.1f ns: %s%n", ours, theirs, text);
    }
  }
}
