package io.stillwatch.patterns.language;

import io.stillwatch.patterns.Condition;
import io.stillwatch.patterns.Field;
import io.stillwatch.patterns.Tally;
import io.stillwatch.patterns.Tally.Term;
import io.stillwatch.patterns.condition.FieldCatalog;
import io.stillwatch.patterns.condition.Outcomes;
import io.stillwatch.patterns.language.Yaml.Scalar;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads what adds up: counts, distinct counts, shares and weighted evidence. */
final class TallyReader {

  private final ConditionReader conditions;
  private final FieldCatalog fields;
  private final Problems problems;

  TallyReader(ConditionReader conditions, FieldCatalog fields, Problems problems) {
    this.conditions = conditions;
    this.fields = fields;
    this.problems = problems;
  }

  /** Null where it has problems, as with all of these. */
  @Nullable Tally count(Block block, Duration within) {
    Condition of = conditions.read(block, "of", List.of());
    int atLeast = block.whole("atLeast", 1, LanguageLimits.TALLY_MAX, 1);
    return of == null ? null : new Tally.Count(of, atLeast, within);
  }

  @Nullable Tally distinct(Block block, Duration within) {
    Field field = field(block);
    Condition where = orAlways(block, "where");
    int atLeast = block.whole("atLeast", 2, LanguageLimits.DISTINCT_MAX, 2);
    return field == null || where == null
        ? null
        : new Tally.Distinct(field, where, atLeast, within);
  }

  private @Nullable Field field(Block block) {
    String name = block.text("field", LanguageLimits.TEXT_CHARS_MAX);
    Yaml value = block.get("field");
    if (value == null || name.isEmpty()) {
      return null;
    }
    Field field = fields.find(name);
    if (field == null) {
      String shown = "there is no field '" + Shown.text(name) + "'";
      problems.add(
          value.at(), block.path("field"), shown, "did you mean '" + fields.suggest(name) + "'?");
    }
    return field;
  }

  @Nullable Tally share(Block block, Duration within) {
    Condition of = conditions.read(block, "of", List.of());
    Condition among = orAlways(block, "among");
    double atLeast = part(block);
    int outOf = block.whole("outOf", 2, LanguageLimits.TALLY_MAX, 2);
    if (of != null && among != null && !Outcomes.canHoldWith(of, among)) {
      problems.senseless(
          block.at("of"),
          block.path("of"),
          "holds for none of those that 'among' counts, so that the share stays 0%",
          "narrow 'among' less, or leave it out");
    }
    return of == null || among == null ? null : new Tally.Share(of, among, atLeast, outOf, within);
  }

  /** A part of 1, written {@code 60%} or {@code 0.6}. */
  private double part(Block block) {
    Yaml value = block.get("atLeast");
    if (value == null || value instanceof Yaml.Refused) {
      return 1;
    }
    double part = Double.NaN;
    if (value instanceof Scalar scalar) {
      String text = scalar.text();
      part =
          text.endsWith("%")
              ? Values.number(text.substring(0, text.length() - 1)) / 100
              : Kind.of(scalar) == Kind.TEXT ? Double.NaN : Values.number(text);
    }
    if (!(part > 0 && part <= 1)) {
      problems.add(
          value.at(),
          block.path("atLeast"),
          "must be a part, above 0% and up to 100%",
          "write for example 60% or 0.6");
      return 1;
    }
    return part;
  }

  @Nullable Tally evidence(Block block, Duration within) {
    double atLeast = block.positive("atLeast", LanguageLimits.WEIGHT_MAX);
    List<Term> terms = new ArrayList<>();
    Set<String> names = new HashSet<>();
    List<Yaml> items = block.items("terms", 1, LanguageLimits.TERMS_MAX);
    for (int i = 0; i < items.size(); i++) {
      String path = block.path("terms") + "[" + i + "]";
      Block term = Block.of(items.get(i), path, Grammar.TERM, problems);
      if (term == null) {
        continue;
      }
      String name = term.word("name", 1, LanguageLimits.NAME_CHARS_MAX, '_');
      if (term.has("name") && !names.add(name)) {
        problems.add(
            term.at("name"), term.path("name"), "two terms are named '" + name + "'", "rename one");
      }
      Condition when = conditions.read(term, "when", List.of());
      double weight = weight(term);
      if (when != null) {
        terms.add(new Term(name, when, weight));
      }
    }
    if (!terms.isEmpty() && terms.stream().allMatch(term -> term.weight() < 0)) {
      problems.add(
          block.at("terms"),
          block.path("terms"),
          "no term weighs more than 0, so that nothing ever adds up",
          "say what speaks for it beside what speaks against it");
    }
    return terms.isEmpty() ? null : new Tally.Weight(terms, atLeast, within);
  }

  /** Above 0 for what speaks for it, below for what speaks against it. */
  private double weight(Block term) {
    Yaml value = term.get("weight");
    Scalar scalar =
        value == null ? null : Values.scalar(value, term.path("weight"), Kind.DECIMAL, problems);
    if (scalar == null) {
      return 1;
    }
    double weight = Values.number(scalar.text());
    if (weight == 0 || !(Math.abs(weight) <= LanguageLimits.WEIGHT_MAX)) {
      problems.add(
          scalar.at(),
          term.path("weight"),
          "is " + Shown.text(scalar.text()),
          "write a number above 0 for what speaks for it, below 0 for what speaks against it, up to "
              + (long) LanguageLimits.WEIGHT_MAX);
      return 1;
    }
    return weight;
  }

  private @Nullable Condition orAlways(Block block, String key) {
    return block.has(key) ? conditions.read(block, key, List.of()) : conditions.always();
  }
}
