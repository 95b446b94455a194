package io.stillwatch.signals;

import com.google.auto.service.AutoService;
import io.stillwatch.schemas.InferenceEvent;

/**
 * How plainly a prompt lays out a case and demands a decision with its reasons (S20).
 *
 * <p>Reason: decisions over templated scenarios, each with the considerations behind it, teach a
 * model to decide as the victim does. Cues: a decision asked for on a case or between options,
 * reasons next to it, weighing of alternatives, a fixed form with a field for each, a confidence.
 *
 * <ul>
 *   <li>0.6 and more: a case, a decision, its reasons, in a form that is laid down
 *   <li>0.3 to 0.6: asks for a recommendation and why
 *   <li>below 0.3: speaks of decisions
 * </ul>
 *
 * <p>Looks alike: everyone who asks for advice, claims desks, triage. Never a reason alone.
 */
@AutoService(Signal.class)
public final class DecisionWithReasons extends PhraseScore {

  private static final Lexicon WORDS =
      Lexicon.of(
          """
          decide: decide | decision | choose | recommend | recommendation | select one | determine whether | approve or reject | course of action | next action | next move | best option | your choice | which option
          decide: decide | decisión | elige | recomienda | recomendación | aprobar o rechazar | curso de acción | mejor opción | próxima acción | décide | décidez | décision | choisis | choisissez | recommande | recommandation | approuver ou rejeter | meilleure option | prochaine action
          decide: entscheide | entscheiden | entscheidung | wähle | empfiehl | empfehlung | genehmigen oder ablehnen | handlungsoption | beste option | nächsten schritt | decida | decisão | escolha | recomende | recomendação | aprovar ou rejeitar | melhor opção | próxima ação
          decide: реши | решите | прими решение | примите решение | решение | выбери | выберите | рекомендуй | рекомендация | одобрить или отклонить | лучший вариант | следующее действие | 决定 | 决策 | 做出选择 | 选择一个 | 建议采取 | 批准或拒绝 | 最佳方案 | 下一步行动 | 判断 | 決定 | 意思決定 | 選択し | 推奨 | 承認または却下 | 最善の | 次の行動

          case: scenario | case | situation | options | alternatives | candidates | applicant | stakeholders | constraints | policy | state of the game | available actions
          case: escenario | caso | situación | opciones | alternativas | solicitante | restricciones | política | scénario | cas | situation | options | demandeur | contraintes | szenario | fall | situation | optionen | alternativen | antragsteller | rahmenbedingungen
          case: cenário | situação | opções | solicitante | restrições | сценарий | случай | ситуация | ситуации | варианты | вариантов | альтернативы | заявитель | ограничения | 场景 | 情景 | 案例 | 情况 | 选项 | 方案 | 备选 | 申请人 | 约束 | シナリオ | 事例 | 状況 | 選択肢 | 案件 | 申請者 | 制約

          reasons: reasons | reason for | justify | justification | rationale | explain why | because | considerations | factors | reasoning behind | your reasoning
          reasons: razones | motivos | justifica | justificación | explica por qué | factores | raisons | justifie | justifiez | justification | explique pourquoi | expliquez pourquoi | facteurs | gründe | begründe | begründen | begründung | erkläre warum | erwägungen | faktoren
          reasons: razões | motivos | justifique | justificativa | explique por que | fatores | причины | обоснуй | обоснуйте | обоснование | обоснованием | объясни почему | объясните почему | факторы | 理由 | 依据 | 原因 | 论证 | 说明为什么 | 考虑因素 | 根拠 | 理由を | なぜ | 考慮事項

          weigh: weigh | pros and cons | trade offs | tradeoffs | advantages and disadvantages | costs and benefits | risks and benefits | second order effects | for each option | compare the options
          weigh: sopesa | pros y contras | ventajas y desventajas | costes y beneficios | para cada opción | pèse | le pour et le contre | avantages et inconvénients | coûts et bénéfices | pour chaque option | wäge | abwägen | vor und nachteile | kosten und nutzen | für jede option | pese | prós e contras | vantagens e desvantagens | para cada opção
          weigh: взвесь | взвесьте | за и против | плюсы и минусы | преимущества и недостатки | для каждого варианта | 权衡 | 利弊 | 优缺点 | 成本与收益 | 逐一分析 | 长处和短处 | 長所と短所 | メリットとデメリット | 比較検討 | それぞれの選択肢

          form: json | format | fields | field | template | labelled | confidence | confidence level | formato | campos | confianza | champs | confiance | format suivant | felder | konfidenz | zuversicht | confiança | формат | формате | поля | уверенность | уверенности | 格式 | 字段 | 置信度 | 信心 | 形式 | 項目 | 確信度 | 信頼度

          oncase = decide ~ case within 15
          reasoned = decide ~ reasons within 12
          weighed = weigh ~ case within 15
          weigheddecision = decide ~ weigh within 25
          laidout = form ~ reasoned within 25
          """);

  private static final int DECIDE = WORDS.group("decide");
  private static final int ON_CASE = WORDS.group("oncase");
  private static final int REASONED = WORDS.group("reasoned");
  private static final int WEIGHED = WORDS.group("weighed");
  private static final int WEIGHED_DECISION = WORDS.group("weigheddecision");
  private static final int LAID_OUT = WORDS.group("laidout");

  public DecisionWithReasons() {
    super(13, "decision_with_reasons", Side.PROMPT, WORDS);
  }

  @Override
  double strength(Lexicon.Scan seen, Texts texts, InferenceEvent event) {
    double weighed = Math.max(seen.seen(WEIGHED), seen.seen(WEIGHED_DECISION));
    double onCase = Math.min(seen.seen(ON_CASE), seen.seen(REASONED));
    return new NoisyOr()
        .with(0.08, seen.seen(DECIDE))
        .with(0.3, seen.seen(REASONED))
        .with(0.2, onCase)
        .with(0.25, Math.min(weighed, Math.max(seen.seen(ON_CASE), seen.seen(REASONED))))
        .with(0.3, seen.seen(LAID_OUT))
        .strength();
  }
}
