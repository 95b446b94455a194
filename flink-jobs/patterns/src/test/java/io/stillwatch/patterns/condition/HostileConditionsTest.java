package io.stillwatch.patterns.condition;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.stillwatch.patterns.Traffic;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Texts that want to take the compiler's time, memory or stack. */
class HostileConditionsTest {

  private static final long MS_MAX = 250;

  private static final Conditions CONDITIONS =
      new Conditions(FieldCatalog.ofLooks(Traffic.CATALOG));

  @BeforeAll
  static void classesAreLoadedOnce() {
    for (int i = 0; i < 50; i++) {
      CONDITIONS.compile("event.model.matches(\"a\") && event.turns + 1 in [1, 2]", List.of());
      CONDITIONS.compile("event.modle ==", List.of());
    }
  }

  /** This thread's own time, so that a busy machine makes no test fail. */
  private static long cpuNs() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  static List<String> hostile() {
    return List.of(
        "(".repeat(1000) + "true" + ")".repeat(1000),
        "(".repeat(33) + "true" + ")".repeat(33),
        "(".repeat(2048),
        "[".repeat(500) + "]".repeat(500),
        "{".repeat(32),
        "((((((((((((((((((((((((((((((((",
        "event" + ".a".repeat(1000),
        "event.turns" + " + 1".repeat(500) + " > 1",
        "event.turns == 1" + " && event.turns == 1".repeat(100),
        "event.turns == 1" + " || event.turns == 1".repeat(100),
        "true ? ".repeat(200) + "true" + " : true".repeat(200),
        "event.turns in [" + numbers(257) + "]",
        "event.turns in [" + numbers(500) + "]",
        "event.turns in " + "[".repeat(31) + "1" + "]".repeat(31),
        "x".repeat(2049),
        "x".repeat(2048),
        "\"" + "x".repeat(2046),
        "\"" + "\\".repeat(2046),
        "'''" + "x\n".repeat(1000),
        "\u0000".repeat(100),
        "\uD800".repeat(100),
        "😀".repeat(1000),
        "event.model.matches(\"" + "(".repeat(400) + "a" + "\")",
        "event.model.matches(\"" + "(".repeat(200) + "a" + ")".repeat(200) + "\")",
        "event.model.matches(\"((x{1000}){1000}){10}\")",
        "event.model.matches(\"(((((x{10}){10}){10}){10}){10})\")",
        "event.model.matches(\"((x{100})*){100}\")",
        "event.model.matches(\"x{99999999999999999999}\")",
        "event.model.matches(\"x{1001}\")",
        "event.model.matches(\"" + "(x{999})".repeat(60) + "\")",
        "event.model.matches(\"" + "[a-z]{900}".repeat(48) + "\")",
        "event.model.matches(\"(\\\\pL{500}){3}\")",
        "event.model.matches(\"[[:]((x{1000}){1000}){10}]\")",
        "event.model.matches(\"[]]((x{1000}){1000}){10}\")",
        "event.model.matches(\"[^]]((x{1000}){1000}){10}\")",
        "event.model.matches(\"\\\\Qa\\\\E((x{1000}){1000}){10}\")",
        "event.model.matches(\"(?:(?:x{1000}){1000}){10}\")",
        "event.model.matches(\"(?P<a>(?i:x{1000}){1000}){10}\")",
        "event.model.matches(\"(x{0,1000}){0,1000}\")",
        "event.model.matches(\"(x{1000,}){1000,}\")",
        "event.model.matches(\"(a+)+\\\\1\")",
        "event.model.matches(\"(?=a)\")",
        "event.model.matches(\"[z-a]\")",
        "event.model.matches(\"" + "a".repeat(513) + "\")",
        "[1, 2, 3].all(x, [1, 2, 3].all(y, [1, 2, 3].all(z, x + y + z > 0)))",
        "{'a': {'b': {'c': 1}}}.a.b.c == 1",
        "google.protobuf.Duration{seconds: 1} == event.turns");
  }

  private static String numbers(int count) {
    return IntStream.range(0, count).mapToObj(i -> "1").collect(Collectors.joining(","));
  }

  @ParameterizedTest
  @MethodSource("hostile")
  void itIsRefusedInTimeWithAPlaceAndAReason(String text) {
    long from = cpuNs();
    Compiled compiled = CONDITIONS.compile(text, List.of());
    long ms = (cpuNs() - from) / 1_000_000;
    Compiled.Bad bad = assertInstanceOf(Compiled.Bad.class, compiled);
    for (Flaw flaw : bad.flaws()) {
      assertTrue(flaw.offset() >= 0 && flaw.offset() <= text.length(), flaw.toString());
      assertFalse(flaw.message().isBlank());
      assertTrue(flaw.message().length() < 600, flaw.message());
    }
    assertTrue(ms < MS_MAX, ms + " ms: " + bad.flaws());
  }

  @ParameterizedTest
  @ValueSource(strings = {"!", "! ", "-", "- "})
  void repeatedSignsFallTogether(String sign) {
    String text = sign.repeat(1000) + (sign.startsWith("!") ? "event.refused" : "event.turns == 1");
    long from = cpuNs();
    assertTaken(text);
    assertTrue(cpuNs() - from < MS_MAX * 1_000_000);
  }

  @Test
  void aRepeatBombIsSeenBeforeItIsBuilt() {
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 20; i++) {
      long from = cpuNs();
      assertThrows(SafeRegex.Refused.class, () -> SafeRegex.compile("((x{1000}){1000}){10}"));
      least = Math.min(least, cpuNs() - from);
    }
    assertTrue(least < 1_000_000, least + " ns");
  }

  @Test
  void whatCatastrophicallyBacktracksElsewhereIsLinearHere() throws Exception {
    var pattern = SafeRegex.compile("(a+)+$");
    long from = cpuNs();
    assertFalse(pattern.matcher("a".repeat(128) + "!").find());
    assertTrue(cpuNs() - from < MS_MAX * 1_000_000);
  }

  @Test
  void noiseNeverThrowsAndNeverTakesLong() {
    String alphabet = "()[]{}\"'\\.,:?!&|=<>+-*/% \neventmodelturns0123456789";
    String[] words = {
      "event.model",
      "event.turns",
      "signal.pair",
      "has(",
      ")",
      "(",
      " && ",
      " || ",
      " == ",
      " in ",
      "[",
      "]",
      "\"a\"",
      "1",
      "2.5",
      "!",
      "matches(",
      ".startsWith(",
      "true",
      ",",
      "-",
      "first.",
    };
    long longest = 0;
    for (int seed = 0; seed < 3_000; seed++) {
      Random random = new Random(seed);
      StringBuilder text = new StringBuilder();
      for (int i = random.nextInt(60); i >= 0; i--) {
        text.append(
            random.nextInt(3) == 0
                ? alphabet.charAt(random.nextInt(alphabet.length()))
                : words[random.nextInt(words.length)]);
      }
      long from = cpuNs();
      Compiled compiled = CONDITIONS.compile(text.toString(), List.of("first"));
      longest = Math.max(longest, cpuNs() - from);
      if (compiled instanceof Compiled.Bad bad) {
        for (Flaw flaw : bad.flaws()) {
          assertTrue(
              flaw.offset() >= 0 && flaw.offset() <= text.length(), "seed " + seed + ": " + flaw);
        }
      }
    }
    assertTrue(longest < MS_MAX * 1_000_000, longest / 1_000_000 + " ms");
  }

  @Test
  void atEveryLimitItIsTakenAndOneMoreIsRefused() {
    assertTaken("(".repeat(32) + "event.refused" + ")".repeat(32));
    assertRefused("(".repeat(33) + "event.refused" + ")".repeat(33));
    assertTaken("event.turns in [" + numbers(256) + "]");
    assertRefused("event.turns in [" + numbers(257) + "]");
    String padded = "event.refused" + " ".repeat(2048 - 13);
    assertTaken(padded);
    assertRefused(padded + " ");
    // Thirty-two comparisons of two operands, and thirty-one operators between them.
    String most = "event.turns==1" + "&&event.turns==1".repeat(31);
    assertTaken(most);
    assertRefused(most + "&&event.turns==1");
    assertTaken("event.model.matches(\"" + "a".repeat(512) + "\")");
    assertRefused("event.model.matches(\"" + "a".repeat(513) + "\")");
    assertTaken("event.model.matches(\"(x{100}){10}\")");
    assertRefused("event.model.matches(\"(x{91}){11}\")");
    assertTaken("event.model.matches(\"" + "x{1000}".repeat(4) + "\")");
    assertRefused("event.model.matches(\"" + "x{1000}".repeat(5) + "y\")");
    assertTaken("event.turns" + " + 1".repeat(30) + " > 1");
    assertRefused("event.turns" + " + 1".repeat(31) + " > 1");
  }

  private static void assertTaken(String text) {
    assertInstanceOf(Compiled.Ok.class, CONDITIONS.compile(text, List.of()));
  }

  private static void assertRefused(String text) {
    Compiled compiled = CONDITIONS.compile(text, List.of());
    assertEquals(1, assertInstanceOf(Compiled.Bad.class, compiled).flaws().size());
  }
}
