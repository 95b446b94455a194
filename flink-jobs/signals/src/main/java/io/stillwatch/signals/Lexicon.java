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
final class Lexicon implements Phrases<Lexicon.Scan> {

  /** What a phrase counts for that stands only inside quotation marks. */
  static final double QUOTED_SHARE = 0.2;

  private static final int FAR_AWAY = Integer.MIN_VALUE / 4;

  private static final int RULE_INTS = 3;
  private static final int PARTNER = 0;
  private static final int WITHIN = 1;
  private static final int MAKES = 2;

  private final List<String> phrases;
  private final List<Integer> groupOf;
  private final List<String> groups;

  /** Per group what it makes and with whom: {@link #RULE_INTS} numbers for each rule. */
  private final int[][] rulesOf;

  private final int[] negation;
  private final int[] negationWithin;

  private Lexicon(Parser parser) {
    phrases = List.copyOf(parser.phrases);
    groupOf = List.copyOf(parser.groupOf);
    groups = List.copyOf(parser.groups.keySet());
    int count = groups.size();
    negation = new int[count];
    negationWithin = new int[count];
    Arrays.fill(negation, -1);
    List<List<Integer>> rules = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      rules.add(new ArrayList<>());
    }
    for (int[] rule : parser.near) {
      for (int side = 0; side < 2; side++) {
        int partner = rule[2 - side];
        rules.get(rule[1 + side]).addAll(List.of(partner, rule[3] * 2, rule[0]));
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

  @Override
  public int groups() {
    return groups.size();
  }

  @Override
  public void addTo(PhraseSet.Builder words, int firstGroup) {
    for (int i = 0; i < phrases.size(); i++) {
      words.add(phrases.get(i), firstGroup + groupOf.get(i));
    }
  }

  @Override
  public Scan listener(Texts texts) {
    return new Scan(texts);
  }

  /** What has been seen in one text so far. */
  final class Scan extends Phrases.Listener {
    private final double[] seen = new double[groups.size()];

    // Per group: where it ended last, in half words, and whether that was in quotation marks.
    private final int[] last = new int[groups.size()];
    private final boolean[] lastQuoted = new boolean[groups.size()];
    private final Texts texts;
    private int position;

    private Scan(Texts texts) {
      this.texts = texts;
    }

    @Override
    void start() {
      Arrays.fill(seen, 0);
      Arrays.fill(last, FAR_AWAY);
    }

    /** How surely a group was seen: 0, {@link #QUOTED_SHARE} or 1. */
    double seen(int group) {
      return seen[group];
    }

    @Override
    void found(int group, int firstWord, int lastWord) {
      position = texts.position(lastWord + 1);
      seen(group, texts.position(firstWord), texts.is(firstWord, Texts.QUOTED));
    }

    private void seen(int group, int start, boolean quoted) {
      int no = negation[group];
      if (no >= 0 && start - last[no] <= negationWithin[group]) {
        return;
      }
      double certainty = quoted ? QUOTED_SHARE : 1;
      if (seen[group] < certainty) {
        seen[group] = certainty;
      }
      int[] rules = rulesOf[group];
      for (int rule = 0; rule < rules.length; rule += RULE_INTS) {
        int other = rules[rule + PARTNER];
        if (start - last[other] <= rules[rule + WITHIN]) {
          int from = Math.min(start, last[other]);
          seen(rules[rule + MAKES], from, quoted || lastQuoted[other]);
        }
      }
      last[group] = position;
      lastQuoted[group] = quoted;
    }
  }

  /** Reads the lines of a lexicon. */
  private static final class Parser {
    final List<String> phrases = new ArrayList<>();
    final List<Integer> groupOf = new ArrayList<>();
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
          phrases.add(phrase);
          groupOf.add(group);
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
