package io.stillwatch.signals;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DecisionWithReasonsTest {

  private static double score(String prompt) {
    return Reading.score("decision_with_reasons", prompt);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Read the scenario and decide which option the clerk should take. Justify the decision, weigh the pros and cons of the options, and return JSON with your decision, the rationale and a confidence.",
        "Lee el caso y decide entre las opciones. Justifica la decisión con tus razones, los pros y contras de cada opción, en formato JSON.",
        "Lis le scénario et décide entre les options. Justifie ta décision, le pour et le contre de chaque option, au format JSON.",
        "Lies den Fall und entscheide zwischen den Optionen. Begründe die Entscheidung, Vor- und Nachteile der Optionen, im Format JSON.",
        "Leia o cenário e decida entre as opções. Justifique a decisão com os prós e contras das opções, em formato JSON.",
        "Прочитай сценарий и реши, какой из вариантов выбрать. Обоснуй решение, взвесь плюсы и минусы вариантов, в формате JSON.",
        "阅读场景，在选项中做出选择并说明理由，权衡各方案的利弊，以JSON格式给出决策和理由。",
        "シナリオを読み、選択肢から決定し、理由を述べ、それぞれの選択肢のメリットとデメリットを比較し、決定と理由をJSON形式で返してください。",
      })
  void aCaseToDecideWithReasonsInAFormIsStrong(String prompt) {
    assertTrue(score(prompt) >= 0.55, () -> score(prompt) + " " + prompt);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "I can't decide what to cook tonight, any ideas?",
        "¿Qué tiempo hará mañana en Sevilla?",
        "Raconte-moi une situation drôle au bureau.",
        "Erkläre mir, warum der Himmel blau ist.",
        "Quais são as praias mais bonitas de Portugal?",
        "Расскажи про варианты приготовления картошки.",
        "请介绍一下这个案例的背景。",
        "この状況を絵に描いてください。",
      })
  void talkOfCasesAndChoicesIsNot(String prompt) {
    assertTrue(score(prompt) < 0.3, () -> score(prompt) + " " + prompt);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\u200B", "\u00AD", "\u2060"})
  void invisibleCharactersDoNotHelp(String hidden) {
    String plain =
        "Read the scenario and decide which option the clerk should take. Justify the decision, weigh the pros and cons of the options, and return JSON with your decision, the rationale and a confidence.";
    String disguised = plain.replace("e", "e" + hidden);
    assertTrue(score(plain) > 0 && score(plain) == score(disguised), () -> score(disguised) + "");
  }
}
