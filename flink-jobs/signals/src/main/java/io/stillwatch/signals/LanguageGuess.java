package io.stillwatch.signals;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The main language of a text from its commonest small words.
 *
 * <p>Cheap and cautious: looks at the first {@link SignalLimits#LANGUAGE_WORDS_MAX} words, counts
 * those that a language cannot do without, and says nothing where no language clearly leads. A
 * language by itself is no signal of anything.
 */
final class LanguageGuess {

  /** ISO 639-1 codes, and each language's small words. */
  private static final String WORDS =
      """
      en the and of to is in that it for you with are this be have what how was which from an or
      es el la los las de que y en un una es por con para no se del lo como su qué cómo
      fr le la les de des et un une est que en pour dans qui du vous ne pas sur au ce quel avec
      de der die das und ist nicht ein eine zu den von mit auf für sich dem wie was im es sie auch
      pt o os de que e do da em um uma para com não por na no as dos se mais como você qual
      it il di che è e un una per non sono con della del la le gli come questo si nel
      nl de het een en van is dat niet op te zijn voor met die er aan ook hoe wat
      ru и в не на что я с он как это по но из у за от для о так же или мне бы какой
      pl nie się jest że jak dla czy przez oraz które dlaczego proszę tego być są
      tr ve bir bu için ile da de ne mi çok olarak gibi daha nasıl var olan
      ar في من على إلى هذا التي ما هل أن عن مع هو هي كيف الذي
      hi है के में का की को से और यह क्या पर एक हैं नहीं लिए
      ko 이 그 수 있는 및 것 를 을 는 은 에서 다음 그리고 대한 무엇
      zh 的 是 了 不 我 在 有 这 们 个 你 和 请 吗 么 为 把 让 就 都 还 没 会 对 给 少 需 与 用 后
      ja の は に を が で す ま た と し て れ さ い る も な か
      """;

  private static final String[] CODES;
  private static final Map<Long, Integer> LANGUAGES_OF = new HashMap<>();

  private static final int SLOTS = 1 << 12;
  private static final long[] KEYS = new long[SLOTS];
  private static final int[] MASKS = new int[SLOTS];

  static {
    List<String> lines = WORDS.lines().toList();
    CODES = new String[lines.size()];
    for (int language = 0; language < CODES.length; language++) {
      String line = lines.get(language);
      CODES[language] = line.substring(0, 2);
      Texts words = Texts.of(line.substring(3).replace(" ", " , "));
      for (int i = 0; i < words.size(); i++) {
        LANGUAGES_OF.merge(words.word(i), 1 << language, (a, b) -> a | b);
      }
    }
    LANGUAGES_OF.forEach(
        (word, mask) -> {
          int slot = slot(word);
          while (MASKS[slot] != 0) {
            slot = (slot + 1) & (SLOTS - 1);
          }
          KEYS[slot] = word;
          MASKS[slot] = mask;
        });
  }

  private final int[] counts = new int[CODES.length];

  /** The code of the language that the words from here on are in, or null. */
  @Nullable String of(Texts texts, int from) {
    Arrays.fill(counts, 0);
    int to = Math.min(texts.size(), from + SignalLimits.LANGUAGE_WORDS_MAX);
    int letters = 0;
    for (int i = from; i < to; i++) {
      if (texts.is(i, Texts.NUMBER)) {
        continue;
      }
      letters++;
      for (int mask = mask(texts.word(i)); mask != 0; mask &= mask - 1) {
        counts[Integer.numberOfTrailingZeros(mask)]++;
      }
    }
    int best = 0;
    int second = 0;
    for (int language = 1; language < CODES.length; language++) {
      if (counts[language] > counts[best]) {
        second = counts[best];
        best = language;
      } else {
        second = Math.max(second, counts[language]);
      }
    }
    boolean leads = counts[best] >= 2 && counts[best] * 12 >= letters && counts[best] > second;
    return leads ? CODES[best] : null;
  }

  private static int mask(long word) {
    int slot = slot(word);
    while (MASKS[slot] != 0) {
      if (KEYS[slot] == word) {
        return MASKS[slot];
      }
      slot = (slot + 1) & (SLOTS - 1);
    }
    return 0;
  }

  private static int slot(long word) {
    return (int) word & (SLOTS - 1);
  }
}
