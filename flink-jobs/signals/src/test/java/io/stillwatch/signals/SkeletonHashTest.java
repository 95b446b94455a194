package io.stillwatch.signals;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import org.junit.jupiter.api.Test;

class SkeletonHashTest {

  @Test
  void differentInputsInOneTemplateShareIt() {
    String template =
        "You label support tickets for shop number 17. Name the one topic of this ticket.\n\nTicket: ";
    assertEquals(
        Reading.skeleton(template + "My parcel never came."),
        Reading.skeleton(
            template + "The blue shirt has a hole, and I want another one before Friday."));
  }

  @Test
  void numbersAndQuotedSpansAreMasked() {
    assertEquals(
        Reading.skeleton("Translate line 12 of \"The Winter's Tale\" into modern English for me"),
        Reading.skeleton("Translate line 4711 of \"Hamlet\" into modern English for me"));
  }

  @Test
  void theSystemTextDecidesWhereThereIsOne() {
    String system = "You are the helpful voice of a small bakery in Turin.";
    assertEquals(
        Reading.of(system, "Are you open on Sunday morning, or only later?").hash(4),
        Reading.of(system, "Which of your breads are without any nuts at all?").hash(4));
    assertNotEquals(
        Reading.of(system, "Are you open?").hash(4),
        Reading.of(system + " Be brief.", "Are you open?").hash(4));
  }

  @Test
  void onlyTheHeadCounts() {
    StringBuilder head = new StringBuilder();
    for (int i = 0; i < SignalLimits.SKELETON_WORDS_MAX; i++) {
      head.append("word").append((char) ('a' + i % 26)).append((char) ('a' + i / 26)).append(' ');
    }
    assertEquals(Reading.skeleton(head + "tail"), Reading.skeleton(head + "another end"));
    assertNotEquals(Reading.skeleton("x" + head + "tail"), Reading.skeleton(head + "tail"));
    String shorter = head.substring(0, head.lastIndexOf("word"));
    assertNotEquals(Reading.skeleton(shorter + "tail"), Reading.skeleton(shorter + "another"));
  }

  @Test
  void sixWordsAreTheLeast() {
    assertEquals(0, Reading.skeleton("one two three four five"));
    assertNotEquals(0, Reading.skeleton("one two three four five six"));
    assertNotEquals(0, Reading.skeleton("one two three four five six seven"));
  }
}
