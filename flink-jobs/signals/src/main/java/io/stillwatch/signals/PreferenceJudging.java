package io.stillwatch.signals;

import com.google.auto.service.AutoService;
import io.stillwatch.schemas.InferenceEvent;

/**
 * How plainly a prompt has the model choose between candidate answers (S7, S8).
 *
 * <p>Reason: choices between answers that the platform never wrote are the labels of a preference
 * model. Cues: words of comparison near candidates, two candidates that are named in turn, a form
 * for the verdict, a warning against the order or the length of the candidates.
 *
 * <ul>
 *   <li>0.7 and more: compares named candidates and lays down the form of the verdict
 *   <li>0.3 to 0.7: asks which of two answers is better
 *   <li>below 0.3: compares other things
 * </ul>
 *
 * <p>Looks alike: judges in CI, arenas, a person with two drafts. Never a reason alone.
 */
@AutoService(Signal.class)
public final class PreferenceJudging extends PhraseScore {

  private static final Lexicon WORDS =
      Lexicon.of(
          """
          compare: compare | better | best | prefer | preferred | preference | preferable | superior | rank | ranking | winner | wins | stronger | judge | favour | favor
          compare: mejor | compara | compare | prefieres | preferida | preferible | gana | ganadora | clasifica | meilleur | meilleure | comparez | préfères | préférez | préférable | gagne | classe
          compare: besser | bessere | beste | vergleiche | vergleichen | bevorzugst | bevorzugen | gewinnt | überlegen | melhor | compara | prefere | preferível | vence | vencedora
          compare: лучше | лучший | сравни | сравните | предпочтительнее | предпочитаешь | выигрывает | победитель | 更好 | 较好 | 更优 | 比较 | 优于 | 偏好 | 胜出 | 優れ | 比較 | 良い方 | より良い | 好ましい | 勝者

          candidate: response | responses | answer | answers | reply | replies | output | outputs | completion | completions | candidate | candidates | assistant | assistants | model | models | translation | translations | summary | summaries
          candidate: respuesta | respuestas | asistente | asistentes | candidata | candidatas | réponse | réponses | assistants | candidats | antwort | antworten | assistenten | kandidaten | resposta | respostas | assistentes
          candidate: ответ | ответы | ответов | ответа | ассистент | ассистентов | 回答 | 答案 | 回复 | 助手 | 候选 | 候选答案 | 応答 | アシスタント | 候補

          two: two | both | either | each other | pair | dos | ambas | ambos | deux | zwei | beiden | beide | dois | duas | два | двух | оба | обоих | 两个 | 两者 | 两份 | 二つ | 両方 | 2 つ

          first: response a | answer a | assistant a | output a | model a | candidate a | completion a | response one | answer one | first response | first answer | candidate one
          first: respuesta a | asistente a | primera respuesta | réponse a | assistant a | première réponse | antwort a | assistent a | erste antwort | resposta a | primeira resposta | ответ а | ответ a | первый ответ | 回答 a | 答案 a | 助手 a | 回答 一 | 回答 甲 | 応答 a | 候補 a
          second: response b | answer b | assistant b | output b | model b | candidate b | completion b | response two | answer two | second response | second answer | candidate two
          second: respuesta b | asistente b | segunda respuesta | réponse b | assistant b | deuxième réponse | seconde réponse | antwort b | assistent b | zweite antwort | resposta b | segunda resposta | ответ б | ответ b | второй ответ | 回答 b | 答案 b | 助手 b | 回答 二 | 回答 乙 | 応答 b | 候補 b
          numbered: response 0 | answer 0 | output 0 | candidate 0 | assistant 0 | respuesta 0 | réponse 0 | antwort 0 | resposta 0 | ответ 0 | 回答 0 | 答案 0 | 応答 0 | 候補 0

          form: only a or b | a or b | a b or | a b or c | 0 or 0 | a or b only | tie | verdict | just the letter | only the letter | single letter | name of the winner | preferred one
          form: a o b | solo la letra | empate | veredicto | a ou b | seulement la lettre | égalité | verdict | a oder b | nur den buchstaben | unentschieden | urteil | apenas a letra | a или b | а или б | только букву | ничья | вердикт
          form: a 或 b | 只输出 a | 平局 | 结论 | 判定 | a か b | 引き分け | 判定 | 文字だけ

          fair: order in which | position bias | length of the responses | length bias | impartial | objective as possible | do not let the order | unbiased
          fair: orden en que | imparcial | ordre dans lequel | impartial | reihenfolge | unparteiisch | ordem em que | imparcial | порядок ответов | беспристрастно | беспристрастным | 顺序 | 公正 | 客观 | 順序 | 公平

          comparing = compare ~ candidate within 8
          both = two ~ candidate within 3
          named = first ~ second within 60
          verdict = form ~ candidate within 30
          """);

  private static final int COMPARE = WORDS.group("compare");
  private static final int COMPARING = WORDS.group("comparing");
  private static final int BOTH = WORDS.group("both");
  private static final int FIRST = WORDS.group("first");
  private static final int SECOND = WORDS.group("second");
  private static final int NAMED = WORDS.group("named");
  private static final int NUMBERED = WORDS.group("numbered");
  private static final int FORM = WORDS.group("form");
  private static final int VERDICT = WORDS.group("verdict");
  private static final int FAIR = WORDS.group("fair");

  public PreferenceJudging() {
    super(10, "preference_judging", Side.PROMPT, WORDS);
  }

  @Override
  double strength(Lexicon.Scan seen, Texts texts, InferenceEvent event) {
    double compares = seen.seen(COMPARING);
    // Long candidates stand far apart, so both names count wherever they are.
    double named =
        Math.max(
            Math.min(seen.seen(FIRST), seen.seen(SECOND)),
            Math.max(seen.seen(NAMED), 0.6 * seen.seen(NUMBERED)));
    return new NoisyOr()
        .with(0.05, seen.seen(COMPARE))
        .with(0.25, compares)
        .with(0.25, Math.min(seen.seen(BOTH), compares))
        .with(0.4, Math.min(named, compares))
        .with(0.35, Math.min(Math.max(seen.seen(VERDICT), 0.7 * seen.seen(FORM)), compares))
        .with(0.3, Math.min(seen.seen(FAIR), compares))
        .strength();
  }
}
