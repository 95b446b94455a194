package io.stillwatch.cli.demo;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * The wording of the simulated traffic: a small grammar whose rules expand to texts.
 *
 * <p>A rule stands in brackets with one alternative a line; in an alternative {@code {rule}} is
 * expanded in place, {@code {rule*n}} n times with a space between, {@code {a-b}} is a number,
 * {@code \n} a line break. The same seed says the same.
 */
final class Phrasebook {

  private static final String RESOURCE = "phrasebook.txt";

  private sealed interface Piece {}

  private record Literal(String text) implements Piece {}

  private record Range(int low, int high) implements Piece {}

  private record Reference(String rule, int times) implements Piece {}

  private final Map<String, List<List<Piece>>> rules;

  private Phrasebook(Map<String, List<List<Piece>>> rules) {
    this.rules = rules;
  }

  /** The one that comes with the demonstration. */
  static Phrasebook builtIn() {
    try (InputStream in = Phrasebook.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new IllegalStateException("the jar lacks " + RESOURCE);
      }
      return read(new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Phrasebook read(BufferedReader lines) throws IOException {
    Map<String, List<List<Piece>>> rules = new HashMap<>();
    List<List<Piece>> open = new ArrayList<>();
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      if (line.isBlank() || line.startsWith("# ")) {
        continue;
      }
      if (line.startsWith("[") && line.endsWith("]") && !line.contains(" ")) {
        open = new ArrayList<>();
        rules.put(line.substring(1, line.length() - 1), open);
      } else {
        open.add(pieces(line.replace("\\n", "\n")));
      }
    }
    Phrasebook book = new Phrasebook(rules);
    book.requireKnownRules();
    return book;
  }

  /** One expansion of a rule. */
  String say(String rule, RandomGenerator random) {
    StringBuilder text = new StringBuilder();
    expand(rule, random, text);
    return text.toString();
  }

  private void expand(String rule, RandomGenerator random, StringBuilder text) {
    List<List<Piece>> alternatives = rules.get(rule);
    if (alternatives == null || alternatives.isEmpty()) {
      throw new IllegalArgumentException("the phrasebook has no rule '" + rule + "'");
    }
    for (Piece piece : alternatives.get(random.nextInt(alternatives.size()))) {
      if (piece instanceof Literal literal) {
        text.append(literal.text());
      } else if (piece instanceof Range range) {
        text.append(random.nextInt(range.low(), range.high() + 1));
      } else if (piece instanceof Reference reference) {
        for (int i = 0; i < reference.times(); i++) {
          if (i > 0) {
            text.append(' ');
          }
          expand(reference.rule(), random, text);
        }
      }
    }
  }

  private static List<Piece> pieces(String line) {
    List<Piece> pieces = new ArrayList<>();
    int at = 0;
    while (at < line.length()) {
      int open = line.indexOf('{', at);
      if (open < 0) {
        pieces.add(new Literal(line.substring(at)));
        break;
      }
      int close = line.indexOf('}', open);
      if (close < 0) {
        throw new IllegalArgumentException("unclosed { in: " + line);
      }
      if (open > at) {
        pieces.add(new Literal(line.substring(at, open)));
      }
      pieces.add(slot(line.substring(open + 1, close)));
      at = close + 1;
    }
    return List.copyOf(pieces);
  }

  private static Piece slot(String inside) {
    if (Character.isDigit(inside.charAt(0))) {
      int dash = inside.indexOf('-');
      return new Range(
          Integer.parseInt(inside, 0, dash, 10),
          Integer.parseInt(inside, dash + 1, inside.length(), 10));
    }
    int star = inside.indexOf('*');
    return star < 0
        ? new Reference(inside, 1)
        : new Reference(
            inside.substring(0, star), Integer.parseInt(inside, star + 1, inside.length(), 10));
  }

  private void requireKnownRules() {
    for (List<List<Piece>> alternatives : rules.values()) {
      for (List<Piece> alternative : alternatives) {
        for (Piece piece : alternative) {
          if (piece instanceof Reference reference && !rules.containsKey(reference.rule())) {
            throw new IllegalArgumentException(
                "the phrasebook names an unknown rule '" + reference.rule() + "'");
          }
        }
      }
    }
  }
}
