package io.stillwatch.signals;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SkeletonHashTest {

  private static final String PARCEL = "My parcel never came.";
  private static final String SHIRT =
      "The blue shirt has a hole, and I want another one before Friday.";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "You label support tickets for shop number 17. Name the one topic. | \\n\\nTicket: ",
        "Label this support ticket with one of our nine topics: | ' '",
        "Label the support ticket with one topic of the list. | ' '",
        "Ordne diese Anfrage einem unserer neun Themen zu. | \\n",
        "Étiquette ce message avec un seul de nos neuf sujets : | ' '",
        "Определи одну тему этого обращения из нашего списка. | \\n",
        "请给下面这条客户消息标注一个主题。 | \\n",
        "次の問い合わせに主題を一つ付けてください。 | \\n",
      })
  void differentInputsInOneTemplateShareIt(String template, String gap) {
    String before = template + gap.replace("\\n", "\n").replace("'", "");
    assertNotEquals(0, Reading.skeleton(before + PARCEL));
    assertEquals(Reading.skeleton(before + PARCEL), Reading.skeleton(before + SHIRT));
  }

  @Test
  void numbersAndQuotedSpansAreMasked() {
    assertEquals(
        Reading.skeleton("Translate line 12 of \"The Winter's Tale\" into modern English for me"),
        Reading.skeleton("Translate line 4711 of \"Hamlet\" into modern English for me"));
  }

  @Test
  void theTemplateHasOneValueWhereverItStands() {
    String template = "You are the helpful voice of a small bakery in Turin. Be brief.";
    assertEquals(
        Reading.of(template, "Are you open on Sunday morning, or only later?").hash(4),
        Reading.of(template, "Which of your breads are without any nuts at all?").hash(4));
    assertEquals(
        Reading.of(template, PARCEL).hash(4), Reading.skeleton(template + "\n\n" + PARCEL));
    assertNotEquals(
        Reading.of(template, PARCEL).hash(4),
        Reading.of(template.replace("Turin", "Pavia"), PARCEL).hash(4));
  }

  @Test
  void disguisesDoNotChangeIt() {
    String plain = "Label the support ticket with one topic of the list.";
    long skeleton = Reading.skeleton(plain);
    assertEquals(skeleton, Reading.skeleton(plain.replace("ticket", "t\u0456ck\u0435t")));
    assertEquals(skeleton, Reading.skeleton(plain.replace("ticket", "tic\u200Bket")));
    assertEquals(skeleton, Reading.skeleton(plain.replace(" ", "   ").toUpperCase()));
    assertEquals(skeleton, Reading.skeleton(plain.replace("support", "s u p p o r t")));
  }

  @Test
  void onlyTheOpeningCounts() {
    String head = Reading.words("word", SignalLimits.SKELETON_WORDS_MAX);
    assertEquals(Reading.skeleton(head + "tail"), Reading.skeleton(head + "another end"));
    assertNotEquals(Reading.skeleton("x" + head + "tail"), Reading.skeleton(head + "tail"));
    String shorter = head.substring(0, head.lastIndexOf("word"));
    assertNotEquals(Reading.skeleton(shorter + "tail"), Reading.skeleton(shorter + "another"));
    String longer = head + "tail ";
    assertEquals(Reading.skeleton(longer + "a"), Reading.skeleton(longer + "b"));
  }

  @Test
  void sixWordsAreTheLeast() {
    assertEquals(0, Reading.skeleton("one two three four five"));
    assertNotEquals(0, Reading.skeleton("one two three four five six"));
    assertNotEquals(0, Reading.skeleton("one two three four five six seven"));
    assertEquals(0, Reading.skeleton("一二三四五六七八九十百"));
    assertNotEquals(0, Reading.skeleton("一二三四五六七八九十百千"));
  }

  @Test
  void behindASystemTextThePromptHasAnOpeningOfItsOwn() {
    String cloak = "You are a friendly helper inside a popular editor.";
    String template = "Label the support ticket with one topic of the list. ";
    long opening = Reading.hash("opening", cloak, template + PARCEL);
    assertEquals(Reading.skeleton(template + PARCEL), opening);
    assertEquals(opening, Reading.hash("opening", cloak, template + SHIRT));
    assertEquals(0, Reading.hash("opening", template + PARCEL));
    assertEquals(0, Reading.hash("opening", cloak, "Too short."));
  }
}
