package io.stillwatch.signals;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import org.junit.jupiter.api.Test;

class PrefixHashTest {

  private static final String HANDBOOK = Reading.words("page", 2 * SignalLimits.PREFIX_WORDS);

  private static long prefix(String prompt) {
    return Reading.hash("prefix", prompt);
  }

  @Test
  void manyQuestionsToOneDocumentShareIt() {
    assertEquals(
        prefix(HANDBOOK + "\n\nWhich valve is greased in winter?"),
        prefix(HANDBOOK + "\n\nWho signs for the pump?"));
    assertEquals(
        prefix(HANDBOOK), Reading.hash("prefix", HANDBOOK, "Which valve is greased in winter?"));
  }

  @Test
  void onlyALongTextHasOne() {
    String almost = HANDBOOK.substring(0, HANDBOOK.lastIndexOf("page"));
    assertEquals(0, prefix(almost));
    assertNotEquals(0, prefix(almost + "one"));
    assertNotEquals(0, prefix(almost + "one more"));
    assertEquals(0, prefix("回".repeat(4 * SignalLimits.PREFIX_WORDS - 1)));
    assertNotEquals(0, prefix("回".repeat(4 * SignalLimits.PREFIX_WORDS)));
  }

  @Test
  void itReachesAsFarAsItsLimitAndNoFurther() {
    String before = Reading.words("page", SignalLimits.PREFIX_WORDS - 1);
    String after = Reading.words("more", SignalLimits.PREFIX_WORDS + 1);
    assertNotEquals(prefix(before + "a " + after), prefix(before + "b " + after));
    assertEquals(prefix(before + "a a " + after), prefix(before + "a b " + after));
  }
}
