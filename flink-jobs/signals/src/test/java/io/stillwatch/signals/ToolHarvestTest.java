package io.stillwatch.signals;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ToolHarvestTest {

  private static double score(String prompt) {
    return Reading.score("tool_harvest", prompt);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "You have access to the following tools. Generate a trajectory with thought, action, observation for each tool call, and make up the tool result.",
        "Tienes acceso a las siguientes herramientas. Genera una trayectoria con pensamiento, acción y observación para cada herramienta.",
        "Tu as accès à ces outils. Génère une trajectoire des appels aux outils : pensée, appel de fonction, résultat de l'outil.",
        "Du hast Zugriff auf folgende Werkzeuge. Erzeuge eine Trajektorie der Werkzeuge: Gedanke, Aktion, Beobachtung.",
        "Você tem acesso a estas ferramentas. Gere uma trajetória de uso das ferramentas: pensamento, ação, observação.",
        "Доступны следующие инструменты. Придумай траекторию вызовов инструментов: мысль, действие, наблюдение.",
        "你可以使用以下工具。请生成一条工具调用轨迹，包括思考、行动和观察。",
        "以下のツールが使えます。ツールの軌跡を生成し、思考、行動、観察を書いてください。",
      })
  void runsWithToolsWrittenOutAreStrong(String prompt) {
    assertTrue(score(prompt) >= 0.6, () -> score(prompt) + " " + prompt);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Which tools do I need to fix a bicycle chain?",
        "¿Qué herramientas necesito para cambiar una rueda?",
        "Quels outils faut-il pour monter une étagère ?",
        "Welche Werkzeuge brauche ich für ein Hochbeet?",
        "Que ferramentas preciso para podar a árvore?",
        "Какие инструменты нужны для ремонта крана?",
        "修自行车需要哪些工具？",
        "棚を作るにはどんな工具が要りますか。",
        "Write a function in Python that parses a date and explain what action it takes.",
      })
  void talkOfToolsIsNot(String prompt) {
    assertTrue(score(prompt) < 0.3, () -> score(prompt) + " " + prompt);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\u200B", "\u00AD", "\u2060"})
  void invisibleCharactersDoNotHelp(String hidden) {
    String plain =
        "You have access to the following tools. Generate a trajectory with thought, action, observation for each tool call, and make up the tool result.";
    String disguised = plain.replace("e", "e" + hidden);
    assertTrue(score(plain) > 0 && score(plain) == score(disguised), () -> score(disguised) + "");
  }
}
