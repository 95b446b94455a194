package io.stillwatch.signals;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InstructionGenerationTest {

  private static double score(String prompt) {
    return Reading.score("instruction_generation", prompt);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Generate 20 new tasks for a language model. Make them as diverse as possible and do not repeat the seed tasks.",
        "Genera 20 tareas nuevas para entrenar un modelo de lenguaje, sin repetir los ejemplos y con variedad de temas.",
        "Génère 20 nouvelles tâches pour entraîner un modèle de langage, sans répéter les exemples, avec de la variété.",
        "Erstelle 20 neue Aufgaben als Trainingsdaten für ein Sprachmodell, ohne Wiederholungen.",
        "Crie 20 novas tarefas para treinar um modelo de linguagem, sem repetir os exemplos.",
        "Придумай 20 новых заданий для обучения модели, без повторов, языковая модель должна их решать.",
        "请为大模型生成20个全新的指令作为训练数据，不要重复。",
        "言語モデルの学習データとして新しい質問を20個作成し、重複を避けてください。",
        "Rewrite the question below into a more complex question that a language model finds harder.",
      })
  void makingUpTasksForAModelIsStrong(String prompt) {
    assertTrue(score(prompt) >= 0.6, () -> score(prompt) + " " + prompt);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Write a short poem about the sea in winter.",
        "Escribe una carta a mi vecina sobre el ruido.",
        "Écris un courriel poli à mon propriétaire.",
        "Schreibe mir eine Einkaufsliste für vier Personen.",
        "Escreva um convite para o aniversário da minha filha.",
        "Напиши поздравление для коллеги.",
        "请写一封感谢信给老师。",
        "母への手紙を書いてください。",
        "I have a question about the task that my boss gave me.",
      })
  void everydayWritingIsNot(String prompt) {
    assertTrue(score(prompt) < 0.3, () -> score(prompt) + " " + prompt);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\u200B", "\u00AD", "\u2060"})
  void invisibleCharactersDoNotHelp(String hidden) {
    String plain =
        "Generate 20 new tasks for a language model. Make them as diverse as possible and do not repeat the seed tasks.";
    String disguised = plain.replace("e", "e" + hidden);
    assertTrue(score(plain) > 0 && score(plain) == score(disguised), () -> score(disguised) + "");
  }
}
