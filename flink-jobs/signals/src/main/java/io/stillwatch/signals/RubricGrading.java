package io.stillwatch.signals;

import com.google.auto.service.AutoService;
import io.stillwatch.schemas.InferenceEvent;

/**
 * How plainly a prompt has the model grade a text by a rubric (S8).
 *
 * <p>Reason: graded texts that the platform never wrote are training data for a reward model. Cues:
 * words of grading near what is graded, a scale, criteria, a demand for the bare number or letter,
 * a reference answer, and a long block that is set apart.
 *
 * <ul>
 *   <li>0.8 and more: grades a text on a scale or by criteria, and the form of the result is laid
 *       down
 *   <li>0.3 to 0.8: an opinion with a mark, a comparison by criteria
 *   <li>below 0.3: talks about grades, scores or ratings
 * </ul>
 *
 * <p>Looks alike: teachers, judges in CI, evaluators of retrieval. Never a reason alone.
 */
@AutoService(Signal.class)
public final class RubricGrading implements Signal, ReadsPhrases {

  /** Words that make a quoted or delimited block long. */
  private static final int BLOCK_WORDS_MIN = 30;

  private static final Lexicon WORDS =
      Lexicon.of(
          """
          grade: rate | score | grade | evaluate | assess | judge | mark | rating | scoring | grading | evaluation | assessing | evaluating | assessment
          grade: califica | califique | evalúa | evalúe | puntúa | puntúe | valora | calificar | evaluar | note | notez | évalue | évaluez | évaluer | noter
          grade: bewerte | bewerten | benote | benoten | beurteile | beurteilen | bewertung | avalie | avaliar | pontue | classifique | avaliação
          grade: оцени | оцените | оценить | оценивай | оценивайте | оценку | оценка | 评分 | 打分 | 评估 | 评价 | 评判 | 採点 | 評価 | 点数

          graded: response | responses | answer | answers | essay | submission | output | outputs | summary | translation | completion | reply | text | texts | solution | passage | problem | question | article | story | poem | code | report | review
          graded: respuesta | respuestas | ensayo | texto | textos | resumen | traducción | réponse | réponses | rédaction | texte | textes | résumé | traduction
          graded: antwort | antworten | aufsatz | text | texte | zusammenfassung | übersetzung | resposta | respostas | redação | resumo | tradução
          graded: ответ | ответы | ответа | эссе | текст | текста | сочинение | перевод | решение | 回答 | 答案 | 文章 | 作文 | 译文 | 摘要 | 文本 | 回复 | 解答 | 翻訳 | 要約 | 応答

          scale: from 0 to 0 | scale of 0 | between 0 and 0 | on a 0 | out of 0 | 0 to 0 | 0 point scale | points scale | 0 0 scale | scale from 0 | rate 0 0 | score 0 0 | from 0 0 | 0 0 points
          scale: de 0 a 0 | del 0 al 0 | escala de 0 | entre 0 y 0 | sobre 0 | de 0 à 0 | entre 0 et 0 | échelle de 0 | von 0 bis 0 | skala von 0 | zwischen 0 und 0 | entre 0 e 0 | от 0 до 0 | по шкале | 0 балльной | по 0 балльной | 0 бальной
          scale: 0 到 0 | 0 至 0 | 0 0 分 | 满分 | 十分制 | 百分制 | 从 0 到 0 | 0 から 0 | 0 点満点 | 0 段階 | 段階で | 点満点 | 0 〜 0 点

          criteria: rubric | rubrics | criteria | criterion | scoring guide | grading guide | score descriptors | marking scheme | grading scheme | scoring standard
          criteria: rúbrica | criterios | criterio | barème | critères | critère | grille d'évaluation | bewertungsraster | kriterien | kriterium | bewertungsmaßstab | rubrica | critérios | critério
          criteria: критерии | критериям | критерий | критерию | рубрика | рубрике | шкала оценивания | 评分标准 | 评分细则 | 标准 | 准则 | 评价标准 | 採点基準 | 評価基準 | 基準 | ルーブリック

          score: score | number | rating | grade | integer | digit | verdict | letter | points | json
          score: puntuación | nota | número | calificación | puntaje | score | chiffre | nombre | note | zahl | punktzahl | ziffer | bewertung | note | número | pontuação
          score: число | цифру | балл | баллы | оценку | оценка | 数字 | 分数 | 得分 | 等级 | 整数 | 点数 | 数値 | スコア | 数字
          only: only | just | nothing else | nothing but | no explanation | without explanation | single | strictly | bare
          only: solo | sólo | solamente | únicamente | sin explicación | un único | seulement | uniquement | sans explication | nur | ausschließlich | ohne erklärung | nichts anderes
          only: apenas | somente | sem explicação | только | исключительно | без пояснений | без объяснений | 只 | 仅 | 不要解释 | のみ | だけ | 説明なし | 説明は不要

          reference: reference answer | reference solution | gold answer | expert answer | ground truth | model answer | correct answer
          reference: respuesta de referencia | réponse de référence | referenzantwort | musterlösung | resposta de referência | эталонный ответ | эталонным ответом | 参考答案 | 标准答案 | 模範解答 | 参照回答 | 正解例

          grading = grade ~ graded within 8
          scaled = grade ~ scale within 15
          bycriteria = grade ~ criteria within 20
          bare = only ~ score within 4
          referred = grade ~ reference within 40
          """);

  private static final int GRADE = WORDS.group("grade");
  private static final int GRADED = WORDS.group("graded");
  private static final int CRITERIA = WORDS.group("criteria");
  private static final int GRADING = WORDS.group("grading");
  private static final int SCALED = WORDS.group("scaled");
  private static final int BY_CRITERIA = WORDS.group("bycriteria");
  private static final int BARE = WORDS.group("bare");
  private static final int REFERRED = WORDS.group("referred");

  @Override
  public int code() {
    return 3;
  }

  @Override
  public String name() {
    return "rubric_grading";
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
    // A bank's rate "from 1 to 5 years" grades nothing, and "output only the number" is everyday.
    double something =
        Math.max(seen.seen(GRADED), Math.max(seen.seen(CRITERIA), Lexicon.QUOTED_SHARE));
    double scaled = Math.min(seen.seen(SCALED), something);
    double grades = Math.max(seen.seen(GRADING), Math.max(scaled, seen.seen(BY_CRITERIA)));
    double strength =
        new NoisyOr()
            .with(0.15, seen.seen(GRADE))
            .with(0.3, seen.seen(GRADING))
            .with(0.45, scaled)
            .with(0.4, seen.seen(BY_CRITERIA))
            .with(0.45, Math.min(seen.seen(BARE), grades))
            .with(0.25, seen.seen(REFERRED))
            .with(0.25, grades > 0 && hasLongBlock(texts) ? 1 : 0)
            .strength();
    return Double.doubleToRawLongBits(strength);
  }

  /** A quotation, or a stretch behind a label, heading or tag, of many words. */
  private static boolean hasLongBlock(Texts texts) {
    int quoted = 0;
    int labelled = 0;
    for (int i = 0; i < texts.size(); i++) {
      boolean afterLabel = i > 0 && texts.is(i - 1, Texts.LABELLED | Texts.CLOSED);
      if (afterLabel || texts.is(i, Texts.OPENED)) {
        labelled = 0;
      }
      quoted = texts.is(i, Texts.QUOTED) ? quoted + 1 : 0;
      labelled++;
      if (quoted >= BLOCK_WORDS_MIN || (labelled >= BLOCK_WORDS_MIN && i > labelled)) {
        return true;
      }
    }
    return false;
  }
}
