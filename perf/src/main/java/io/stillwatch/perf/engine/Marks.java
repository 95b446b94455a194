package io.stillwatch.perf.engine;

import io.stillwatch.patterns.Anchor;
import io.stillwatch.patterns.Anchor.Test;
import io.stillwatch.signals.Fact;
import io.stillwatch.signals.Facts;
import java.util.List;

/**
 * What interesting events show, by number, and how conditions ask for it.
 *
 * <p>The first two are strong scores of a signal, as starter patterns ask for; the others are what
 * gives one campaign away, with a score beside it that is too weak for the first two.
 */
final class Marks {

  private static final int KINDS = 3;

  private Marks() {}

  static List<Anchor> tests(int mark) {
    if (mark == 0) {
      return List.of(atLeast(0.6, true));
    }
    if (mark == 1) {
      return List.of(atLeast(0.7, false));
    }
    return switch (mark % KINDS) {
      case 0 ->
          List.of(new Anchor(LookFields.SKELETON, Test.EQUAL, Mix.of(mark)), atLeast(0.4, false));
      case 1 ->
          List.of(new Anchor(LookFields.PARAMS, Test.EQUAL, Mix.of(mark)), atLeast(0.3, true));
      default ->
          List.of(
              new Anchor(LookFields.MODEL, Test.EQUAL, model(mark).hashCode()),
              new Anchor(LookFields.LOGPROBS, Test.AT_LEAST, 3));
    };
  }

  private static Anchor atLeast(double score, boolean reasoning) {
    return new Anchor(
        reasoning ? LookFields.REASONING : LookFields.RUBRIC,
        Test.AT_LEAST,
        Double.doubleToRawLongBits(score));
  }

  private static String model(int mark) {
    return "preview-" + mark;
  }

  /** Puts the mark among an event's signals. */
  static void sign(int mark, long[] signals) {
    double spread = Mix.unit(signals[LookFields.CATALOG.code("prompt")]) / 10;
    if (mark == 0) {
      put(signals, "cot_elicitation", 0.7 + spread);
    } else if (mark == 1) {
      put(signals, "rubric_grading", 0.8 + spread);
    } else if (mark % KINDS == 0) {
      signals[LookFields.CATALOG.code("skeleton")] = Mix.of(mark);
      put(signals, "rubric_grading", 0.45 + spread);
    } else if (mark % KINDS == 1) {
      signals[LookFields.CATALOG.code("params")] = Mix.of(mark);
      put(signals, "cot_elicitation", 0.35 + spread);
    }
  }

  private static void put(long[] signals, String score, double value) {
    signals[LookFields.CATALOG.code(score)] = Double.doubleToRawLongBits(value);
  }

  /** What an event reports: its model gives some marks away. */
  static Facts.Builder report(int mark, Facts.Builder facts, String usualModel) {
    if (mark >= 2 && mark % KINDS == 2) {
      return facts.text(Fact.MODEL, model(mark)).number(Fact.TOP_LOGPROBS, 5);
    }
    return facts.text(Fact.MODEL, usualModel);
  }
}
