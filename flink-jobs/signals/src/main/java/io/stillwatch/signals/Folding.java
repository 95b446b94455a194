package io.stillwatch.signals;

import java.lang.Character.UnicodeScript;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What each character counts as when texts are compared: the table behind {@link Texts}.
 *
 * <p>Case, diacritics and compatibility forms (full width, circled, mathematical, ligatures) are
 * folded away; characters that show nothing are dropped; letters that look like Latin ones are
 * known, and used only inside words that mix scripts. Computed once from the JDK's Unicode data,
 * read-only after that.
 */
final class Folding {

  /**
   * Punctuation, symbols, spaces: ends a word. The kinds are bits, so that a word has a set of
   * them.
   */
  static final int BREAK = 0;

  static final int LATIN = 1;

  /** Cyrillic and Greek: may stand in for Latin letters. */
  static final int LOOKALIKE = 1 << 1;

  /** A letter of any other script that puts spaces between words. */
  static final int LETTER = 1 << 2;

  static final int DIGIT = 1 << 3;

  /** A word by itself: scripts that put no spaces between words. */
  static final int IDEOGRAPH = 1 << 4;

  /** Zero width, combining or filler: as if it were not there. */
  static final int DROPPED = 1 << 5;

  /** Stands for several letters; see {@link #expansion}. */
  static final int EXPANDED = 1 << 6;

  static final int SURROGATE = 1 << 7;

  /** A break that also says something of structure: new lines, quotes, brackets, colons. */
  static final int STRUCTURE = 1 << 8;

  /** Where the kind stands in an {@link #entry}. */
  static final int KIND_SHIFT = Character.SIZE;

  private static final String STRUCTURAL =
      "\n\u0085\u2028\u2029\"`<>[]:#*=-|~.!?;\u2014\u2022\u2500\u2550\u0964\u061F"
          + "\u201C\u201D\u201E\u201F\u00AB\u00BB\u300C\u300D\u300E\u300F\u3010\u3011\u3002"
          + "\uFF01\uFF02\uFF1A\uFF1B\uFF1C\uFF1E\uFF1F\uFF3B\uFF3D";

  /**
   * Cyrillic and Greek on the left, in both cases because case changes the look; Latin on the
   * right.
   */
  private static final String LOOKALIKES =
      "\u0430a\u0435e\u043Eo\u0440p\u0441c\u0443y\u0445x\u0456i\u0458j\u0455s\u051Bq\u051Dw\u04BBh\u0501d"
          + "\u04CFl\u043Ak\u043Cm\u0442t\u0432b\u043Dh\u0433r\u043Fn\u044Cb\u0438u\u0457i\u0451e"
          + "\u0410a\u0415e\u041Eo\u0420p\u0421c\u0423y\u0425x\u0406i\u0408j\u0405s\u051Aq\u051Cw\u04BAh"
          + "\u0500d\u04C0l\u041Ak\u041Cm\u0422t\u0412b\u041Dh\u0407i\u0401e"
          + "\u03B1a\u03BFo\u03BDv\u03B9i\u03BAk\u03C1p\u03C4t\u03C5u\u03C7x\u03B2b\u03B5e\u03B7n\u03C9w\u03B3y"
          + "\u03BCu\u03C3o\u03F2c\u03F3j\u03ACa\u03ADe\u03AEn\u03AFi\u03CCo\u03CDu\u03CEw"
          + "\u0391a\u0392b\u0395e\u0396z\u0397h\u0399i\u039Ak\u039Cm\u039Dn\u039Fo\u03A1p\u03A4t\u03A5y\u03A7x";

  /**
   * First and last of each range: accents, vowel points of Hebrew and Arabic, tatweel, voicing
   * marks of kana, fillers and variation selectors.
   */
  private static final String DROPPED_RANGES =
      "\u0300\u036F\u0483\u0489\u0591\u05BD\u0640\u0640\u064B\u065F\u115F\u1160\u17B4\u17B5\u180B\u180F"
          + "\u1AB0\u1AFF\u1DC0\u1DFF\u20D0\u20FF\u3099\u309A\u3164\u3164\uFE00\uFE0F\uFE20\uFE2F\uFFA0\uFFA0";

  /** First and last of the letters and digits in mathematical styles. */
  private static final int STYLED_FIRST = 0x1D400;

  private static final int STYLED_LAST = 0x1D7FF;

  /** By character its kind and, in the lower half, what it is folded to: one look tells both. */
  private static final int[] ENTRIES = new int[1 << Character.SIZE];

  private static final char[] LATIN_LOOK = new char[0x530 - 0x370];
  private static final char[] STYLED = new char[STYLED_LAST - STYLED_FIRST + 1];
  private static final String[] EXPANSIONS;

  static {
    List<String> expansions = new ArrayList<>();
    for (int c = 0; c < ENTRIES.length; c++) {
      ENTRIES[c] = define((char) c, expansions);
    }
    for (int i = 0; i < STRUCTURAL.length(); i++) {
      char c = STRUCTURAL.charAt(i);
      ENTRIES[c] = entry(STRUCTURE, c);
    }
    for (int i = 0; i < LOOKALIKES.length(); i += 2) {
      LATIN_LOOK[LOOKALIKES.charAt(i) - 0x370] = LOOKALIKES.charAt(i + 1);
    }
    for (int i = 0; i < STYLED.length; i++) {
      String plain =
          Normalizer.normalize(Character.toString(STYLED_FIRST + i), Normalizer.Form.NFKD);
      STYLED[i] = plain.length() == 1 ? plain.charAt(0) : 0;
    }
    EXPANSIONS = expansions.toArray(new String[0]);
  }

  private Folding() {}

  /** The kind, shifted by {@link #KIND_SHIFT}, and the folded character. */
  static int entry(char c) {
    return ENTRIES[c];
  }

  static int kind(char c) {
    return ENTRIES[c] >>> KIND_SHIFT;
  }

  static char folded(char c) {
    return (char) ENTRIES[c];
  }

  static String expansion(char c) {
    return EXPANSIONS[folded(c)];
  }

  /** The folded Latin letter that this letter looks like, or itself folded. */
  static char asLatin(char c) {
    char look = c >= 0x370 && c < 0x530 ? LATIN_LOOK[c - 0x370] : 0;
    return look == 0 ? folded(c) : look;
  }

  /** The plain letter or digit behind a styled one above U+FFFF, or 0. */
  static char plain(int point) {
    if (point >= STYLED_FIRST && point <= STYLED_LAST) {
      return STYLED[point - STYLED_FIRST];
    }
    if (point >= 0x1F130 && point <= 0x1F189) {
      int letter = (point - 0x1F130) % 0x20;
      return letter < 26 ? (char) ('a' + letter) : 0;
    }
    return 0;
  }

  private static int entry(int kind, int folded) {
    return kind << KIND_SHIFT | folded;
  }

  private static int define(char c, List<String> expansions) {
    if (Character.isSurrogate(c)) {
      return entry(SURROGATE, c);
    }
    if (isDropped(c)) {
      return entry(DROPPED, c);
    }
    int type = Character.getType(c);
    boolean circled = c >= 0x2460 && c <= 0x24FF;
    if ((type == Character.OTHER_SYMBOL && !circled) || type == Character.UNASSIGNED) {
      return entry(BREAK, c);
    }
    String plain = plainForm(c);
    if (plain.isEmpty()) {
      return entry(BREAK, c);
    }
    if (plain.length() > 1) {
      expansions.add(plain);
      return entry(EXPANDED, expansions.size() - 1);
    }
    char folded = plain.charAt(0);
    int kind = kindOf(folded);
    return entry(kind, kind == DIGIT ? '0' + Character.digit(folded, 10) : folded);
  }

  /** Letters and digits of the character, folded; empty for a break. */
  private static String plainForm(char c) {
    switch (c) {
      case '\u00DF', '\u1E9E' -> {
        return "ss";
      }
      case '\u00E6', '\u00C6' -> {
        return "ae";
      }
      case '\u0153', '\u0152' -> {
        return "oe";
      }
      case '\u00F8', '\u00D8' -> {
        return "o";
      }
      case '\u0142', '\u0141' -> {
        return "l";
      }
      case '\u0111', '\u0110' -> {
        return "d";
      }
      case '\u0131' -> {
        return "i";
      }
      default -> {}
    }
    // Hangul would fall apart into letters; everything else into a letter and its marks.
    Normalizer.Form form =
        UnicodeScript.of(c) == UnicodeScript.HANGUL ? Normalizer.Form.NFKC : Normalizer.Form.NFKD;
    String parts = Normalizer.normalize(String.valueOf(c), form).toLowerCase(Locale.ROOT);
    parts = Normalizer.normalize(parts, form);
    StringBuilder plain = new StringBuilder();
    for (int i = 0; i < parts.length(); i++) {
      char part = parts.charAt(i);
      if (!isDropped(part) && kindOf(part) != BREAK) {
        plain.append(part);
      }
    }
    return plain.toString();
  }

  private static int kindOf(char c) {
    if (Character.isDigit(c)) {
      return DIGIT;
    }
    if (isUnspaced(c)) {
      return IDEOGRAPH;
    }
    if (!Character.isLetter(c) && !isMark(c)) {
      return BREAK;
    }
    return switch (UnicodeScript.of(c)) {
      case LATIN -> LATIN;
      case CYRILLIC, GREEK -> LOOKALIKE;
      default -> LETTER;
    };
  }

  private static boolean isUnspaced(char c) {
    if (c == '\u30FC' || c == '\u3005' || c == '\u3007') {
      return true;
    }
    return switch (UnicodeScript.of(c)) {
      case HAN, HIRAGANA, KATAKANA -> Character.isLetter(c);
      case THAI, LAO, KHMER, MYANMAR, TIBETAN -> Character.isLetter(c) || isMark(c);
      default -> false;
    };
  }

  private static boolean isMark(char c) {
    int type = Character.getType(c);
    return type == Character.NON_SPACING_MARK || type == Character.COMBINING_SPACING_MARK;
  }

  private static boolean isDropped(char c) {
    if (Character.getType(c) == Character.FORMAT) {
      return true;
    }
    for (int i = 0; i < DROPPED_RANGES.length(); i += 2) {
      if (c >= DROPPED_RANGES.charAt(i) && c <= DROPPED_RANGES.charAt(i + 1)) {
        return true;
      }
    }
    return false;
  }
}
