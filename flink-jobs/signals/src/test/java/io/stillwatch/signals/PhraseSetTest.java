package io.stillwatch.signals;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class PhraseSetTest {

  private static List<String> found(PhraseSet set, String text) {
    List<String> found = new ArrayList<>();
    Texts texts = Texts.of(text);
    set.scan(
        texts,
        0,
        texts.size(),
        (group, first, last) -> found.add(group + ":" + first + "-" + last));
    return found;
  }

  @Test
  void findsPhrasesThatOverlapAndContainEachOther() {
    PhraseSet set =
        new PhraseSet.Builder()
            .add("ka lo mi", 1)
            .add("lo mi", 2)
            .add("mi nu", 3)
            .add("mi", 4)
            .add("lo mi", 5)
            .build();
    assertEquals(
        new TreeSet<>(List.of("1:0-2", "2:1-2", "5:1-2", "4:2-2", "3:2-3")),
        new TreeSet<>(found(set, "ka, lo, mi, nu")));
  }

  @Test
  void anyNumberStandsForAnyNumber() {
    PhraseSet set = new PhraseSet.Builder().add("from 0 to 0", 1).build();
    assertEquals(List.of("1:0-3"), found(set, "from 1 to 10"));
    assertEquals(List.of(), found(set, "from one to ten"));
  }

  @Test
  void aTagIsFoundOnlyAsATag() {
    PhraseSet set = new PhraseSet.Builder().add("<think", 1).build();
    assertEquals(List.of("1:1-1"), found(set, "now <THINK> so"));
    assertEquals(List.of(), found(set, "now think so"));
  }

  @Test
  void agreesWithTheObviousSearchOnRandomTexts() {
    Random random = new Random(5);
    String[] alphabet = {"ka", "lo", "mi", "回"};
    for (int round = 0; round < 300; round++) {
      PhraseSet.Builder builder = new PhraseSet.Builder();
      List<String> phrases = new ArrayList<>();
      for (int p = 0; p < 12; p++) {
        phrases.add(sentence(random, alphabet, 1 + random.nextInt(4)));
        builder.add(phrases.get(p), p);
      }
      String text = sentence(random, alphabet, 40);
      List<String> expected = new ArrayList<>();
      String[] words = text.split(" ");
      for (int p = 0; p < 12; p++) {
        String[] phrase = phrases.get(p).split(" ");
        for (int at = 0; at + phrase.length <= words.length; at++) {
          if (List.of(words).subList(at, at + phrase.length).equals(List.of(phrase))) {
            expected.add(p + ":" + at + "-" + (at + phrase.length - 1));
          }
        }
      }
      assertEquals(
          new TreeSet<>(expected),
          new TreeSet<>(found(builder.build(), text)),
          "seed 5, round " + round);
    }
  }

  private static String sentence(Random random, String[] alphabet, int words) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < words; i++) {
      text.append(i == 0 ? "" : " ").append(alphabet[random.nextInt(alphabet.length)]);
    }
    return text.toString();
  }

  @Test
  void looksUpAtMostTwiceAsOftenAsThereAreWords() {
    PhraseSet.Builder builder = new PhraseSet.Builder();
    String prefix = "ka ".repeat(60);
    for (int i = 1; i <= 60; i++) {
      builder.add("ka ".repeat(i) + "lo", i);
    }
    PhraseSet set = builder.build();
    for (String hostile : new String[] {"ka ".repeat(50_000), (prefix + "mi ").repeat(800)}) {
      Texts texts = Texts.of(hostile);
      long lookUps = set.scan(texts, 0, texts.size(), (group, first, last) -> {});
      assertTrue(
          lookUps <= 2L * texts.size(), lookUps + " look-ups for " + texts.size() + " words");
    }
  }

  @Test
  void refusesAPhraseWithoutWords() {
    assertThrows(IllegalArgumentException.class, () -> new PhraseSet.Builder().add(" - ", 1));
  }
}
