package io.stillwatch.signals;

import com.google.auto.service.AutoService;
import io.stillwatch.schemas.InferenceEvent;

/**
 * How plainly a response is a refusal.
 *
 * <p>Reason: where a model refuses is worth as much to a pipeline as where it answers, and a
 * campaign that is being found out is refused more and more. What the producer reports decides;
 * else what the response says in its first words. Looks alike: everyone who asks for what the
 * policy forbids.
 */
@AutoService(Signal.class)
public final class Refusal extends PhraseScore {

  /** Half words within which a refusal is said, if it is one. */
  private static final int LENGTH_MAX = 400;

  private static final Lexicon WORDS =
      Lexicon.of(
          """
          cannot: i can't | i cannot | i can not | i won't | i will not | i'm unable | i am unable | i'm not able | i am not able | i must decline | i have to decline | i'm not going to
          cannot: no puedo | no me es posible | no voy a | debo negarme | je ne peux pas | je ne suis pas en mesure | je refuse | je dois refuser | ich kann nicht | kann ich nicht | ich kann dabei nicht | ich darf nicht | ich muss ablehnen | não posso | não consigo | não vou | devo recusar
          cannot: я не могу | не могу помочь | не смогу | я вынужден отказаться | я отказываюсь | 我不能 | 我无法 | 无法提供 | 不能提供 | 我拒绝 | 抱歉 | お手伝いできません | できません | お答えできません | 提供できません | 申し訳ありません
          help: help | assist | provide | comply | fulfill | fulfil | answer | support | discuss | create | share | ayudar | ayudarte | proporcionar | responder | aider | fournir | répondre | helfen | bereitstellen | beantworten | ajudar | fornecer
          help: помочь | предоставить | ответить | выполнить | обсуждать | 帮助 | 协助 | 提供 | 回答 | 满足 | お手伝い | お答え | 提供 | 対応
          sorry: i'm sorry | i am sorry | i apologize | sorry but | lo siento | lamento | je suis désolé | désolé | es tut mir leid | tut mir leid | entschuldigung | sinto muito | desculpe | lamento | извините | простите | к сожалению | 抱歉 | 对不起 | 很遗憾 | 申し訳 | すみません | 残念ながら
          against: against my guidelines | policy | policies | guidelines | not appropriate | harmful | unethical | illegal | directrices | políticas | inapropiado | règles | politique | inapproprié | richtlinien | unangemessen | schädlich | diretrizes | inadequado | правила | политика | политикой | недопустимо | 政策 | 准则 | 不当 | 违反 | 有害 | ポリシー | 規約 | 不適切 | ガイドライン

          refused = cannot ~ help within 8
          regretted = sorry ~ cannot within 12
          ruled = cannot ~ against within 25
          """);

  private static final int REFUSED = WORDS.group("refused");
  private static final int REGRETTED = WORDS.group("regretted");
  private static final int RULED = WORDS.group("ruled");
  private static final int CANNOT = WORDS.group("cannot");

  public Refusal() {
    super(22, "refusal", Side.RESPONSE, WORDS);
  }

  @Override
  double strength(Lexicon.Scan seen, Texts texts, InferenceEvent event) {
    Boolean refused = event.getRefused();
    if (refused != null) {
      return refused ? 1 : 0;
    }
    String reason = event.getFinishReason();
    if ("content_filter".equals(reason) || "refusal".equals(reason)) {
      return 0.9;
    }
    double brief = texts.position(texts.size()) <= LENGTH_MAX ? 1 : 0.3;
    return new NoisyOr()
        .with(0.15 * brief, seen.seen(CANNOT))
        .with(0.5 * brief, seen.seen(REFUSED))
        .with(0.4 * brief, seen.seen(REGRETTED))
        .with(0.3 * brief, seen.seen(RULED))
        .strength();
  }
}
