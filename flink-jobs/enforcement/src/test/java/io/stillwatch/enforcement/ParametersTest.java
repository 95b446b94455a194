package io.stillwatch.enforcement;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ParametersTest {

  @Test
  void theLowerOfTwoCeilingsHoldsWhicheverCameFirst() {
    for (String name : new String[] {"requests_per_minute", "tokens_per_hour", "max_tokens"}) {
      assertEquals(
          Map.of(name, "9"), Parameters.strictest(Map.of(name, "10"), Map.of(name, "9"), false));
      assertEquals(
          Map.of(name, "9"), Parameters.strictest(Map.of(name, "9"), Map.of(name, "10"), true));
    }
  }

  @Test
  void whatOnlyOneSideTakesAwayIsTakenAway() {
    assertEquals(
        Map.of("strip", "logprobs", "requests_per_minute", "10"),
        Parameters.strictest(
            Map.of("strip", "logprobs"), Map.of("requests_per_minute", "10"), true));
  }

  @Test
  void ofValuesThatCannotBeComparedTheCallerSaysWhichHolds() {
    Map<String, String> first = Map.of("strip", "logprobs");
    Map<String, String> second = Map.of("strip", "seed");
    assertEquals(first, Parameters.strictest(first, second, false));
    assertEquals(second, Parameters.strictest(first, second, true));
  }

  @Test
  void aNumberIsStricterThanACeilingThatIsNoNumber() {
    String name = "requests_per_minute";
    for (String nonsense : new String[] {"", "many", "-1", "1.5", "1234567890123456789"}) {
      assertEquals(
          Map.of(name, "10"),
          Parameters.strictest(Map.of(name, nonsense), Map.of(name, "10"), false));
      assertEquals(
          Map.of(name, "10"),
          Parameters.strictest(Map.of(name, "10"), Map.of(name, nonsense), true));
    }
  }

  @Test
  void parametersAreBounded() {
    for (int count = EnforcementLimits.PARAMETERS_MAX - 1;
        count <= EnforcementLimits.PARAMETERS_MAX + 1;
        count++) {
      Map<String, String> many = new HashMap<>();
      for (int i = 0; i < count; i++) {
        many.put("p" + (100 + i), "v");
      }
      Map<String, String> bounded = Parameters.bounded(many);
      assertEquals(Math.min(count, EnforcementLimits.PARAMETERS_MAX), bounded.size());
      assertEquals(
          count <= EnforcementLimits.PARAMETERS_MAX, bounded.containsKey("p" + (99 + count)));
    }
  }

  @Test
  void aNameOrValueOverItsLimitIsLeftOutAndNeverCut() {
    for (int over = -1; over <= 1; over++) {
      String name = "n".repeat(EnforcementLimits.PARAMETER_NAME_CHARS_MAX + over);
      String value = "1".repeat(EnforcementLimits.PARAMETER_VALUE_CHARS_MAX + over);
      assertEquals(over <= 0, Parameters.bounded(Map.of(name, "v")).containsKey(name));
      assertEquals(over <= 0, Parameters.bounded(Map.of("n", value)).containsKey("n"));
    }
  }
}
