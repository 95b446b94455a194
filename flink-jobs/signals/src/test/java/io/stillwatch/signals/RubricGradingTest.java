package io.stillwatch.signals;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each language has its row for each strength. */
class RubricGradingTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "en | Rate the answer below from 1 to 10 according to this rubric: clarity, depth, tone. Output only the number.",
        "es | Evalúa la respuesta de 1 a 10 según estos criterios: claridad, profundidad y tono. Devuelve solo el número.",
        "fr | Notez la réponse de 1 à 10 selon ces critères : clarté, profondeur, ton. Donnez seulement la note.",
        "de | Bewerte die Antwort von 1 bis 10 nach diesen Kriterien: Klarheit, Tiefe, Ton. Gib nur die Zahl aus.",
        "pt | Avalie a resposta de 1 a 10 segundo estes critérios: clareza, profundidade e tom. Devolva apenas o número.",
        "zh | 请根据以下评分标准，从1到10给这篇作文打分。只输出数字。",
        "ru | Оцени ответ от 1 до 10 по этим критериям: ясность, глубина, тон. Выведи только число.",
        "ja | 次の評価基準に従って、回答を1から10で採点してください。数字のみを出力してください。",
      })
  void gradingByARubricForABareNumberIsStrong(String language, String prompt) {
    double score = Reading.rubric(prompt);
    assertTrue(score >= 0.8, () -> language + " " + score);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "en | Could you evaluate my essay and tell me what to improve?",
        "es | ¿Puedes evaluar mi ensayo y decirme qué mejorar?",
        "fr | Peux-tu évaluer ma rédaction et me dire quoi améliorer ?",
        "de | Kannst du meinen Aufsatz bewerten und sagen, was besser sein könnte?",
        "pt | Você pode avaliar minha redação e dizer o que melhorar?",
        "zh | 你能评价一下我的作文并告诉我怎么改进吗？",
        "ru | Можешь оценить моё сочинение и сказать, что улучшить?",
        "ja | 私の文章を評価して、改善点を教えてください。",
      })
  void askingForAnOpinionOnATextIsModerate(String language, String prompt) {
    double score = Reading.rubric(prompt);
    assertTrue(score >= 0.3 && score < 0.8, () -> language + " " + score);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "en | What interest rate will the bank offer from 1 to 5 years?",
        "en | How many people live in Oslo? Reply with the number only.",
        "es | ¿Cuántas personas viven en Oslo? Responde solo con el número.",
        "fr | Combien de personnes vivent à Oslo ? Réponds uniquement par un nombre.",
        "de | Wie viele Menschen leben in Oslo? Antworte nur mit der Zahl.",
        "pt | Quantas pessoas vivem em Oslo? Responda apenas com o número.",
        "zh | 奥斯陆有多少人口？只回答数字。",
        "ru | Сколько людей живёт в Осло? Ответь только числом.",
        "ja | オスロの人口は何人ですか。数字だけで答えてください。",
      })
  void numbersAndRatesAloneAreNothing(String language, String prompt) {
    double score = Reading.rubric(prompt);
    assertTrue(score < 0.3, () -> language + " " + score);
  }
}
