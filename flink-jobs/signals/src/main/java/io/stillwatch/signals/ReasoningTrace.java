package io.stillwatch.signals;

import com.google.auto.service.AutoService;
import io.stillwatch.schemas.InferenceEvent;

/**
 * How much a response is a written-out chain of thought (S6, S17).
 *
 * <p>Reason: what a pipeline takes away is a trace in a form that a script can cut: tags for
 * thoughts, numbered steps, second thoughts spelled out, an answer set apart at the end. It tells
 * that elicitation succeeded, however the prompt was worded. Looks alike: every good explanation
 * has steps; only tags and second thoughts make it strong.
 */
@AutoService(Signal.class)
public final class ReasoningTrace extends PhraseScore {

  private static final Lexicon WORDS =
      Lexicon.of(
          """
          tag: <think | <thinking | <thought | <thoughts | <reasoning | <scratchpad | <reflection | <rationale | <begin_of_thought | <razonamiento | <pensamiento | <raisonnement | <réflexion | <denken | <gedanken | <raciocinio | <мысли | <рассуждение | <рассуждения | <思考 | <推理 | <推論
          step: step 0 | paso 0 | étape 0 | schritt 0 | passo 0 | шаг 0 | 步骤 0 | 第 0 步 | 步骤 一 | 第 一 步 | ステップ 0 | 手順 0
          doubt: wait | hmm | let me double check | let me re check | let me reconsider | let me verify | on second thought | actually no | that's not right | hold on | alternatively
          doubt: espera | un momento | déjame verificar | pensándolo mejor | no es correcto | alternativamente | attends | attendez | vérifions | à y repenser | ce n'est pas correct | warte | moment mal | lass mich prüfen | bei näherem hinsehen | das stimmt nicht
          doubt: espere | deixe me verificar | pensando melhor | não está certo | подожди | подождите | стоп | проверим ещё раз | перепроверю | это неверно | 等等 | 等一下 | 让我再检查 | 再想想 | 不对 | 待って | いや | もう一度確認 | 確認してみ | 違う
          therefore: therefore | so the answer | hence | thus | por lo tanto | por tanto | donc | par conséquent | also ist | daher | folglich | portanto | logo | следовательно | значит | поэтому | 因此 | 所以 | したがって | よって | ゆえに
          final: final answer | the answer is | boxed | answer 0 | respuesta final | la respuesta es | réponse finale | la réponse est | endgültige antwort | die antwort ist | die antwort lautet | resposta final | a resposta é | окончательный ответ | итоговый ответ | ответ 0 | 最终答案 | 答案是 | 最終的な答え | 最終回答 | 答えは

          closed = therefore ~ final within 40
          stepped = step ~ therefore within 200
          doubted = doubt ~ therefore within 200
          """);

  private static final int TAG = WORDS.group("tag");
  private static final int STEP = WORDS.group("step");
  private static final int DOUBT = WORDS.group("doubt");
  private static final int FINAL = WORDS.group("final");
  private static final int CLOSED = WORDS.group("closed");
  private static final int STEPPED = WORDS.group("stepped");
  private static final int DOUBTED = WORDS.group("doubted");

  public ReasoningTrace() {
    super(23, "reasoning_trace", Side.RESPONSE, WORDS);
  }

  @Override
  double strength(Lexicon.Scan seen, Texts texts, InferenceEvent event) {
    return new NoisyOr()
        .with(0.6, seen.seen(TAG))
        .with(0.2, seen.seen(STEP))
        .with(0.2, seen.seen(STEPPED))
        .with(0.1, seen.seen(DOUBT))
        .with(0.25, seen.seen(DOUBTED))
        .with(0.1, seen.seen(FINAL))
        .with(0.15, seen.seen(CLOSED))
        .strength();
  }
}
