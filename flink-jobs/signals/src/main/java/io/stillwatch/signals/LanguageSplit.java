package io.stillwatch.signals;

import com.google.auto.service.AutoService;
import io.stillwatch.schemas.InferenceEvent;
import org.jspecify.annotations.Nullable;

/**
 * How plainly a prompt demands its reasoning in another language than its own (S17).
 *
 * <p>Reason: reasoning traces were harvested in many target languages from prompts of one language.
 * Cues: reasoning or thinking to be done in a language that is named, and which the prompt is not
 * written in. An answer or translation in another language counts for little: that is everyday use.
 * A language by itself is never a signal.
 *
 * <ul>
 *   <li>0.5 and more: demands the reasoning in a named other language
 *   <li>below 0.3: demands an explanation or an answer in it
 * </ul>
 *
 * <p>Looks alike: learners, translators, bilingual teams. Never a reason alone.
 */
@AutoService(Signal.class)
public final class LanguageSplit extends PhraseScore {

  /** The languages that can be asked for by name, in the order of their groups. */
  private static final String[] LANGUAGES = {
    "en", "es", "fr", "de", "pt", "ru", "zh", "ja", "ko", "ar", "hi", "it"
  };

  private static final Lexicon WORDS =
      Lexicon.of(
          """
          en: in english | en inglés | en anglais | auf englisch | em inglês | на английском | по английски | 用英语 | 用英文 | 英語で | language english
          es: in spanish | en español | en castellano | en espagnol | auf spanisch | em espanhol | на испанском | 用西班牙语 | スペイン語で | language spanish
          fr: in french | en francés | en français | auf französisch | em francês | на французском | 用法语 | フランス語で | language french
          de: in german | en alemán | en allemand | auf deutsch | em alemão | на немецком | 用德语 | ドイツ語で | language german
          pt: in portuguese | en portugués | en portugais | auf portugiesisch | em português | на португальском | 用葡萄牙语 | ポルトガル語で | language portuguese
          ru: in russian | en ruso | en russe | auf russisch | em russo | на русском | по русски | 用俄语 | ロシア語で | language russian
          zh: in chinese | in mandarin | en chino | en chinois | auf chinesisch | em chinês | на китайском | 用中文 | 用汉语 | 中国語で | language chinese
          ja: in japanese | en japonés | en japonais | auf japanisch | em japonês | на японском | 用日语 | 用日文 | 日本語で | language japanese
          ko: in korean | en coreano | en coréen | auf koreanisch | em coreano | на корейском | 用韩语 | 韓国語で | language korean
          ar: in arabic | en árabe | en arabe | auf arabisch | em árabe | на арабском | 用阿拉伯语 | アラビア語で | language arabic
          hi: in hindi | en hindi | auf hindi | em hindi | на хинди | 用印地语 | ヒンディー語で | language hindi
          it: in italian | en italiano | en italien | auf italienisch | em italiano | на итальянском | 用意大利语 | イタリア語で | language italian

          reason: reason | reasoning | think | thinking | thought process | chain of thought | step by step | inner monologue | thoughts | razona | razonamiento | piensa | pensamiento | paso a paso | raisonne | raisonnement | réfléchis | réflexion | étape par étape
          reason: denke | denken | gedankengang | überlegungen | überlege | schritt für schritt | raciocine | raciocínio | pense | passo a passo | рассуждай | рассуждения | рассуждение | думай | ход мыслей | шаг за шагом | 推理 | 思考 | 思维 | 一步一步 | 逐步 | 推論 | 思考過程 | 考え | 段階的に
          explain: explain | answer | respond | write | reply | explica | responde | escribe | explique | réponds | écris | erkläre | antworte | schreibe | responda | escreva | объясни | ответь | напиши | отвечай | 解释 | 回答 | 写 | 説明 | 答え | 書い
          translate: translate | translation | traduce | traducción | traduis | traduction | übersetze | übersetzung | traduza | tradução | переведи | перевод | 翻译 | 翻訳

          think_en = reason ~ en within 7
          think_es = reason ~ es within 7
          think_fr = reason ~ fr within 7
          think_de = reason ~ de within 7
          think_pt = reason ~ pt within 7
          think_ru = reason ~ ru within 7
          think_zh = reason ~ zh within 7
          think_ja = reason ~ ja within 7
          think_ko = reason ~ ko within 7
          think_ar = reason ~ ar within 7
          think_hi = reason ~ hi within 7
          think_it = reason ~ it within 7
          """);

  private static final int TRANSLATE = WORDS.group("translate");
  private static final int EXPLAIN = WORDS.group("explain");
  private static final int[] NAMED = groups("");
  private static final int[] THINK = groups("think_");

  public LanguageSplit() {
    super(15, "language_split", Side.PROMPT, WORDS);
  }

  private static int[] groups(String prefix) {
    int[] groups = new int[LANGUAGES.length];
    for (int i = 0; i < groups.length; i++) {
      groups[i] = WORDS.group(prefix + LANGUAGES[i]);
    }
    return groups;
  }

  @Override
  double strength(Lexicon.Scan seen, Texts texts, InferenceEvent event) {
    double thinks = 0;
    double named = 0;
    int languages = 0;
    String own = null;
    for (int i = 0; i < LANGUAGES.length; i++) {
      double certainty = seen.seen(NAMED[i]);
      if (certainty == 0) {
        continue;
      }
      own = own == null ? language(texts) : own;
      if (own == null || own.equals(LANGUAGES[i])) {
        continue;
      }
      languages++;
      named = Math.max(named, certainty);
      thinks = Math.max(thinks, seen.seen(THINK[i]));
    }
    // A list of languages is a menu or a table, not a demand.
    double share = languages > 2 ? 0.5 : 1;
    double translated = seen.seen(TRANSLATE) > 0 ? 0.4 : 1;
    return new NoisyOr()
        .with(0.55 * share * translated, thinks)
        .with(0.15 * translated, Math.min(named, seen.seen(EXPLAIN)))
        .strength();
  }

  private static @Nullable String language(Texts texts) {
    return texts.language();
  }
}
