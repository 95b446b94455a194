package io.stillwatch.signals;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class PromptSketchTest {

  private static final String CRANE =
      "The old harbour crane lifts nine crates of oranges at dawn while two tugs pull the ferry along"
          + " the northern breakwater and a bored clerk counts every gull on the roof of the fish hall";

  private static long sketch(String prompt) {
    return Reading.hash("sketch", prompt);
  }

  private static int distance(String one, String other) {
    return Long.bitCount(sketch(one) ^ sketch(other));
  }

  @Test
  void aParaphraseIsNearAndAnotherSubjectIsFar() {
    String paraphrase =
        CRANE
            .replace("bored clerk", "tired clerk")
            .replace("crates of oranges", "boxes of oranges");
    String other =
        "My landlord wants to raise the rent by a third because he painted our staircase in spring, so"
            + " please draft a firm letter which says that paint is no improvement under tenancy law";
    int near = distance(CRANE, paraphrase);
    int far = distance(CRANE, other);
    assertTrue(near <= 20 && far >= 22, near + " and " + far);
  }

  @Test
  void orderRepetitionAndNumbersDoNotMatter() {
    assertEquals(
        sketch("crane tugs ferry clerk gull roof hall fish"),
        sketch("hall fish gull 17 clerk ferry crane tugs crane roof roof 4"));
  }

  @Test
  void scriptsWithoutSpacesAreSketchedByPairs() {
    String crane = "清晨旧港口的起重机吊起九箱橙子，两艘拖船拉着渡轮沿北防波堤前进，一个无聊的职员数着海鸥。";
    assertTrue(
        distance(crane, crane.replace("无聊", "疲倦"))
            < distance(crane, "房东想把房租提高三分之一，因为春天粉刷了楼梯，请写一封坚定的信。"));
  }

  @Test
  void eightDistinctWordsAreTheLeast() {
    assertEquals(0, sketch(Reading.words("w", SignalLimits.SKETCH_WORDS_MIN - 1).repeat(3)));
    assertNotEquals(0, sketch(Reading.words("w", SignalLimits.SKETCH_WORDS_MIN)));
    assertNotEquals(0, sketch(Reading.words("w", SignalLimits.SKETCH_WORDS_MIN + 1)));
  }

  @Test
  void whatComesBehindTheLimitIsLeftOut() {
    String full = Reading.words("w", SignalLimits.SKETCH_WORDS_MAX);
    assertEquals(sketch(full), sketch(full + Reading.words("x", 500)));
    String oneLess = Reading.words("w", SignalLimits.SKETCH_WORDS_MAX - 1);
    assertEquals(sketch(oneLess + "x y"), sketch(oneLess + "x z"));
    String one = Reading.words("w", 9);
    assertNotEquals(sketch(one), sketch(one + Reading.words("x", 9)));
  }

  @Test
  void nobodyWithoutTheKeyCanMakeItAgain() {
    SignalReader other = new SignalReader(HashKey.fromHex("0f".repeat(16)));
    long foreign = other.read(Reading.event(null, CRANE)).signals().hash(9);
    assertTrue(Long.bitCount(foreign ^ sketch(CRANE)) > 12);
  }

  @Test
  void itIsOfThePromptOrOfTheSystemTextWhereThereIsNone() {
    assertEquals(sketch(CRANE), Reading.hash("sketch", "You are a poet.", CRANE));
    assertEquals(sketch(CRANE), Reading.hash("sketch", CRANE, null));
  }
}
