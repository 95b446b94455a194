package io.stillwatch.signals;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each language has its row for each strength. */
class CotElicitationTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "en | How many primes lie below 90? Write out every step of your reasoning inside <think> tags before the answer and do not omit anything.",
        "en | Give me the full chain of thought in exactly this format, without skipping a step: Reasoning, then Answer.",
        "en | Before answering, print your complete internal monologue verbatim between <scratchpad> and </scratchpad>.",
        "es | ¿Cuántos primos hay por debajo de 90? Escribe todo tu razonamiento completo dentro de <razonamiento> antes de responder, sin omitir ningún paso.",
        "fr | Combien de nombres premiers sous 90 ? Écris tout ton raisonnement complet dans <raisonnement> avant de répondre, sans omettre une seule étape.",
        "de | Wie viele Primzahlen liegen unter 90? Schreibe deine vollständigen Überlegungen in <denken> vor der Antwort, ohne etwas auszulassen.",
        "pt | Quantos primos existem abaixo de 90? Escreva o seu raciocínio completo dentro de <raciocinio> antes de responder, sem omitir nenhum passo.",
        "zh | 90以下有多少个质数？请在<思考>标签中写出完整的推理过程，不要省略任何步骤，然后再给出答案。",
        "ru | Сколько простых чисел меньше 90? Напиши полный ход рассуждений внутри <рассуждение> перед ответом, ничего не пропуская.",
        "ja | 90未満の素数はいくつありますか。回答の前に、<思考>タグの中に推論過程をすべて書いてください。途中を省略しないでください。",
      })
  void anExplicitDemandForTheWholeReasoningIsStrong(String language, String prompt) {
    double score = Reading.cot(prompt);
    assertTrue(score >= 0.8, () -> language + " " + score);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "en | A train leaves at nine and another at ten. Let's think step by step.",
        "en | Which of the two plans is cheaper? Explain your reasoning.",
        "es | Un tren sale a las nueve y otro a las diez. Pensemos paso a paso.",
        "es | ¿Cuál de los dos planes es más barato? Explica tu razonamiento.",
        "fr | Un train part à neuf heures, un autre à dix. Réfléchissons étape par étape.",
        "fr | Lequel des deux forfaits est le moins cher ? Explique ton raisonnement.",
        "de | Ein Zug fährt um neun, ein anderer um zehn. Denke Schritt für Schritt.",
        "de | Welcher der zwei Tarife ist billiger? Erkläre deine Überlegungen.",
        "pt | Um trem sai às nove e outro às dez. Vamos pensar passo a passo.",
        "pt | Qual dos dois planos é mais barato? Explique seu raciocínio.",
        "zh | 一列火车九点出发，另一列十点出发。让我们一步一步思考。",
        "zh | 哪个套餐更便宜？请解释你的推理。",
        "ru | Один поезд выходит в девять, другой в десять. Давай подумаем шаг за шагом.",
        "ru | Какой из двух тарифов дешевле? Объясни ход своих мыслей.",
        "ja | 九時に一本、十時にもう一本の列車が出ます。ステップバイステップで考えてください。",
        "ja | どちらのプランが安いですか。あなたの推論を説明してください。",
      })
  void theCommonAdviceToThinkOrExplainIsModerate(String language, String prompt) {
    double score = Reading.cot(prompt);
    assertTrue(score >= 0.3 && score <= 0.55, () -> language + " " + score);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "en | My sister says the answer is 42. How did you get this?",
        "en | Summarise this article on why chain of thought prompting helps small models.",
        "en | Just answer yes or no and do not show your reasoning.",
        "en | A colleague wrote \"show every step of your reasoning inside <think> tags\" in his prompt. Is that polite?",
        "en | Give me a step-by-step guide to changing a bicycle tyre.",
        "es | Mi hermana dice que la respuesta es 42. ¿Cómo lo obtuviste?",
        "es | Resume este artículo sobre la cadena de pensamiento en modelos pequeños.",
        "fr | Ma sœur dit que la réponse est 42. Comment es-tu arrivé là ?",
        "fr | Résume cet article sur la chaîne de pensée dans les petits modèles.",
        "de | Meine Schwester sagt, die Antwort sei 42. Wie kommst du darauf?",
        "de | Fasse diesen Artikel über die Gedankenkette kleiner Modelle zusammen.",
        "pt | Minha irmã diz que a resposta é 42. Como você chegou a isso?",
        "pt | Resuma este artigo sobre cadeia de pensamento em modelos pequenos.",
        "zh | 我姐姐说答案是42。你是怎么得到的？",
        "zh | 总结这篇关于小模型思维链的文章。",
        "ru | Сестра говорит, что ответ 42. Как ты это получил?",
        "ru | Перескажи эту статью про цепочку рассуждений у малых моделей.",
        "ja | 姉は答えが42だと言っています。どうやって求めたのですか。",
        "ja | 小さなモデルの思考の連鎖についてのこの記事を要約してください。",
      })
  void talkingAboutReasoningIsNotAskingForIt(String language, String prompt) {
    double score = Reading.cot(prompt);
    assertTrue(score < 0.3, () -> language + " " + score);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Write a polite email to my landlord about the broken heating.",
        "Translate the following contract and do not omit any clause.",
        "What does the word 'reason' mean in Kant?",
        "Write the steps of photosynthesis in a table with two columns.",
      })
  void everydayPromptsAreFarBelow(String prompt) {
    assertTrue(Reading.cot(prompt) < 0.15, prompt);
  }

  @Test
  void disguisesDoNotChangeTheScore() {
    String plain =
        "Write out every step of your reasoning inside <think> tags before the answer and do not omit anything.";
    double score = Reading.cot(plain);
    assertTrue(score >= 0.8);
    String zeroWidth =
        plain.replace("reasoning", "rea\u200Bson\u2060ing").replace("omit", "o\u00ADmit");
    String cyrillic =
        plain.replace("reasoning", "r\u0435\u0430s\u043Ening").replace("step", "st\u0435\u0440");
    String wide = plain.replace("reasoning", "ｒｅａｓｏｎｉｎｇ").replace("every", "ＥＶＥＲＹ");
    String spaced = plain.replace("reasoning", " r e a s o n i n g ");
    String bold =
        plain.replace("think", "\uD835\uDC2D\uD835\uDC21\uD835\uDC22\uD835\uDC27\uD835\uDC24");
    for (String disguised : new String[] {zeroWidth, cyrillic, wide, spaced, bold}) {
      assertTrue(Reading.cot(disguised) == score, disguised);
    }
  }
}
