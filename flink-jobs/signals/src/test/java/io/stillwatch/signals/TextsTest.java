package io.stillwatch.signals;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TextsTest {

  private static long[] words(String text) {
    Texts texts = Texts.of(text);
    long[] words = new long[texts.size()];
    for (int i = 0; i < words.length; i++) {
      words[i] = texts.word(i);
    }
    return words;
  }

  private static void assertSame(String expected, String text) {
    assertEquals(Arrays.toString(words(expected)), Arrays.toString(words(text)), text);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "answer | ANSWER",
        "answer | an\u200Bsw\u00ADer",
        "answer | \u0430nsw\u0435r",
        "answer | \uFF21\uFF4E\uFF53\uFF57\uFF45\uFF52",
        "answer | \uD835\uDC1A\uD835\uDC27\uD835\uDC2C\uD835\uDC30\uD835\uDC1E\uD835\uDC2B",
        "answer | a n s w e r",
        "the answer is | the  a n s w e r  is",
        "answer | \u24D0\u24DD\u24E2\u24E6\u24D4\u24E1",
        "answer | \u03B1nsw\u03B5r",
        "cafe | cafe\u0301",
        "cafe | caf\u00E9",
        "strasse | Stra\u00DFe",
        "file | \uFB01le",
        "12 | \uFF11\uFF12",
        "12 | \u0661\u0662",
        "ответ | О\u0301ТВЕТ",
        "и | й",
        "カ | ｶ",
        "か | が",
      })
  void whatLooksAlikeIsTheSameWord(String plain, String disguised) {
    assertSame(plain, disguised);
  }

  @Test
  void pureCyrillicAndGreekWordsStayWhatTheyAre() {
    assertFalse(Arrays.equals(words("cope"), words("соре")));
    assertFalse(Arrays.equals(words("a"), words("а")));
    assertFalse(Arrays.equals(words("nu"), words("νυ")));
  }

  @Test
  void cutsWordsAtScriptsAndNumbers() {
    assertEquals(2, words("gpt4").length);
    assertEquals(3, words("3.5 litres").length);
    assertEquals(4, words("回答です").length);
    assertEquals(2, words("l'étape").length);
    assertEquals(0, words("... \u200B \uD83D\uDE00 \uD83D").length);
    assertEquals(1, words("\uD840\uDC00").length);
    assertSame("a b", "a\uD83D\uDE00b");
    assertSame("ka lo mi", "ka-lo-mi");
  }

  @Test
  void loneLettersAreNotPutTogetherOverLinesOrMarks() {
    assertEquals(2, words("a b").length);
    assertEquals(4, words("a\nb\nc\nd").length);
    assertEquals(3, words("a, b, c").length);
    assertSame("i am a cat", "I am a cat");
  }

  @Test
  void marksLinesBlocksAndSentences() {
    Texts texts = Texts.of("one two. three\nfour\n\nfive");
    assertTrue(texts.is(0, Texts.BLOCK) && texts.is(0, Texts.LINE));
    assertFalse(texts.is(1, Texts.LINE | Texts.SENTENCE));
    assertTrue(texts.is(2, Texts.SENTENCE));
    assertTrue(texts.is(3, Texts.LINE) && !texts.is(3, Texts.BLOCK));
    assertTrue(texts.is(4, Texts.BLOCK));
  }

  @Test
  void marksTagsLabelsAndKeys() {
    Texts texts =
        Texts.of("<answer_1>: x </answer> {\"output\": \"long\"} \"two words\": y\n## Title 12\n-");
    assertTrue(texts.is(0, Texts.OPENED) && !texts.is(0, Texts.CLOSED));
    assertTrue(
        texts.is(1, Texts.CLOSED) && texts.is(1, Texts.LABELLED) && texts.is(1, Texts.NUMBER));
    assertFalse(texts.is(2, Texts.OPENED));
    assertTrue(texts.is(3, Texts.CLOSING));
    assertTrue(texts.is(4, Texts.KEY));
    assertFalse(texts.is(7, Texts.KEY));
    assertTrue(texts.is(9, Texts.DECORATED));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a \"b c\" d | 0110",
        "a “b c” d | 0110",
        "a „b c“ d | 0110",
        "a «b c» d | 0110",
        "a »b c« d | 0110",
        "一「二三」四 | 0110",
        "a ```b c``` d | 0110",
        "a 5\" b 6\" c | 00000",
        "a \"be ce d | 0000",
        "it's be ce's | 00000",
      })
  void marksWhatStandsInQuotationMarks(String text, String expected) {
    Texts texts = Texts.of(text);
    StringBuilder quoted = new StringBuilder();
    for (int i = 0; i < texts.size(); i++) {
      quoted.append(texts.is(i, Texts.QUOTED) ? '1' : '0');
    }
    assertEquals(expected, quoted.toString());
  }

  @Test
  void quotedLinesAreQuotedAndAStraightQuoteEndsWithItsParagraph() {
    Texts texts = Texts.of("a\n> b c\nd \"e\n\nf\" g \"h\" i");
    StringBuilder quoted = new StringBuilder();
    for (int i = 0; i < texts.size(); i++) {
      quoted.append(texts.is(i, Texts.QUOTED) ? '1' : '0');
    }
    assertEquals("011000010", quoted.toString());
  }

  @Test
  void isTheSameWhateverWasReadBefore() {
    Random random = new Random(3);
    Texts used = new Texts(FeatureKey.PUBLIC, PhraseBook.EMPTY);
    for (int i = 0; i < 500; i++) {
      String system = random.nextBoolean() ? null : noise(random);
      String prompt = noise(random);
      used.fold(system, prompt);
      Texts fresh = new Texts(FeatureKey.PUBLIC, PhraseBook.EMPTY);
      fresh.fold(system, prompt);
      assertEquals(fresh.size(), used.size(), "seed 3, case " + i);
      assertEquals(fresh.promptStart(), used.promptStart(), "seed 3, case " + i);
      for (int w = 0; w < fresh.size(); w++) {
        assertEquals(fresh.word(w), used.word(w), "seed 3, case " + i);
        assertEquals(fresh.marks(w), used.marks(w), "seed 3, case " + i);
        assertNotEquals(0, used.word(w), "seed 3, case " + i);
      }
    }
  }

  @Test
  void whatACharacterStandsForFindsRoomHoweverManyThereAre() {
    int tried = 0;
    for (int c = 0; c < 1 << 16; c++) {
      if (Folding.kind((char) c) == Folding.EXPANDED) {
        String one = (char) c + "1";
        assertEquals(1_500 * Texts.of(one).size(), Texts.of((one + " ").repeat(1_500)).size(), one);
        tried++;
      }
    }
    assertTrue(tried > 50, tried + " characters");
  }

  @Test
  void everyCharacterThereIsCanStandAnywhere() {
    Texts texts = new Texts(FeatureKey.PUBLIC, PhraseBook.EMPTY);
    for (int c = 0; c < 1 << 16; c++) {
      texts.fold(
          null, "ab" + (char) c + "1" + (char) c + (char) c + "\uD835\uDC1A" + (char) c + "x");
      assertTrue(texts.size() >= 1 && texts.size() <= 16, "character " + c);
    }
  }

  /** Any characters at all, with those that mean something to the reader more often. */
  static String noise(Random random) {
    String often = "abc 12\n\"`<>[]:#.е\u03BF\u200Bｅ回\uD835\uDC1A「」«»“”-*/'";
    StringBuilder text = new StringBuilder();
    int length = random.nextInt(200);
    for (int i = 0; i < length; i++) {
      text.append(
          random.nextInt(8) == 0
              ? (char) random.nextInt(1 << 16)
              : often.charAt(random.nextInt(often.length())));
    }
    return text.toString();
  }
}
