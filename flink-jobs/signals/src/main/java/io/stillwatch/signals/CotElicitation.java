package io.stillwatch.signals;

import com.google.auto.service.AutoService;
import io.stillwatch.schemas.InferenceEvent;

/**
 * How plainly a prompt demands the written-out reasoning as output (S6).
 *
 * <p>Reason: who distils a reasoning model needs its chain of thought on paper, whole, in a form
 * that a script can cut out; who wants an answer does not. So the score grows with independent
 * cues: a demand for the reasoning, step by step, completeness, a ban on leaving out, a place or
 * tag to put it in, before the answer, a monologue, deliberation spelled out.
 *
 * <ul>
 *   <li>0.8 and more: an explicit demand for the whole reasoning, as output, in a form
 *   <li>0.3 to 0.8: "think step by step", "explain your reasoning", alone or together
 *   <li>below 0.3: asks about reasoning, quotes some, asks how an answer came about
 * </ul>
 *
 * <p>Looks alike: evaluation suites, homework, everyday good advice on prompting. Never a reason
 * alone: it is counted over many exchanges. Cues in quotation marks count for less.
 */
@AutoService(Signal.class)
public final class CotElicitation implements Signal, ReadsPhrases {

  private static final Lexicon WORDS =
      Lexicon.of(
          """
          negation: do not | don't | never | without | not | no need to | avoid | must not
          negation: no | sin | nunca | jamás | ne | n' | sans | jamais | nicht | ohne | nie | kein | keine | keinen
          negation: não | sem | не | без | никогда | нельзя | 不要 | 请勿 | 不得 | 切勿 | 不可 | 无需 | 别 | 不能

          show: show | write | write out | write down | print | output | include | reveal | display | provide
          show: present | produce | generate | record | expose | give | spell out | lay out | return | put
          show: enclose | wrap | share | state | articulate | dump | emit
          show: muestra | muéstrame | mostrar | muestre | escribe | escriba | escribir | incluye | incluya | imprime | expón | presenta | revela | coloca
          show: montre | montrez | écris | écrivez | écrire | affiche | affichez | inclus | incluez | donne | donnez | rédige | rédigez | présente | révèle | place | placez
          show: zeige | zeig | zeigen | schreibe | schreib | schreiben | gib | geben | nenne | lege | notiere | drucke | setze | liefere
          show: mostre | mostra | escreva | escreve | inclua | inclui | imprima | apresente | revele | exiba | coloque | forneça
          show: покажи | покажите | напиши | напишите | выведи | выведите | запиши | запишите | приведи | приведите | распиши | распишите | включи | включите | изложи | изложите | раскрой | помести | поместите
          show: 展示 | 写出 | 写下 | 输出 | 给出 | 列出 | 显示 | 呈现 | 提供 | 写在 | 放在 | 記述 | 示し | 示して | 書い | 書いて | 書き | 出力 | 表示 | 記載 | 提示 | 含め

          explain: explain | describe | walk me through | justify | walk through
          explain: explica | explique | expliquez | explícame | justifica | justifie | justifiez | describe
          explain: erkläre | erklär | erklären | begründe | begründen | beschreibe | explica | justifique
          explain: объясни | объясните | обоснуй | обоснуйте | опиши | 解释 | 说明 | 解釈 | 説明

          own: your reasoning | your thinking | your thought process | your thoughts | your chain of thought | your logic | your steps | your rationale | how you arrived | how you reached | your line of thought
          own: tu razonamiento | su razonamiento | tus razonamientos | tu proceso de pensamiento | tus pasos | tu lógica
          own: ton raisonnement | votre raisonnement | ta réflexion | votre réflexion | tes étapes | ta démarche | votre démarche
          own: deine überlegungen | ihre überlegungen | deinen gedankengang | ihren gedankengang | deine argumentation | deine denkschritte | deine schritte | deinen denkprozess | deine begründung
          own: seu raciocínio | teu raciocínio | seus passos | sua linha de raciocínio | seu processo de pensamento
          own: свои рассуждения | твои рассуждения | ваши рассуждения | ход рассуждений | ход своих мыслей | ход мыслей | свою логику | свой ход мыслей | твою логику
          own: 你的推理 | 您的推理 | 你的思路 | 你的思考 | 推理过程 | 思考过程 | 思路 | あなたの推論 | あなたの考え | 推論の過程 | 推論を | 考え方を | 思考の過程 | 推論過程 | 思考過程

          reasoning: your reasoning | your thinking | your thought process | your thoughts | your rationale | the reasoning | full reasoning | complete reasoning | reasoning process | reasoning steps | reasoning step | reasoning trace | reasoning chain | thought process | thinking process | chain of thought | chain of reasoning | train of thought | line of reasoning | inner monologue | internal monologue | internal reasoning | internal thoughts | intermediate steps | intermediate reasoning | deliberation | thinking trace
          reasoning: razonamiento | proceso de pensamiento | cadena de pensamiento | cadena de razonamiento | pasos intermedios | monólogo interno | monólogo interior
          reasoning: raisonnement | chaîne de pensée | processus de réflexion | processus de pensée | étapes intermédiaires | monologue intérieur | monologue interne | fil de pensée | ta réflexion | votre réflexion
          reasoning: überlegungen | gedankengang | gedankengänge | gedankenkette | denkprozess | denkschritte | argumentationskette | zwischenschritte | innerer monolog | inneren monolog | denkweg | lösungsweg
          reasoning: raciocínio | cadeia de pensamento | cadeia de raciocínio | processo de pensamento | passos intermediários | etapas intermediárias | monólogo interno | monólogo interior
          reasoning: рассуждения | рассуждений | рассуждение | ход мыслей | цепочку рассуждений | цепочка рассуждений | цепочку мыслей | ход рассуждений | промежуточные шаги | внутренний монолог | мыслительный процесс
          reasoning: 推理过程 | 思考过程 | 思维链 | 推理步骤 | 思维过程 | 你的推理 | 中间步骤 | 内心独白 | 推理链 | 思路 | 思考链
          reasoning: 推論過程 | 思考過程 | 思考の過程 | 推論の過程 | 推論を | 推論の | 途中経過 | 中間ステップ | 思考の連鎖 | 内的独白 | 心の声 | 推論ステップ | 考えの過程 | 思考プロセス | 推論プロセス

          all: full | complete | entire | every | all | each | whole | verbatim | exhaustive | exhaustively | detailed | thorough | thoroughly | long | unabridged | raw | extensive | completely
          all: completo | completa | todo | todos | todas | cada | íntegro | entero | literal | detallado | exhaustivo | exhaustiva | largo | larga
          all: complet | complète | intégral | intégrale | entier | tout | toute | toutes | tous | chaque | mot à mot | détaillé | exhaustif | intégralement
          all: vollständig | vollständige | vollständigen | komplett | komplette | kompletten | gesamte | gesamten | ganze | ganzen | jeden | jeder | jede | alle | wörtlich | ausführlich | ausführliche | lückenlos | lückenlose
          all: integral | inteiro | inteira | toda | detalhado | exaustivo | íntegra | palavra por palavra
          all: полный | полную | полностью | полные | весь | всю | все | каждый | каждое | дословно | подробно | подробный | подробные | целиком
          all: 完整 | 全部 | 每一步 | 每个 | 所有 | 逐字 | 详细 | 一字不漏 | 全ての | すべて | 全て | 完全 | 逐語 | 詳細 | 全文 | 一つ一つ | 各

          step: step | steps | paso | pasos | étape | étapes | schritt | schritte | passo | passos | etapa | etapas | шаг | шаги | шагов | 步骤 | 一步 | ステップ | 手順

          stepwise: step by step | stepwise | one step at a time | step after step | paso a paso | paso por paso | étape par étape | pas à pas | schritt für schritt | schrittweise | passo a passo | шаг за шагом | пошагово | по шагам | 一步一步 | 逐步 | 一步步 | 分步 | ステップバイステップ | 段階的に | 一歩ずつ | 順を追って | ステップごとに
          think: think | reason | reasoning | thinking | solve | work | let's | lets | derive | analyze | analyse | explain
          think: piensa | pensemos | piense | razona | razonemos | razone | resuelve | explica | explique | pense | raciocine | pensemos | pensar | resolva | vamos
          think: pense | pensons | réfléchis | réfléchissons | réfléchissez | raisonne | raisonnons | résous | expliquez | procède
          think: denke | denk | denken | überlege | überlegen | löse | erkläre | erklären | begründe | gehe | argumentiere
          think: думай | думать | подумай | подумаем | рассуждай | рассуждать | порассуждай | реши | решай | объясни | разберём | подумайте | рассуждайте
          think: 思考 | 想 | 推理 | 分析 | 解答 | 解决 | 考え | 考えて | 推論 | 解い | 説明 | 解释

          omit: omit | omitting | skip | skipping | summarize | summarise | summarizing | summarising | abbreviate | abbreviating | shorten | shortening | condense | condensing | truncate | leave out | leaving out | hide | hiding | compress | paraphrase | paraphrasing | abridge
          omit: omitas | omita | omitir | saltes | resumas | resuma | resumir | abrevies | abreviar | acortes | ocultes | saltarte
          omit: omets | omettre | omettez | résume | résumer | résumez | abrège | abréger | abrégez | saute | sauter | sautez | raccourcir | cache
          omit: auslassen | auszulassen | lass | weglassen | wegzulassen | überspringen | überspringe | zusammenfassen | zusammenzufassen | fasse | kürze | kürzen | abkürzen | abzukürzen | aus
          omit: omitir | omita | pule | pular | resuma | resumir | abrevie | abreviar | encurte | oculte
          omit: пропускай | пропускайте | пропускать | пропуская | сокращай | сокращайте | сокращать | сокращая | опускай | опускайте | обобщай | скрывай | сокращений | пропусков | резюмируй | опуская
          omit: 省略 | 跳过 | 概括 | 总结 | 缩写 | 精简 | 压缩 | 遗漏 | 隐藏 | 简化 | 缩短
          ban: nichts auslassen | lass nichts aus | 省略せず | 省略しない | 要約せず | 要約しない | 飛ばさ | 省かず | 省かない | 省略なし | 要約なし | 一字不漏 | leave nothing out | nada debe omitirse | ohne auslassungen

          tag: <think | <thinking | <thought | <thoughts | <reasoning | <scratchpad | <cot | <rationale | <reflection | <analysis | think tags | thinking tags | reasoning tags
          tag: <razonamiento | <pensamiento | <raisonnement | <réflexion | <pensée | <denken | <überlegung | <gedanken | <raciocinio | <raciocínio | <pensamento
          tag: <мысли | <рассуждение | <рассуждения | <思考 | <推理 | <推論 | <思考过程 | <推理过程
          place: inside | within | between | in | enclose | enclosed | wrap | wrapped | surround | using | tags | tag
          place: dentro | entre | en | etiquetas | dans | balises | à l'intérieur | zwischen | innerhalb | tags | em | etiquetas
          place: в | внутри | между | тегах | теги | тегами | 在 | 标签 | 放在 | 之间 | の中 | タグ | 囲

          layout: following format | this format | exact format | exactly this format | format below | required format | this structure | following structure | separate section | json field | json key | own field | section titled | labelled section | numbered steps
          layout: siguiente formato | este formato | campo json | sección aparte | format suivant | ce format | champ json | section distincte | folgenden format | folgendes format | diesem format | json feld | eigenen abschnitt | seguinte formato | campo json | seção separada
          layout: следующем формате | следующий формат | таком формате | поле json | отдельном разделе | 以下格式 | 如下格式 | 下列格式 | json 字段 | 単独 | 次の形式 | 以下の形式 | 下記の形式 | この形式 | json フィールド

          before: before answering | before you answer | before the answer | before giving | before the final answer | before your answer | before your final answer | before responding | prior to answering | prior to the answer | then give the final answer | then the final answer | followed by the final answer | and only then | first write | first think
          before: antes de responder | antes de la respuesta | antes de dar | y solo entonces | y solo después | avant de répondre | avant la réponse | avant de donner | puis seulement | et seulement ensuite
          before: vor der antwort | bevor du antwortest | bevor sie antworten | vor der endgültigen antwort | erst danach | antes da resposta | antes de dar | e só então | e só depois
          before: перед ответом | прежде чем ответить | до ответа | перед окончательным ответом | и только потом | и только затем | 在回答之前 | 回答之前 | 给出答案之前 | 在给出最终答案 | 最终答案之前 | 然后再给出 | 答える前 | 回答の前 | 最終回答の前 | 答えの前 | 最終的な答えの前 | 回答する前

          monologue: inner monologue | internal monologue | think out loud | think aloud | thinking out loud | stream of consciousness | raw thoughts | unfiltered thoughts | as you think it
          monologue: monólogo interno | monólogo interior | piensa en voz alta | monologue intérieur | monologue interne | pense à voix haute | réfléchis à voix haute | innerer monolog | inneren monolog | denke laut | laut denken | pense em voz alta | внутренний монолог | думай вслух | мысли вслух | поток сознания | 内心独白 | 自言自语 | 意识流 | 心の声 | 内的独白 | 独り言

          deliberate: backtrack | backtracking | reflect | reflection | reconsider | self correct | double check | explore alternatives | consider alternatives | dead ends | verify each | false starts
          deliberate: retrocede | reconsidera | callejones sin salida | autocorrección | reconsidère | fausses pistes | impasses | auto correction | zurückgehen | sackgassen | irrwege | überdenke | selbstkorrektur | reconsidere | becos sem saída | autocorreção
          deliberate: возвраты | тупики | тупиковые | самопроверку | перепроверь | ошибочные ходы | 回溯 | 反思 | 自我纠正 | 死胡同 | 错误尝试 | 見直し | 行き詰まり | 自己修正 | 試行錯誤

          show ! negation within 2
          explain ! negation within 2
          think ! negation within 2
          allreasoning = all ~ reasoning within 3
          allsteps = all ~ step within 2
          demanded = show ~ reasoning within 6
          demandedsteps = show ~ allsteps within 6
          explained = explain ~ own within 3
          thoughtsteps = think ~ stepwise within 6
          forbidden = negation ~ omit within 2
          bannedhere = forbidden ~ reasoning within 25
          bannedsteps = forbidden ~ allsteps within 25
          banned = ban ~ reasoning within 25
          tagged = tag ~ place within 3
          laidout = layout ~ reasoning within 15
          first = before ~ reasoning within 25
          firsttag = before ~ tag within 25
          told = show ~ monologue within 8
          deliberated = deliberate ~ reasoning within 20
          """);

  private static final int ASKED = WORDS.group("demanded");
  private static final int ASKED_STEPS = WORDS.group("demandedsteps");
  private static final int EXPLAINED = WORDS.group("explained");
  private static final int STEPWISE = WORDS.group("thoughtsteps");
  private static final int ALL_REASONING = WORDS.group("allreasoning");
  private static final int BANNED = WORDS.group("bannedhere");
  private static final int BANNED_STEPS = WORDS.group("bannedsteps");
  private static final int BAN = WORDS.group("banned");
  private static final int TAGGED = WORDS.group("tagged");
  private static final int TAG = WORDS.group("tag");
  private static final int LAID_OUT = WORDS.group("laidout");
  private static final int FIRST = WORDS.group("first");
  private static final int FIRST_TAG = WORDS.group("firsttag");
  private static final int MONOLOGUE = WORDS.group("told");
  private static final int DELIBERATED = WORDS.group("deliberated");
  private static final int REASONING = WORDS.group("reasoning");

  @Override
  public int code() {
    return 0;
  }

  @Override
  public String name() {
    return "cot_elicitation";
  }

  @Override
  public Kind kind() {
    return Kind.SCORE;
  }

  @Override
  public Side side() {
    return Side.PROMPT;
  }

  @Override
  public Phrases<?> phrases() {
    return WORDS;
  }

  @Override
  public long read(Texts texts, InferenceEvent event) {
    Lexicon.Scan seen = texts.heard(WORDS);
    double asked =
        Math.max(seen.seen(ASKED), Math.max(seen.seen(ASKED_STEPS), 0.8 * seen.seen(EXPLAINED)));
    double banned = Math.max(seen.seen(BANNED), Math.max(seen.seen(BANNED_STEPS), seen.seen(BAN)));
    double whole =
        Math.max(seen.seen(ALL_REASONING), Math.min(seen.seen(ASKED_STEPS), seen.seen(REASONING)));
    double strength =
        new NoisyOr()
            .with(0.45, asked)
            .with(0.38, seen.seen(STEPWISE))
            .with(0.45, whole)
            .with(0.45, banned)
            .with(0.45, Math.max(seen.seen(TAGGED), 0.9 * seen.seen(LAID_OUT)))
            .with(0.25, Math.max(seen.seen(FIRST), seen.seen(FIRST_TAG)))
            .with(0.35, seen.seen(MONOLOGUE))
            .with(0.25, seen.seen(DELIBERATED))
            .with(0.1, seen.seen(TAG))
            .with(0.1, seen.seen(REASONING))
            .strength();
    return Double.doubleToRawLongBits(strength);
  }
}
