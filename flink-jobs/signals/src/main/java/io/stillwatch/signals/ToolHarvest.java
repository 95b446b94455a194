package io.stillwatch.signals;

import com.google.auto.service.AutoService;
import io.stillwatch.schemas.InferenceEvent;

/**
 * How plainly a prompt has the model play an agent on paper: tools described in the text, calls and
 * observations written out (S19).
 *
 * <p>Reason: agents in use offer their tools to the API and answer the calls; who harvests
 * trajectories pastes schemas into the prompt and has calls, results and whole runs written down.
 * Cues: tools offered in words, schemas in the text, thoughts with actions and observations, runs
 * or results to be made up.
 *
 * <ul>
 *   <li>0.6 and more: tools in the text and a run to be written out or made up
 *   <li>0.3 to 0.6: an agent's prompt with its tools described
 *   <li>below 0.3: speaks of tools and APIs
 * </ul>
 *
 * <p>Looks alike: agent frameworks for models without tools, their tests in CI. Never a reason
 * alone.
 */
@AutoService(Signal.class)
public final class ToolHarvest extends PhraseScore {

  private static final Lexicon WORDS =
      Lexicon.of(
          """
          tools: tool | tools | function | functions | api | apis | plugins | function calls | tool calls
          tools: herramienta | herramientas | función | funciones | outil | outils | fonction | fonctions | werkzeug | werkzeuge | werkzeugen | funktion | funktionen | ferramenta | ferramentas | função | funções
          tools: инструмент | инструменты | инструментов | инструментам | функция | функции | функций | функциям | 工具 | 函数 | 接口 | ツール | 関数

          offer: have access to | you can use | you may use | you can call | you may call | at your disposal | following tools | following functions | following apis | available tools | available functions | available apis | call the
          offer: tienes acceso a | puedes usar | puedes llamar | siguientes herramientas | siguientes funciones | disponibles | as accès à | avez accès à | peux utiliser | pouvez utiliser | outils suivants | fonctions suivantes | zugriff auf | kannst du nutzen | folgenden werkzeuge | folgende werkzeuge | folgenden funktionen | folgende funktionen | stehen dir
          offer: tem acesso a | pode usar | pode chamar | seguintes ferramentas | seguintes funções | есть доступ к | можешь использовать | можешь вызывать | следующие инструменты | следующими инструментами | следующие функции | доступны | 可以使用 | 可以调用 | 以下工具 | 以下函数 | 可用工具 | 使えます | 使用できます | 利用できます | 次のツール | 以下のツール | 以下の関数 | 呼び出せ

          key: parameters | properties | required | description | arguments | type | name | enum | 参数 | parámetros

          act: action input | action | tool call | function call | api call | acción | appel de fonction | aktion | ação | действие | вызов функции | 行动 | 动作 | 调用 | 行動 | アクション | 呼び出し
          observe: observation | observations | tool result | tool response | function result | api response | observación | observaciones | résultat de l'outil | beobachtung | observação | наблюдение | результат инструмента | 观察 | 观测 | 返回结果 | 観察 | 実行結果
          thought: thought | thoughts | pensamiento | pensée | gedanke | gedanken | pensamento | мысль | 思考 | 想法 | 思考過程

          make: generate | simulate | create | write | produce | imagine | make up | synthesize | pretend | genera | simula | crea | escribe | inventa | génère | générez | simule | simulez | écris | imagine | erzeuge | simuliere | schreibe | erfinde | generiere | gere | simule | escreva | invente
          make: сгенерируй | сгенерируйте | смоделируй | симулируй | напиши | придумай | 生成 | 模拟 | 编写 | 编造 | 写出 | 生成して | シミュレート | 作成 | 書いて | でっち上げ
          run: trajectory | trajectories | sequence of calls | sequence of tool calls | chain of calls | multi turn conversation | agent run | agent log | transcript | tool use example | tool use examples | function calling data | results of the tools | results of each call | output of the tool
          run: trayectoria | trayectorias | secuencia de llamadas | resultados de cada llamada | trajectoire | trajectoires | suite d'appels | résultats de chaque appel | trajektorie | trajektorien | folge von aufrufen | ergebnisse jedes aufrufs | trajetória | trajetórias | sequência de chamadas | resultados de cada chamada
          run: траекторию | траектории | последовательность вызовов | результаты вызовов | результат каждого вызова | 轨迹 | 调用序列 | 多轮对话 | 调用结果 | 返回值 | 軌跡 | 一連の呼び出し | 呼び出しの結果 | 複数ターン | 戻り値

          offered = offer ~ tools within 6
          loop = act ~ observe within 40
          react = thought ~ loop within 40
          written = make ~ run within 10
          toolrun = written ~ tools within 25
          """);

  private static final int OFFERED = WORDS.group("offered");
  private static final int KEY = WORDS.group("key");
  private static final int TOOLS = WORDS.group("tools");
  private static final int LOOP = WORDS.group("loop");
  private static final int REACT = WORDS.group("react");
  private static final int RUN = WORDS.group("toolrun");

  /** Keys in quotation marks that make a schema of a text. */
  private static final int SCHEMA_KEYS_MIN = 6;

  public ToolHarvest() {
    super(14, "tool_harvest", Side.PROMPT, WORDS);
  }

  @Override
  double strength(Lexicon.Scan seen, Texts texts, InferenceEvent event) {
    double tools = Math.max(seen.seen(TOOLS), seen.seen(OFFERED));
    boolean pasted = tools > 0 && seen.seen(KEY) > 0 && hasSchema(texts);
    return new NoisyOr()
        .with(0.2, seen.seen(OFFERED))
        .with(0.25, pasted ? 1 : 0)
        .with(0.25, Math.min(seen.seen(LOOP), tools))
        .with(0.3, Math.min(seen.seen(REACT), tools))
        .with(0.5, seen.seen(RUN))
        .strength();
  }

  private static boolean hasSchema(Texts texts) {
    int keys = 0;
    for (int i = 0; i < texts.size() && keys < SCHEMA_KEYS_MIN; i++) {
      keys += texts.is(i, Texts.KEY) ? 1 : 0;
    }
    return keys == SCHEMA_KEYS_MIN;
  }
}
