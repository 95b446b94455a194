package io.stillwatch.patterns.condition;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.stillwatch.patterns.Condition;
import io.stillwatch.patterns.Earlier;
import io.stillwatch.patterns.Field;
import io.stillwatch.patterns.Traffic;
import io.stillwatch.profiles.Look;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is said to be impossible never happens, and what authors most often slip into is seen. */
class OutcomesTest {

  private static final int CONDITIONS = Integer.getInteger("trials.conditions", 2_000);

  private static final FieldCatalog CATALOG = FieldCatalog.ofLooks(Traffic.CATALOG);
  private static final Conditions OF_LOOKS = new Conditions(CATALOG);

  /** Few fields, so that conditions ask for the same one again; one of each kind. */
  private static final FieldCatalog FEW =
      FieldCatalog.of(
          List.of(
              field("event.turns"),
              field("event.model"),
              field("event.refused"),
              field("event.params.temperature"),
              field("event.tenant"),
              field("signal.pair"),
              field("signal.cot_elicitation"),
              field("account.exchanges_day"),
              field("account.output_surge"),
              field("account.segment")));

  private static final Conditions OF_FEW = new Conditions(FEW);

  private static Field field(String name) {
    return Objects.requireNonNull(CATALOG.find(name), name);
  }

  private static Condition condition(String text) {
    return assertInstanceOf(Compiled.Ok.class, OF_LOOKS.compile(text, List.of("first")), () -> text)
        .condition();
  }

  // ---- it errs to one side only

  /** Looks, each with what two steps before it took; of half of them it is there. */
  private record Seen(Look look, Map<String, Look> before) {

    static List<Seen> many(int count) {
      Random random = new Random(7);
      List<Seen> all = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        Map<String, Look> before = new HashMap<>();
        for (String step : RandomConditions.STEPS) {
          if (random.nextInt(4) > 0) {
            before.put(step, RandomLooks.of(random));
          }
        }
        all.add(new Seen(RandomLooks.of(random), before));
      }
      return all;
    }

    int asks(CompiledCondition condition) {
      Earlier earlier = new ConditionTrialTest.Taken(condition.captures(), before);
      return condition.truth().ask(look, earlier);
    }
  }

  /** One that is small enough to be compiled. */
  private static CompiledCondition random(Random random, int depth) {
    while (true) {
      String text =
          new RandomConditions(FEW, random).truth(depth).replace(RandomConditions.DYN, "");
      if (OF_FEW.compile(text, RandomConditions.STEPS) instanceof Compiled.Ok ok) {
        return (CompiledCondition) ok.condition();
      }
    }
  }

  @Test
  void whatIsDeniedOfAConditionHappensOnNoLook() {
    List<Seen> looks = Seen.many(400);
    int never = 0;
    int always = 0;
    int[] answers = new int[3];
    for (int seed = 0; seed < CONDITIONS; seed++) {
      Random random = new Random(seed);
      CompiledCondition condition = random(random, random.nextInt(5));
      boolean canHold = Outcomes.canHold(condition);
      boolean canFail = Outcomes.canFail(condition);
      never += canHold ? 0 : 1;
      always += canFail ? 0 : 1;
      String where = "seed " + seed + ": " + condition.text();
      for (Seen seen : looks) {
        int answer = seen.asks(condition);
        assertTrue(canHold || answer != Truth.YES, where);
        assertTrue(canFail || answer != Truth.NO, where);
        answers[answer]++;
      }
    }
    System.out.printf(
        "of %d conditions %d never hold and %d never fail; no %d, yes %d, untold %d answers%n",
        CONDITIONS, never, always, answers[0], answers[1], answers[2]);
    assertTrue(never > CONDITIONS / 20 && always > CONDITIONS / 20, never + " " + always);
  }

  @Test
  void whatIsDeniedOfTwoConditionsHappensOnNoLook() {
    List<Seen> looks = Seen.many(400);
    int exclude = 0;
    int include = 0;
    for (int seed = 0; seed < CONDITIONS; seed++) {
      Random random = new Random(seed);
      CompiledCondition one = random(random, random.nextInt(3));
      CompiledCondition other = random(random, random.nextInt(3));
      boolean with = Outcomes.canHoldWith(one, other);
      boolean without = Outcomes.canHoldWithout(one, other);
      exclude += with ? 0 : 1;
      include += without ? 0 : 1;
      String where = "seed " + seed + ": " + one.text() + " and " + other.text();
      for (Seen seen : looks) {
        if (seen.asks(one) == Truth.YES) {
          boolean both = seen.asks(other) == Truth.YES;
          assertTrue(both ? with : without, where);
        }
      }
    }
    System.out.printf(
        "of %d pairs of conditions %d exclude each other, %d include the other%n",
        CONDITIONS, exclude, include);
    assertTrue(exclude > CONDITIONS / 20 && include > CONDITIONS / 20, exclude + " " + include);
  }

  /** Where one field is equal to constants, or not, everything is known of it. */
  @Test
  void ofOneFieldAndConstantsNothingIsMissed() {
    List<Seen> looks = Seen.many(1_000);
    int never = 0;
    for (String name : List.of("event.params.temperature", "signal.cot_elicitation")) {
      for (int seed = 0; seed < CONDITIONS; seed++) {
        Random random = new Random(seed);
        String text = compared(name, random, 1 + random.nextInt(2));
        CompiledCondition condition = (CompiledCondition) condition(text);
        boolean held = looks.stream().anyMatch(seen -> seen.asks(condition) == Truth.YES);
        assertEquals(held, Outcomes.canHold(condition), text);
        never += held ? 0 : 1;
      }
    }
    assertTrue(never > CONDITIONS / 10, "too few that never hold: " + never);
  }

  /** Fewer of them than looks have, so that not all values can be excluded one by one. */
  private static String compared(String field, Random random, int depth) {
    double[] values =
        field.startsWith("signal") ? new double[] {0, 0.25, 0.5, 0.75, 1} : RandomLooks.REALS;
    if (depth > 0) {
      String left = compared(field, random, depth - 1);
      String right = compared(field, random, depth - 1);
      return switch (random.nextInt(3)) {
        case 0 -> "(" + left + " && " + right + ")";
        case 1 -> "(" + left + " || " + right + ")";
        default -> "!" + left;
      };
    }
    String order = random.nextBoolean() ? " == " : " != ";
    return "(" + field + order + values[random.nextInt(values.length)] + ")";
  }

  // ---- what is seen

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "event.turns > 5 && event.turns < 3 ; 0 ; event.turns cannot be all",
        "event.model == 'a' && event.model == 'b' ; 0 ; event.model cannot be all",
        "event.refused && event.turns in [1, 2] && !(event.turns in [2, 1, 3]) ; 17 ; event.turns",
        "event.model in ['a', 'b'] && !(event.model in ['b', 'a']) ; 0 ; event.model",
        "event.model in ['a', 'b'] && event.model.startsWith('c') ; 0 ; event.model",
        "event.model.contains('a') && !event.model.contains('a') ; 0 ; event.model",
        "event.model == 'ab' && event.model.matches('^b') ; 0 ; event.model",
        "event.model != 'a' && !(event.model != 'a') ; 0 ; event.model",
        "event.refused && event.refused == false ; 0 ; event.refused",
        "!has(event.model) && event.model == 'a' ; 5 ; event.model",
        "!has(event.turns) && 2 * event.turns > 3 ; 5 ; event.turns",
        "has(first.event.turns) == false && first.event.turns > 1 ; 0 ; exclude each other",
        "event.turns == 3 && event.turns == 3.5 ; 0 ; event.turns",
        "event.turns > 2 && event.turns < 3 ; 0 ; event.turns",
        "event.turns > 2.5 && double(event.turns) < 2.75 ; 0 ; event.turns",
        "event.params.temperature > 1.0 && event.params.temperature < 1 ; 0 ; temperature",
        "(event.turns > 5 || event.status == 1) && event.turns < 3 && event.status > 1 ; 0 ; exclude",
        "(event.turns > 5 || event.turns == 1) && event.turns in [2, 3] ; 1 ; event.turns",
        "signal.cot_elicitation >= 0.5 && 1 < signal.cot_elicitation ; 0 ; is from 0 to 1",
        "account.exchanges_day + 1.0 > 3.0 && account.exchanges_day + 1.0 < 2.0 ; 0 ; 0 or more",
        "signal.pair == 0 ; 0 ; signal.pair cannot",
        "size(event.model) < 0 ; 5 ; event.model cannot",
        "event.turns > event.status && event.turns <= event.status ; 0 ; exclude each other",
        "signal.pair == first.signal.pair && signal.pair != first.signal.pair ; 0 ; signal.pair",
        "first.event.turns > 3 && first.event.turns < 2 ; 0 ; exclude each other",
        "first.event.model == 'a' && first.event.model == 'b' ; 0 ; exclude each other",
        "first.event.turns > 3 && event.turns < 2 && event.turns > 2 ; 25 ; event.turns",
        "account.segment != 'judge' && account.segment in ['judge'] ; 0 ; account.segment",
        "event.turns > 3 && has(first.event.turns) && !has(first.event.turns) ; 0 ; exclude each",
        "event.turns > 3 && 1 == 2 ; 0 ; exclude each other",
      })
  void whatCanNeverHoldIsRefusedAtTheFieldOfWhichTooMuchIsAsked(
      String text, int offset, String told) {
    Flaw flaw = Outcomes.flaw(condition(text));
    assertNotNull(flaw, text);
    assertTrue(flaw.message().startsWith("can never hold: "), flaw.toString());
    assertTrue(flaw.message().contains(told), flaw.toString());
    assertEquals(offset, flaw.offset(), flaw.toString());
    assertFalse(Outcomes.canHold(condition(text)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "event.turns > 3 || event.turns <= 3 ; holds whatever the value of event.turns",
        "event.turns != 1 || event.turns != 2 ; holds whatever the value of event.turns",
        "event.model != 'a' || event.model != 'b' ; holds whatever the value of event.model",
        "event.refused || !event.refused ; holds whatever the value of event.refused",
        "!(event.turns > 5 && event.turns < 3) ; holds whatever the value of event.turns",
        "event.turns == 1 || event.model == 'a' || event.turns != 1 ; of event.turns and of event.model",
        "account.output_surge >= 0.0 ; holds whatever the value of account.output_surge",
        "signal.cot_elicitation > 0.5 || signal.cot_elicitation <= 0.5 ; always holds",
        "true ; always holds, whatever is judged",
        "has(event.model) || !has(event.model) ; holds whatever the value of event.model",
        "event.params.temperature < 1.0 || event.params.temperature >= 1.0 ; of event.params.temp",
      })
  void whatNeverFailsIsRefusedToo(String text, String told) {
    Flaw flaw = Outcomes.flaw(condition(text));
    assertNotNull(flaw, text);
    assertTrue(flaw.message().contains(told), flaw.toString());
    assertFalse(Outcomes.canFail(condition(text)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "event.turns > 3 && event.turns < 5",
        "event.turns > 3 || event.turns < 3",
        "event.model == 'a' || event.model == 'b'",
        "event.model != 'a' && event.model != 'b'",
        "has(event.model) && event.model != 'a'",
        "!has(event.model) || event.model == 'a'",
        // It may overflow, or be nothing at all.
        "event.turns + 1 > event.turns",
        "first.event.turns > 3 && event.turns < 3",
        "signal.cot_elicitation >= 0.5 && signal.cot_elicitation < 1",
        "event.params.temperature == 0.0 && event.params.temperature <= 0",
        "event.model.startsWith('a') && !event.model.startsWith('ab')",
        "!(has(account.segment) && account.segment == 'evaluation')",
        // 2 to the 53rd and one more are one number among those with a fraction.
        "event.turns == 9007199254740993 && event.turns == 9007199254740992.0",
        "has(event.refused)",
        "event.turns == event.turns + 0 || event.turns == 1",
      })
  void whatMakesSenseIsLeftAlone(String text) {
    assertNull(Outcomes.flaw(condition(text)), text);
  }

  @Test
  void oneConditionMayIncludeAnother() {
    assertFalse(
        Outcomes.canHoldWithout(condition("event.turns > 5"), condition("event.turns > 3")));
    assertTrue(Outcomes.canHoldWithout(condition("event.turns > 3"), condition("event.turns > 5")));
    // Of what is absent it cannot be told.
    assertTrue(
        Outcomes.canHoldWithout(
            condition("event.turns > 5"), condition("event.status > 3 || event.status <= 3")));
    assertFalse(
        Outcomes.canHoldWithout(
            condition("event.refused && event.turns > 5"),
            condition("event.turns > 3 || event.status == 1")));
    assertTrue(
        Outcomes.canHoldWithout(condition("event.turns > 5"), condition("event.turns * 2 > 3")),
        "it may overflow");
    assertFalse(Outcomes.canHoldWith(condition("event.turns > 5"), condition("event.turns == 5")));
    assertTrue(Outcomes.canHoldWith(condition("event.turns > 5"), condition("event.status == 5")));
    assertTrue(
        Outcomes.canHoldWith(
            condition("event.turns > first.event.turns"),
            condition("event.turns <= first.event.status")),
        "what they ask of earlier looks is another thing");
  }

  // ---- it is done soon

  /** Conditions with more cases than anybody could go through. */
  static List<String> large() {
    String either =
        IntStream.range(0, 15)
            .mapToObj(i -> "(event.turns != " + i + " || event.status != " + i + ")")
            .collect(Collectors.joining(" && "));
    String lists =
        IntStream.range(0, 10)
            .mapToObj(
                i ->
                    "event.turns in ["
                        + IntStream.range(0, 25)
                            .mapToObj(j -> String.valueOf(2 * j + i % 2))
                            .collect(Collectors.joining(","))
                        + "]")
            .collect(Collectors.joining(" || "));
    String same = "(".repeat(25) + "event.refused" + " == event.refused)".repeat(25);
    return List.of(either, "!(" + either.replace("&&", "||") + ")", lists, same);
  }

  @Test
  void aConditionOfManyCasesIsGivenUpInTime() {
    for (int round = 0; round < 3; round++) {
      for (String text : large()) {
        Condition condition = condition(text);
        long from = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        Outcomes.flaw(condition);
        Outcomes.canHoldWithout(condition, condition);
        long ms =
            (ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - from) / 1_000_000;
        assertTrue(round == 0 || ms < 25, ms + " ms: " + text);
      }
    }
  }
}
