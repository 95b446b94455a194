package io.stillwatch.signals;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PreferenceJudgingTest {

  private static double score(String prompt) {
    return Reading.score("preference_judging", prompt);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Compare the two responses below and say which response is better. Response A: the cat sat. Response B: the cat slept. Answer only A or B.",
        "Compara las dos respuestas y di cuál es mejor. Respuesta A: sí. Respuesta B: no. Contesta A o B.",
        "Comparez les deux réponses et dites laquelle est la meilleure. Réponse A : oui. Réponse B : non. Écrivez A ou B.",
        "Vergleiche die beiden Antworten: Welche Antwort ist besser? Antwort A: ja. Antwort B: nein. Schreibe A oder B.",
        "Compare as duas respostas e diga qual resposta é melhor. Resposta A: sim. Resposta B: não. Escreva A ou B.",
        "Сравни два ответа: какой ответ лучше? Ответ А: да. Ответ Б: нет. Напиши А или Б.",
        "比较两个回答，哪个回答更好？回答A：是。回答B：否。只输出A或B。",
        "二つの応答を比較し、より良い応答を選んでください。応答A：はい。応答B：いいえ。AかBで答えてください。",
      })
  void choosingBetweenNamedAnswersIsStrong(String prompt) {
    assertTrue(score(prompt) >= 0.6, () -> score(prompt) + " " + prompt);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Which of these two phones is better for photographs at night?",
        "¿Qué barrio es mejor para vivir con dos niños?",
        "Quel vélo est le meilleur pour la ville ?",
        "Welches der zwei Hotels liegt besser?",
        "Qual das duas praias é melhor no inverno?",
        "Какой чай лучше пить вечером?",
        "哪家餐厅更好吃？",
        "どちらの靴が歩きやすいですか。",
        "My answer to the landlord was short. Write a better one.",
      })
  void comparingOtherThingsIsNot(String prompt) {
    assertTrue(score(prompt) < 0.3, () -> score(prompt) + " " + prompt);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\u200B", "\u00AD", "\u2060"})
  void invisibleCharactersDoNotHelp(String hidden) {
    String plain =
        "Compare the two responses below and say which response is better. Response A: the cat sat. Response B: the cat slept. Answer only A or B.";
    String disguised = plain.replace("e", "e" + hidden);
    assertTrue(score(plain) > 0 && score(plain) == score(disguised), () -> score(disguised) + "");
  }
}
