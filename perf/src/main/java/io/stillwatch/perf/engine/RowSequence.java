package io.stillwatch.perf.engine;

import io.stillwatch.patterns.Anchor;
import io.stillwatch.patterns.Capture;
import io.stillwatch.patterns.Condition;
import io.stillwatch.patterns.Sequence;
import io.stillwatch.patterns.Sequence.Contiguity;
import io.stillwatch.patterns.Sequence.Step;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A sequence in the words of MATCH_RECOGNIZE, which Flink SQL and Esper have in common.
 *
 * <p>A row pattern is contiguous. What may lie between two steps is a variable of its own, for rows
 * that are not what is waited for, taken as seldom as can be ({@code G2*?}); a step that must not
 * occur is one more thing such rows may not be. Rows that no step asks for are filtered out before,
 * wherever the sequence allows it.
 *
 * <p>Left out, as it changes neither whether there is a match nor where it ends: optional steps,
 * and looks beyond those that a step needs at least.
 */
final class RowSequence {

  /** A variable of the row pattern. */
  private record Row(String variable, boolean gap, String condition) {}

  private final Sequence sequence;
  private final String longSuffix;
  private final List<Row> rows = new ArrayList<>();
  private final Map<String, String> lastOfStep = new HashMap<>();

  /**
   * @param longSuffix what the dialect writes behind a whole number of 64 bits
   */
  RowSequence(Sequence sequence, String longSuffix) {
    this.sequence = sequence;
    this.longSuffix = longSuffix;
    List<Condition> barred = new ArrayList<>();
    for (Step step : sequence.steps()) {
      if (step.negative()) {
        barred.add(step.condition());
      } else if (!step.optional()) {
        take(step, barred);
        barred.clear();
      }
    }
  }

  private void take(Step step, List<Condition> barred) {
    boolean othersPass = sequence.steps().size() > 1;
    for (int i = 0; i < step.least(); i++) {
      boolean contiguous = i == 0 ? step.contiguity() == Contiguity.STRICT : step.consecutive();
      if (!rows.isEmpty() && !contiguous && othersPass) {
        rows.add(gap(step.condition(), i == 0 ? barred : List.of()));
      }
      String variable = "S" + (rows.size() + 1);
      rows.add(new Row(variable, false, text(step.condition(), variable + '.')));
      lastOfStep.put(step.name(), variable);
    }
  }

  private Row gap(Condition awaited, List<Condition> barred) {
    String variable = "G" + (rows.size() + 1);
    StringBuilder condition = new StringBuilder("NOT (" + text(awaited, variable + '.') + ')');
    barred.forEach(other -> condition.append(" AND NOT (" + text(other, variable + '.') + ')'));
    return new Row(variable, true, condition.toString());
  }

  /** The variable of the first row. */
  String first() {
    return rows.get(0).variable();
  }

  /** The variables in their order, for the PATTERN clause. */
  String pattern() {
    return rows.stream()
        .map(row -> row.gap() ? row.variable() + "*?" : row.variable())
        .collect(Collectors.joining(" "));
  }

  /** What rows the variables stand for, for the DEFINE clause. */
  String definitions() {
    return defined(row -> "");
  }

  /** The same for a dialect without WITHIN: no row is taken that comes too late after the first. */
  String definitionsWithin() {
    String first = first() + ".occurred";
    String limit = sequence.within().toMillis() + longSuffix;
    return defined(
        row ->
            row.equals(rows.get(0))
                ? ""
                : " AND " + row.variable() + ".occurred - " + first + " < " + limit);
  }

  private String defined(Function<Row, String> further) {
    return rows.stream()
        .map(row -> row.variable() + " AS " + row.condition() + further.apply(row))
        .collect(Collectors.joining(", "));
  }

  /** Labels of the columns that the rows are defined by. */
  Set<String> columns() {
    Set<String> labels = new LinkedHashSet<>();
    for (Step step : sequence.steps()) {
      if (step.optional()) {
        continue;
      }
      ((Shows) step.condition())
          .tests()
          .forEach(test -> labels.add(Column.of(test.field()).label()));
      step.condition()
          .captures()
          .forEach(capture -> labels.add(Column.of(capture.field()).label()));
    }
    return labels;
  }

  /** Whether it is two rows, the one right after the other, and nothing else. */
  boolean isPair() {
    List<Step> steps = sequence.steps();
    return rows.size() == 2
        && steps.size() == 2
        && steps.get(1).contiguity() == Contiguity.STRICT
        && steps.get(1).condition().captures().isEmpty();
  }

  /**
   * Which pairs of neighbours are matches, where one is the one's and the other the other's prefix.
   * No look shows what two steps ask for, so that no match overlaps another.
   */
  String pair(String before, String now) {
    return tests(sequence.steps().get(0).condition(), before + '.')
        + " AND "
        + tests(sequence.steps().get(1).condition(), now + '.')
        + " AND "
        + now
        + ".occurred - "
        + before
        + ".occurred < "
        + sequence.within().toMillis()
        + longSuffix;
  }

  /** Which rows any step asks for, earlier steps aside; nothing where all have to be seen. */
  String filter() {
    if (!Stages.allowsFilter(sequence)) {
      return "";
    }
    return sequence.steps().stream()
        .map(step -> '(' + tests(step.condition(), "") + ')')
        .distinct()
        .collect(Collectors.joining(" OR "));
  }

  private String text(Condition condition, String row) {
    StringBuilder text = new StringBuilder(tests(condition, row));
    for (Capture capture : condition.captures()) {
      String column = Column.of(capture.field()).label();
      String earlier = lastOfStep.get(capture.step()) + '.' + column;
      text.append(" AND " + row + column + " <> 0 AND " + row + column + " = " + earlier);
    }
    return text.toString();
  }

  private String tests(Condition condition, String row) {
    return ((Shows) condition)
        .tests().stream().map(test -> row + test(test)).collect(Collectors.joining(" AND "));
  }

  private String test(Anchor anchor) {
    Column column = Column.of(anchor.field());
    String value =
        column.real() ? Double.longBitsToDouble(anchor.bits()) + "E0" : anchor.bits() + longSuffix;
    return switch (anchor.test()) {
      case EQUAL -> column.label() + " = " + value;
      case AT_LEAST -> column.label() + " >= " + value;
      case AT_MOST -> column.label() + " <= " + value;
      case PRESENT -> column.label() + " <> 0";
    };
  }
}
