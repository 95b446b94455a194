package io.stillwatch.signals;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuestionHashTest {

  private static final String BARGE =
      "A barge carries 14 tonnes of gravel from the quarry to the lock in 5 hours. The crew rests for"
          + " 40 minutes at noon. How many tonnes pass the lock by sunset?";

  private static long question(String prompt) {
    return Reading.hash("question", prompt);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Solve this and think step by step before you give the final answer.\\n\\n | ''",
        "'' | \\n\\nPlease explain your reasoning in detail, then write the answer on a line of its own.",
        "Question: | \\nAnswer:",
        "You are an expert. Read the text between the tags and answer the question.\\n<item> | </item>\\nReturn only JSON.",
        "Rewrite the following question so that it is harder: \" | \"",
        "Löse die folgende Aufgabe Schritt für Schritt und schreibe die Antwort ans Ende:\\n | ''",
        "Résous le problème suivant étape par étape, puis donne ta réponse finale.\\n | ''",
        "Resuelve el siguiente problema paso a paso y escribe tu respuesta al final.\\n | ''",
        "Resolva o seguinte problema passo a passo e escreva a resposta no final.\\n | ''",
        "Реши следующую задачу шаг за шагом и напиши ответ в конце.\\n | ''",
        "请逐步解决下面的问题，并在最后写出答案。\\n | \\n请只返回答案。",
        "次の問題を段階的に解いて、最後に答えを書いてください。\\n | ''",
      })
  void theSameItemMeetsInEveryWrapper(String before, String after) {
    String wrapped = before.replace("\\n", "\n") + BARGE + after.replace("\\n", "\n");
    assertNotEquals(0, question(BARGE));
    assertEquals(question(BARGE), question(wrapped), wrapped);
    assertNotEquals(question(wrapped), question(wrapped.replace("14 tonnes", "15 tonnes")));
  }

  @Test
  void theOrderOfSentencesDoesNotMatter() {
    String first = "The old harbour crane lifts nine crates of oranges at dawn. ";
    String second = "Two tugs pull the heavy ferry along the northern breakwater. ";
    assertEquals(question(first + second), question(second + first));
  }

  @Test
  void whatOnlyInstructsIsNoQuestion() {
    assertEquals(0, question("Please answer the question step by step."));
    assertEquals(0, question("Hello there!"));
  }

  @Test
  void sixWordsAreTheLeast() {
    assertEquals(0, question("Crates of oranges smell sweet"));
    assertNotEquals(0, question("Crates of ripe oranges smell sweet"));
    assertNotEquals(0, question("Crates of very ripe oranges smell sweet"));
  }

  @Test
  void theSystemTextHasNoPartInIt() {
    assertEquals(
        question(BARGE),
        Reading.hash(
            "question", "The harbour office of a river town counts barges and tonnes.", BARGE));
  }

  @Test
  void disguisesDoNotChangeIt() {
    assertEquals(
        question(BARGE), question(BARGE.replace("gravel", "gr\u0430v\u0435l").replace(" ", "  ")));
    assertEquals(question(BARGE), question(BARGE.replace("quarry", "quar\u200Bry")));
  }
}
