package io.stillwatch.patterns.condition;

import io.stillwatch.patterns.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Texts of conditions that are well typed and otherwise anything. */
final class RandomConditions {

  static final List<String> STEPS = List.of("first", "second_one");

  /** Stands where CEL's checker wants {@code dyn} and we want nothing. */
  static final String DYN = "§";

  private static final String[] ORDERS = {"==", "!=", "<", "<=", ">", ">="};
  private static final String[] REGEXES = {
    "^gpt", "4$", "a{2,3}", "[а-я]+", "", "(a|b)\\\\.?b", "😀", "^$", "(?i)GPT"
  };

  private final Random random;
  private final List<Field> bools = new ArrayList<>();
  private final List<Field> wholes = new ArrayList<>();
  private final List<Field> reals = new ArrayList<>();
  private final List<Field> texts = new ArrayList<>();
  private final List<Field> all;

  RandomConditions(FieldCatalog catalog, Random random) {
    this.random = random;
    this.all = catalog.all();
    for (Field field : all) {
      if (field instanceof LookField known && known.mark()) {
        continue;
      }
      switch (field.type()) {
        case BOOL -> bools.add(field);
        case INT -> wholes.add(field);
        case DOUBLE -> reals.add(field);
        case TEXT -> texts.add(field);
      }
    }
  }

  String truth(int depth) {
    int kind = random.nextInt(depth > 0 ? 16 : 9);
    return switch (kind) {
      case 0 -> name(bools);
      case 1 -> "has(" + name(all) + ")";
      case 2 -> whole(depth) + order(6) + whole(depth);
      case 3 -> real(depth) + order(6) + real(depth);
      case 4 ->
          random.nextBoolean()
              ? DYN + "(" + whole(depth) + ")" + order(6) + real(depth)
              : DYN + "(" + real(depth) + ")" + order(6) + whole(depth);
      case 5 -> texts();
      case 6 -> in(depth);
      case 7 -> fieldToConstant();
      case 8 -> random.nextInt(4) == 0 ? String.valueOf(random.nextBoolean()) : fieldToConstant();
      case 9, 10, 11 -> "(" + truth(depth - 1) + " && " + truth(depth - 1) + ")";
      case 12, 13 -> "(" + truth(depth - 1) + " || " + truth(depth - 1) + ")";
      case 14 -> "!(" + truth(depth - 1) + ")";
      default -> "((" + truth(depth - 1) + ")" + order(2) + "(" + truth(depth - 1) + "))";
    };
  }

  private String fieldToConstant() {
    return switch (random.nextInt(4)) {
      case 0 ->
          random.nextInt(3) == 0
              ? mixed(own(wholes), realConstant())
              : own(wholes) + order(6) + constant();
      case 1 ->
          random.nextInt(3) == 0
              ? mixed(own(reals), constant())
              : own(reals) + order(6) + realConstant();
      case 2 -> {
        String field = own(texts);
        yield field + order(random.nextInt(4) == 0 ? 6 : 2) + quoted(field);
      }
      default -> own(bools) + order(2) + random.nextBoolean();
    };
  }

  private String mixed(String field, String constant) {
    return random.nextBoolean()
        ? DYN + "(" + field + ")" + order(6) + constant
        : constant + order(6) + DYN + "(" + field + ")";
  }

  private String texts() {
    return switch (random.nextInt(8)) {
      case 0 -> own(texts) + ".startsWith(" + quoted() + ")";
      case 1 -> own(texts) + ".endsWith(" + quoted() + ")";
      case 2 -> own(texts) + ".contains(" + quoted() + ")";
      case 3 -> own(texts) + ".matches(\"" + pick(REGEXES) + "\")";
      case 4 -> "matches(" + own(texts) + ", \"" + pick(REGEXES) + "\")";
      case 5 -> name(texts) + order(2) + name(texts);
      case 6 -> own(texts) + order(6) + own(texts);
      default -> {
        String field = name(texts);
        yield field + order(2) + quoted(field);
      }
    };
  }

  private String in(int depth) {
    List<String> entries = new ArrayList<>();
    int kind = random.nextInt(3);
    String value =
        switch (kind) {
          case 0 -> random.nextBoolean() ? own(wholes) : whole(depth);
          case 1 -> random.nextBoolean() ? own(reals) : real(depth);
          default -> name(texts);
        };
    for (int i = random.nextInt(4); i >= 0; i--) {
      entries.add(kind == 2 ? quoted(value) : random.nextInt(3) == 0 ? realConstant() : constant());
    }
    return "(" + DYN + "(" + value + ") in [" + String.join(", ", entries) + "])";
  }

  private String whole(int depth) {
    return switch (random.nextInt(depth > 0 ? 9 : 4)) {
      case 0, 1 -> name(wholes);
      case 2 -> constant();
      case 3 -> random.nextBoolean() ? "size(" + own(texts) + ")" : own(texts) + ".size()";
      case 4 -> "int(" + real(depth - 1) + ")";
      case 5 -> "-(" + whole(depth - 1) + ")";
      default ->
          "("
              + whole(depth - 1)
              + " "
              + pick(new String[] {"+", "-", "*", "/", "%"})
              + " "
              + whole(depth - 1)
              + ")";
    };
  }

  private String real(int depth) {
    return switch (random.nextInt(depth > 0 ? 8 : 3)) {
      case 0, 1 -> name(reals);
      case 2 -> realConstant();
      case 3 -> "double(" + whole(depth - 1) + ")";
      case 4 -> "-(" + real(depth - 1) + ")";
      default ->
          "("
              + real(depth - 1)
              + " "
              + pick(new String[] {"+", "-", "*", "/"})
              + " "
              + real(depth - 1)
              + ")";
    };
  }

  private String order(int kinds) {
    return " " + ORDERS[random.nextInt(kinds)] + " ";
  }

  /** Mostly a field of the look, else one of an earlier step. */
  private String name(List<Field> fields) {
    return random.nextInt(4) == 0 ? pick(STEPS) + "." + own(fields) : own(fields);
  }

  private String own(List<Field> fields) {
    return fields.get(random.nextInt(fields.size())).name();
  }

  private String constant() {
    return String.valueOf(RandomLooks.WHOLES[random.nextInt(RandomLooks.WHOLES.length)]);
  }

  private String realConstant() {
    return String.valueOf(RandomLooks.REALS[random.nextInt(RandomLooks.REALS.length)]);
  }

  /** What this field can be: of some, vetting refuses all else. */
  private String quoted(String field) {
    for (Field known : texts) {
      if (known.name().equals(field) && !((LookField) known).texts().isEmpty()) {
        return "\"" + pick(((LookField) known).texts()) + "\"";
      }
    }
    return quoted();
  }

  private String quoted() {
    String text = RandomLooks.TEXTS[random.nextInt(RandomLooks.TEXTS.length)];
    // Half a surrogate pair cannot be written in a text.
    return text.equals("\uD83D") ? "\"a\"" : "\"" + text.replace("\t", "\\t") + "\"";
  }

  private String pick(List<String> from) {
    return from.get(random.nextInt(from.size()));
  }

  private String pick(String[] from) {
    return from[random.nextInt(from.length)];
  }
}
