package io.stillwatch.signals;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The words of one signal: groups of phrases, and rules for groups that stand close to each other.
 *
 * <p>Written as lines of text, so that a person who knows the language but not the code can add to
 * it:
 *
 * <pre>
 *   show: write out | include | montre
 *   reasoning: your reasoning | ton raisonnement
 *   demanded = show ~ reasoning within 6
 *   show ! negation within 2
 * </pre>
 *
 * A line {@code group: phrases} may come again, for another language. {@code =} makes a group that
 * is seen where the two stand within so many words of each other, in either order: languages differ
 * in theirs. {@code !} leaves out a phrase that stands right behind one of the second group. Two
 * characters of a script without spaces count as one word. A phrase seen only in quotation marks
 * counts for less: quoting is not asking.
 */
final class Lexicon {

  /** What a phrase counts for that stands only inside quotation marks. */
  static final double QUOTED_SHARE = 0.2;

  private static final int FAR_AWAY = Integer.MIN_VALUE / 4;

  private final PhraseSet phrases;
  private final List<String> groups;
  private final int[][] rulesOf;
  private final int[] partner;
  private final int[] makes;
  private final int[] within;
  private final int[] negation;
  private final int[] negationWithin;

  private Lexicon(Parser parser) {
    phrases = parser.phrases.build();
    groups = List.copyOf(parser.groups.keySet());
    int count = groups.size();
    negation = new int[count];
    negationWithin = new int[count];
    Arrays.fill(negation, -1);
    List<List<Integer>> rules = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      rules.add(new ArrayList<>());
    }
    int near = parser.near.size();
    partner = new int[near * 2];
    makes = new int[near * 2];
    within = new int[near * 2];
    for (int i = 0; i < near; i++) {
      int[] rule = parser.near.get(i);
      for (int side = 0; side < 2; side++) {
        int index = i * 2 + side;
        makes[index] = rule[0];
        partner[index] = rule[2 - side];
        within[index] = rule[3] * 2;
        rules.get(rule[1 + side]).add(index);
      }
    }
    for (int[] rule : parser.not) {
      negation[rule[0]] = rule[1];
      negationWithin[rule[0]] = rule[2] * 2;
    }
    rulesOf =
        rules.stream()
            .map(l -> l.stream().mapToInt(Integer::intValue).toArray())
            .toArray(int[][]::new);
  }

  static Lexicon of(String lines) {
    Parser parser = new Parser();
    lines.lines().map(String::strip).filter(line -> !line.isEmpty()).forEach(parser::line);
    return new Lexicon(parser);
  }

  int group(String name) {
    int group = groups.indexOf(name);
    if (group < 0) {
      throw new IllegalArgumentException("lexicon has no group '" + name + "', only " + groups);
    }
    return group;
  }

  /**
   * How surely each group was seen: 0, {@link #QUOTED_SHARE} or 1, by group. The array is the
   * text's scratch space.
   */
  double[] scan(Texts texts) {
    Scan scan = new Scan(texts);
    phrases.scan(texts, 0, texts.size(), scan);
    return scan.seen;
  }

  /** One pass over one text. */
  private final class Scan implements PhraseSet.Found {
    private final Texts texts;
    private final double[] seen;
    // Per group: where it ended last, and whether that was in quotation marks.
    private final int[] last;
    private final boolean spaced;
    // End of the phrase found last, in half words.
    private int position;
    private int upTo;

    Scan(Texts texts) {
      this.texts = texts;
      this.spaced = !texts.hasIdeographs();
      this.seen = texts.doubles(groups.size());
      this.last = texts.ints(groups.size() * 2);
      Arrays.fill(last, 0, groups.size(), FAR_AWAY);
    }

    @Override
    public void found(int group, int firstWord, int lastWord) {
      int start;
      if (spaced) {
        position = (lastWord + 1) * 2;
        start = firstWord * 2;
      } else {
        for (; upTo <= lastWord; upTo++) {
          position += weight(upTo);
        }
        start = position;
        for (int i = firstWord; i <= lastWord; i++) {
          start -= weight(i);
        }
      }
      seen(group, start, texts.is(firstWord, Texts.QUOTED));
    }

    private void seen(int group, int start, boolean quoted) {
      int no = negation[group];
      if (no >= 0 && start - last[no] <= negationWithin[group]) {
        return;
      }
      seen[group] = Math.max(seen[group], quoted ? QUOTED_SHARE : 1);
      for (int rule : rulesOf[group]) {
        int other = partner[rule];
        if (start - last[other] <= within[rule]) {
          seen(
              makes[rule],
              Math.min(start, last[other]),
              quoted || last[groups.size() + other] == 1);
        }
      }
      last[group] = position;
      last[groups.size() + group] = quoted ? 1 : 0;
    }

    private int weight(int word) {
      return texts.is(word, Texts.IDEOGRAPH) ? 1 : 2;
    }
  }

  /** Reads the lines of a lexicon. */
  private static final class Parser {
    final PhraseSet.Builder phrases = new PhraseSet.Builder();
    final Map<String, Integer> groups = new LinkedHashMap<>();
    final List<int[]> near = new ArrayList<>();
    final List<int[]> not = new ArrayList<>();

    void line(String line) {
      int colon = line.indexOf(": ");
      int equals = line.indexOf(" = ");
      if (equals > 0) {
        String[] sides = split(line.substring(equals + 3), '~', line);
        int made = groups.computeIfAbsent(line.substring(0, equals), name -> groups.size());
        String[] distance = split(sides[1], ' ', line);
        int a = known(sides[0], line);
        int b = known(distance[0], line);
        if (made <= a || made <= b) {
          throw new IllegalArgumentException(
              "lexicon rule makes a group that it builds on: " + line);
        }
        near.add(new int[] {made, a, b, Integer.parseInt(distance[2])});
      } else if (colon > 0) {
        int group = groups.computeIfAbsent(line.substring(0, colon), name -> groups.size());
        for (String phrase : split(line.substring(colon + 2), '|', line)) {
          phrases.add(phrase, group);
        }
      } else {
        String[] sides = split(line, '!', line);
        String[] distance = split(sides[1], ' ', line);
        not.add(
            new int[] {
              known(sides[0], line), known(distance[0], line), Integer.parseInt(distance[2])
            });
      }
    }

    private int known(String group, String line) {
      Integer index = groups.get(group);
      if (index == null) {
        throw new IllegalArgumentException(
            "lexicon rule names group '" + group + "' before it has phrases: " + line);
      }
      return index;
    }

    private static String[] split(String text, char separator, String line) {
      List<String> parts = new ArrayList<>();
      int from = 0;
      for (int i = 0; i <= text.length(); i++) {
        if (i == text.length() || text.charAt(i) == separator) {
          String part = text.substring(from, i).strip();
          if (part.isEmpty()) {
            throw new IllegalArgumentException("lexicon line has an empty part: " + line);
          }
          parts.add(part);
          from = i + 1;
        }
      }
      return parts.toArray(new String[0]);
    }
  }
}
