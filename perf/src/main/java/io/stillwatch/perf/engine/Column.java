package io.stillwatch.perf.engine;

import io.stillwatch.patterns.Field;
import io.stillwatch.profiles.Look;
import java.util.List;

/** What the benchmark's patterns ask of a look, as a column of a row: for peers that take rows. */
record Column(String label, Field field) {

  static final Column REASONING = new Column("reasoning", LookFields.REASONING);
  static final Column RUBRIC = new Column("rubric", LookFields.RUBRIC);
  static final Column PAIR = new Column("pair", LookFields.PAIR);
  static final Column SKELETON = new Column("skeleton", LookFields.SKELETON);
  static final Column PARAMS = new Column("params", LookFields.PARAMS);
  static final Column MODEL = new Column("model", LookFields.MODEL);
  static final Column LOGPROBS = new Column("logprobs", LookFields.LOGPROBS);

  static final List<Column> ALL =
      List.of(REASONING, RUBRIC, PAIR, SKELETON, PARAMS, MODEL, LOGPROBS);

  static Column of(Field field) {
    return ALL.stream()
        .filter(column -> column.field.equals(field))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no column for " + field.name()));
  }

  /** Whether it holds a real number; all others hold whole ones. */
  boolean real() {
    return field.type() == Field.Type.DOUBLE;
  }

  double score(Look look) {
    return Double.longBitsToDouble(field.bits(look));
  }

  /** A number, or what stands for a text; 0, which no pattern asks for, where there is nothing. */
  long bits(Look look) {
    return field.has(look) ? field.bits(look) : 0;
  }
}
