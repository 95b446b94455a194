package io.stillwatch.signals;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LanguageSplitTest {

  private static double score(String prompt) {
    return Reading.score("language_split", prompt);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "How many tiles cover the floor of a square kitchen? Think step by step in Japanese and then give the number.",
        "¿Cuántas baldosas cubren el suelo de la cocina? Razona paso a paso en inglés y da el número.",
        "Combien de carreaux faut-il pour le sol de la cuisine ? Écris ton raisonnement en anglais.",
        "Wie viele Fliesen braucht man für den Boden der Küche? Denke Schritt für Schritt auf Englisch.",
        "Quantos ladrilhos cobrem o chão da cozinha? Raciocine passo a passo em inglês e dê o número.",
        "Сколько плиток нужно для пола в кухне? Рассуждай на английском и дай число.",
        "厨房的地面需要多少块瓷砖？请用英语一步一步推理，然后给出数字。",
        "台所の床には何枚のタイルが必要ですか。英語で考えを書いてから数を答えてください。",
      })
  void reasoningInAnotherLanguageIsStrong(String prompt) {
    assertTrue(score(prompt) >= 0.5, () -> score(prompt) + " " + prompt);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "How many tiles cover the floor of a square kitchen? Think step by step in English and give the number.",
        "¿Cuántas baldosas cubren el suelo? Razona paso a paso en español.",
        "Combien de carreaux faut-il pour le sol ? Écris ton raisonnement en français.",
        "Wie viele Fliesen braucht man für den Boden? Denke Schritt für Schritt auf Deutsch.",
        "Quantos ladrilhos cobrem o chão da cozinha? Raciocine passo a passo em português.",
        "Сколько плиток нужно для пола в кухне? Рассуждай на русском.",
        "厨房的地面需要多少块瓷砖？请用中文一步一步推理。",
        "台所の床には何枚のタイルが必要ですか。日本語で考えを書いてください。",
        "Translate this letter to my aunt and write it in French, please.",
        "What is the word for breakfast in Spanish, and how do you say it?",
      })
  void theOwnLanguageAndEverydayTranslationAreNot(String prompt) {
    assertTrue(score(prompt) < 0.3, () -> score(prompt) + " " + prompt);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\u200B", "\u00AD", "\u2060"})
  void invisibleCharactersDoNotHelp(String hidden) {
    String plain =
        "How many tiles cover the floor of a square kitchen? Think step by step in Japanese and then give the number.";
    String disguised = plain.replace("e", "e" + hidden);
    assertTrue(score(plain) > 0 && score(plain) == score(disguised), () -> score(disguised) + "");
  }
}
