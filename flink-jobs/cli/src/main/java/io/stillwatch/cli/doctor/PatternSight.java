package io.stillwatch.cli.doctor;

import io.stillwatch.patterns.Condition;
import io.stillwatch.patterns.Field;
import io.stillwatch.patterns.PatternSpec;
import io.stillwatch.patterns.Sequence;
import io.stillwatch.patterns.Tally;
import io.stillwatch.patterns.condition.ConditionParts;
import io.stillwatch.patterns.condition.FieldCatalog;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Whether patterns can match at all with what arrives.
 *
 * <p>A condition is taken apart at its outermost {@code &&}. A field that is absent can be told by
 * no comparison, so a part is blind when one of its fields is; where it offers a choice ({@code
 * ||}), when all of them are; and never where it is content with the absence ({@code !has}).
 */
final class PatternSight {

  private final FieldCatalog catalog;
  private final Needs needs;
  private final Predicate<String> arrives;

  PatternSight(FieldCatalog catalog, Needs needs, Predicate<String> arrives) {
    this.catalog = catalog;
    this.needs = needs;
    this.arrives = arrives;
  }

  Sight of(PatternSpec pattern) {
    if (pattern.form() instanceof Sequence sequence) {
      return of(sequence);
    }
    if (pattern.isOfCampaigns()) {
      return ofLinks();
    }
    return of((Tally) pattern.form());
  }

  /** Each thing that accounts can share shows some campaigns. */
  private Sight ofLinks() {
    return Sight.any(Needs.links().values().stream().map(ways -> Sight.of(ways, arrives)).toList());
  }

  /** Steps that must take a look have to be seen. */
  private Sight of(Sequence sequence) {
    List<Sight> needed = new ArrayList<>();
    List<Sight> wanted = new ArrayList<>();
    List<String> earlier = new ArrayList<>();
    for (Sequence.Step step : sequence.steps()) {
      boolean must = !step.negative() && !step.optional();
      (must ? needed : wanted).add(of(step.condition(), earlier));
      if (!step.negative()) {
        earlier.add(step.name());
      }
    }
    Sight all = Sight.all(needed);
    if (wanted.isEmpty() || all.degree() == Sight.Degree.BLIND) {
      return all;
    }
    wanted.add(all);
    return Sight.any(wanted);
  }

  private Sight of(Tally tally) {
    List<String> none = List.of();
    if (tally instanceof Tally.Count count) {
      return of(count.of(), none);
    }
    if (tally instanceof Tally.Distinct distinct) {
      return Sight.all(List.of(of(distinct.field()), of(distinct.where(), none)));
    }
    if (tally instanceof Tally.Share share) {
      return Sight.all(List.of(of(share.of(), none), of(share.among(), none)));
    }
    List<Sight> terms = new ArrayList<>();
    for (Tally.Term term : ((Tally.Weight) tally).terms()) {
      terms.add(of(term.when(), none));
    }
    return Sight.any(terms);
  }

  private Sight of(Condition condition, List<String> earlierSteps) {
    List<Sight> parts = new ArrayList<>();
    for (ConditionParts.Part part :
        ConditionParts.of(condition.text(), catalog, List.copyOf(earlierSteps))) {
      List<Sight> fields = part.fields().stream().map(this::of).toList();
      if (part.text().contains("!has(")) {
        parts.add(Sight.atWorstPartly(fields));
      } else {
        parts.add(part.text().contains("||") ? Sight.any(fields) : Sight.all(fields));
      }
    }
    return Sight.all(parts);
  }

  private Sight of(Field field) {
    List<Set<String>> ways = needs.of(field.name());
    return Sight.of(ways == null ? Needs.ALWAYS : ways, arrives);
  }
}
