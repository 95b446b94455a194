package io.stillwatch.signals;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class PairHashTest {

  private static final String HERON =
      "The grey heron stands still in shallow water. It waits for fish, sometimes for an hour.";
  private static final String GULL =
      "A gull takes whatever it finds!\n\nIt follows ships and ploughs, and steals from other birds.";

  /**
   * Question, first answer, second answer stand at %1, %2, %3; the closing line names a label too.
   */
  static String[] frames() {
    return new String[] {
      "Compare the two answers.\n\nQuestion: %1\n\nResponse A: %2\n\nResponse B: %3\n\nWhich is better, A or B?",
      "[Question]\n%1\n\n[Answer 1]\n%2\n[Answer 2]\n%3\n\nWhich answer is better? Say 1 or 2.",
      "Which candidate is better?\n<question>%1</question>\n<response_a>%2</response_a>\n<response_b>%3</response_b>",
      "Judge these.\n\n%1\n\n### Candidate X\n%2\n\n### Candidate Y\n%3\n\n### Verdict\n",
      "%1\n[Here begins the first reply]\n%2\n[Here the first reply has its end]\n"
          + "[Here begins the second reply]\n%3\n[Here the second reply has its end]\nWho is better?",
      "Rank them: {\"prompt\": \"%1\"}, {\"output\": \"%2\"}, {\"output\": \"%3\"}. The best first, please.",
      "%1 Answer A: %2 Answer B: %3 Which one do you prefer?",
      "**Option 1**\n%2\n\n**Option 2**\n%3\n\nFor the question \"%1\", which option is better?",
      "Pregunta: %1\n\nRespuesta A: %2\n\nRespuesta B: %3\n\n¿Cuál es mejor?",
      "Question : %1\n\nRéponse A : %2\n\nRéponse B : %3\n\nLaquelle est la meilleure ?",
      "Frage: %1\n\nAntwort 1: %2\n\nAntwort 2: %3\n\nWelche ist besser?",
      "Pergunta: %1\n\nResposta A: %2\n\nResposta B: %3\n\nQual é a melhor?",
      "问题：%1\n\n回答A：%2\n\n回答B：%3\n\n哪个更好？",
      "Вопрос: %1\n\nОтвет А: %2\n\nОтвет Б: %3\n\nКакой ответ лучше?",
      "質問：%1\n\n【回答1】\n%2\n\n【回答2】\n%3\n\nどちらが良いですか。",
    };
  }

  private static String filled(String frame, String question, String first, String second) {
    return frame.replace("%1", question).replace("%2", first).replace("%3", second);
  }

  @ParameterizedTest
  @MethodSource("frames")
  void swappedAnswersGiveTheSamePairAndAnotherPrompt(String frame) {
    String asked = filled(frame, "Which bird is patient?", HERON, GULL);
    String swapped = filled(frame, "Which bird is patient?", GULL, HERON);
    assertNotEquals(0, Reading.pair(asked));
    assertEquals(Reading.pair(asked), Reading.pair(swapped));
    assertNotEquals(Reading.prompt(asked), Reading.prompt(swapped));
  }

  @ParameterizedTest
  @MethodSource("frames")
  void anotherQuestionOrAnotherAnswerIsAnotherPair(String frame) {
    long pair = Reading.pair(filled(frame, "Which bird is patient?", HERON, GULL));
    assertNotEquals(pair, Reading.pair(filled(frame, "Which bird is greedy?", HERON, GULL)));
    String third = "Swifts sleep on the wing, people say, and come down only to nest in May.";
    assertNotEquals(pair, Reading.pair(filled(frame, "Which bird is patient?", HERON, third)));
  }

  @Test
  void labelsDoNotEnterThePair() {
    String letters = "Question: Which bird is patient?\n\nResponse A: %2\n\nResponse B: %3";
    String digits = "Question: Which bird is patient?\n\nCandidate 1: %2\n\nCandidate 2: %3";
    String system = "Compare both and name the better one.";
    long first = Reading.of(system, filled(letters, "", HERON, GULL)).hash(1);
    long second = Reading.of(system, filled(digits, "", GULL, HERON)).hash(1);
    assertNotEquals(0, first);
    assertEquals(first, second);
  }

  @Test
  void answersWithLabelsAndStrayQuotesOfTheirOwnStillSwap() {
    String frame = frames()[1];
    String odd =
        "Question:\nHere is one, with 5\" of \"text and\n```\ncode that never ends\nOption 1: yes\nResponse 4: no";
    assertEquals(
        Reading.pair(filled(frame, "Why?", HERON, odd)),
        Reading.pair(filled(frame, "Why?", odd, HERON)));
  }

  @Test
  void randomAnswersSwapAndDoNotCollide() {
    Random random = new Random(11);
    java.util.Set<Long> pairs = new java.util.HashSet<>();
    String[] frames = frames();
    for (int i = 0; i < 300; i++) {
      String frame = frames[i % 5];
      String first = words(random, 9 + random.nextInt(60));
      String second = words(random, 9 + random.nextInt(60));
      String question = words(random, 7);
      long pair = Reading.pair(filled(frame, question, first, second));
      assertEquals(
          pair, Reading.pair(filled(frame, question, second, first)), "seed 11, case " + i);
      assertEquals(true, pair != 0 && pairs.add(pair), "seed 11, case " + i);
    }
  }

  private static String words(Random random, int count) {
    String[] some = {
      "heron", "water", "is", "Not", "12", "über", "so;", "far.", "then,\n", "and", "why?"
    };
    StringBuilder text = new StringBuilder("w" + Long.toString(random.nextInt(1 << 20), 26));
    for (int i = 1; i < count; i++) {
      text.append(' ').append(some[random.nextInt(some.length)]);
    }
    return text.toString();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Compare cats and dogs as pets for a small flat.",
        "Which is better?\nResponse A: yes\nResponse B: no",
        "Answer A: The grey heron stands still in shallow water and waits for fish.\nAnswer B: A gull takes whatever it finds on the sea.",
        "Choose one task:\n1. Output: a long enough line of text to be an answer of its own here.\n2. Output: another long enough line of text to be an answer of its own.",
      })
  void whereNoTwoLongAnswersAreComparedThereIsNoPair(String prompt) {
    assertEquals(0, Reading.pair(prompt));
  }

  @Test
  void anAnswerCountsFromEightWordsOn() {
    String seven = "one heron two gulls three swifts four";
    String frame = "Which is better?\n\nResponse A: %2\n\nResponse B: %3\n";
    assertEquals(0, Reading.pair(filled(frame, "", HERON, seven)));
    assertNotEquals(0, Reading.pair(filled(frame, "", HERON, seven + " ducks")));
    assertNotEquals(0, Reading.pair(filled(frame, "", HERON, seven + " ducks swim")));
  }
}
