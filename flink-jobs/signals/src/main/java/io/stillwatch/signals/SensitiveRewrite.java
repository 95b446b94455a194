package io.stillwatch.signals;

import com.google.auto.service.AutoService;
import io.stillwatch.schemas.InferenceEvent;

/**
 * How plainly a prompt asks for a harmless form of a question that would be refused, or for a way
 * around its subject.
 *
 * <p>Reason: reported campaigns had sensitive questions rewritten into safe ones, to teach a model
 * what to avoid and how. Cues: rewriting a question, a safe or neutral form asked for, a subject
 * called sensitive or forbidden, declining or changing the subject on order. Serves the campaigns
 * that S6 to S8 describe.
 *
 * <ul>
 *   <li>0.6 and more: a sensitive question to be rewritten into a safe one
 *   <li>0.25 to 0.6: a neutral wording, or a way to decline a subject
 *   <li>below 0.25: rewriting as such
 * </ul>
 *
 * <p>Looks alike: moderators, editors, authors of policies. Never a reason alone.
 */
@AutoService(Signal.class)
public final class SensitiveRewrite extends PhraseScore {

  private static final Lexicon WORDS =
      Lexicon.of(
          """
          rewrite: rewrite | rephrase | reformulate | reword | paraphrase | convert | transform | redirect | recast | turn
          rewrite: reescribe | reformula | reescriba | reformule | convierte | transforma | réécris | réécrivez | reformulez | transforme | schreibe um | formuliere um | formuliere | umformulieren | wandle | reescreva | transforme | converta
          rewrite: перепиши | перепишите | переформулируй | переформулируйте | перефразируй | перефразируйте | преобразуй | 改写 | 重写 | 改述 | 转换成 | 转化为 | 书き換え | 書き換え | 言い換え | 書き直し | 変換

          question: question | questions | query | queries | prompt | prompts | request | requests | message | messages
          question: pregunta | preguntas | consulta | consultas | petición | peticiones | question | requête | requêtes | demande | demandes | frage | fragen | anfrage | anfragen | pergunta | perguntas | pedido | pedidos
          question: вопрос | вопросы | вопроса | вопросов | запрос | запросы | запроса | 问题 | 提问 | 请求 | 质问 | 質問 | 要求 | 問い

          safe: safe | safer | harmless | acceptable | appropriate | neutral | policy compliant | compliant | inoffensive | benign | non sensitive | uncontroversial | allowed
          safe: seguro | segura | seguras | inofensiva | inofensivas | aceptable | aceptables | neutra | neutral | permitida | sûre | sûres | sûr | inoffensive | inoffensives | acceptable | acceptables | neutre | neutres | autorisée
          safe: sicher | sichere | sicheren | harmlos | harmlose | harmlosen | unbedenklich | unbedenkliche | unbedenklichen | neutrale | neutralen | zulässige | segura | seguras | inofensiva | aceitável | neutra | permitida
          safe: безопасный | безопасную | безопасные | безопасной | безобидный | безобидную | безобидные | нейтральный | нейтральную | приемлемый | приемлемую | допустимую | 安全 | 无害 | 合规 | 中性 | 可接受 | 不敏感 | 無害 | 中立 | 差し支えない | 問題のない | 穏当

          sensitive: sensitive | politically sensitive | controversial | prohibited | forbidden | censored | censorship | taboo | refused | would refuse | would be refused | would be blocked | disallowed | harmful | dissidents | unsafe
          sensitive: sensible | sensibles | delicada | delicadas | controvertida | controvertidas | prohibida | prohibidas | censura | censurada | rechazaría | peligrosa | délicate | délicates | controversée | controversées | interdite | interdites | censurée | refuserait | serait refusée
          sensitive: heikel | heikle | heiklen | heikles | sensible | sensiblen | umstritten | umstrittene | umstrittenen | verboten | verbotene | verbotenen | zensiert | zensur | ablehnen würde | abgelehnt würde | sensível | sensíveis | polêmica | polêmicas | proibida | proibidas | censura | recusaria
          sensitive: чувствительный | чувствительную | чувствительные | деликатный | деликатную | спорный | спорную | запрещённый | запрещённую | запретный | запретную | цензура | цензуры | отклонён | отказал бы | опасный | опасную | 敏感 | 政治敏感 | 争议 | 违禁 | 禁止 | 被拒绝 | 审查 | 会被拒 | 不安全 | センシティブ | 物議 | 禁止され | 検閲 | 拒否され | デリケート | 危険な

          decline: politely decline | decline politely | decline to answer | steer the conversation | steer away | change the subject | deflect | evade | without mentioning | avoid mentioning | avoid the topic | safe reply | refuse politely
          decline: cambia de tema | evita el tema | sin mencionar | declina | rechaza con cortesía | change de sujet | évite le sujet | sans mentionner | décline poliment | wechsle das thema | vermeide das thema | ohne zu erwähnen | lehne höflich ab | mude de assunto | evite o tema | sem mencionar | recuse educadamente
          decline: смени тему | избегай темы | уйди от темы | не упоминая | вежливо откажись | вежливо отклони | 转移话题 | 避免提及 | 委婉拒绝 | 不提及 | 礼貌地拒绝 | 話題を変え | 触れずに | 丁寧に断 | 言及せず | 回避

          reworded = rewrite ~ question within 10
          safeform = safe ~ question within 6
          delicate = sensitive ~ question within 5
          safely = rewrite ~ safeform within 15
          defused = rewrite ~ delicate within 20
          around = decline ~ sensitive within 20
          """);

  private static final int REWORDED = WORDS.group("reworded");
  private static final int SAFELY = WORDS.group("safely");
  private static final int DELICATE = WORDS.group("delicate");
  private static final int DEFUSED = WORDS.group("defused");
  private static final int DECLINE = WORDS.group("decline");
  private static final int AROUND = WORDS.group("around");

  public SensitiveRewrite() {
    super(12, "sensitive_rewrite", Side.PROMPT, WORDS);
  }

  @Override
  double strength(Lexicon.Scan seen, Texts texts, InferenceEvent event) {
    return new NoisyOr()
        .with(0.08, seen.seen(REWORDED))
        .with(0.35, seen.seen(SAFELY))
        .with(0.15, seen.seen(DELICATE))
        .with(0.45, seen.seen(DEFUSED))
        .with(0.15, seen.seen(DECLINE))
        .with(0.35, seen.seen(AROUND))
        .strength();
  }
}
