package io.stillwatch.signals;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class LexiconTest {

  private static final Lexicon WORDS =
      Lexicon.of(
          """
          no: do not | kein
          show: show | zeige | 写
          thing: bird | 鸟
          shown = show ~ thing within 2
          show ! no within 1
          """);

  private static double shown(String text) {
    Texts texts = new Texts(FeatureKey.PUBLIC, PhraseBook.of(List.of(WORDS)));
    texts.fold(null, text);
    return texts.heard(WORDS).seen(WORDS.group("shown"));
  }

  @Test
  void findsGroupsThatStandCloseInEitherOrder() {
    assertEquals(1, shown("show the bird"));
    assertEquals(1, shown("the bird I show"));
    assertEquals(1, shown("show a big bird"));
    assertEquals(0, shown("show a big grey bird"));
  }

  @Test
  void countsTwoIdeographsAsOneWord() {
    assertEquals(1, shown("写一二三四鸟"));
    assertEquals(0, shown("写一二三四五鸟"));
  }

  @Test
  void aNegationInFrontTakesThePhraseOut() {
    assertEquals(0, shown("do not show the bird"));
    assertEquals(0, shown("do not ever show the bird"));
    assertEquals(1, shown("do not wait, but show the bird"));
  }

  @Test
  void whatIsQuotedCountsForLessUnlessItIsAlsoSaid() {
    assertEquals(Lexicon.QUOTED_SHARE, shown("he said \"show the bird\" to me"));
    assertEquals(Lexicon.QUOTED_SHARE, shown("show the \"bird\" to me"));
    assertEquals(1, shown("he said \"show the bird\" and I show the bird"));
  }

  @Test
  void aLineThatMakesNoSenseIsRefusedWithItsText() {
    for (String bad :
        new String[] {
          "a: b | ", "x = a ~ b within 2", "a: b\na = a ~ a within 2", "c ! d within 2"
        }) {
      IllegalArgumentException error =
          assertThrows(IllegalArgumentException.class, () -> Lexicon.of(bad));
      assertTrue(String.valueOf(error.getMessage()).contains("lexicon"), bad);
    }
    assertThrows(IllegalArgumentException.class, () -> WORDS.group("missing"));
  }
}
