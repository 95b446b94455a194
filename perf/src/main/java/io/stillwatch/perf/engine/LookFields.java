package io.stillwatch.perf.engine;

import io.stillwatch.patterns.Field;
import io.stillwatch.profiles.Judged;
import io.stillwatch.profiles.Look;
import io.stillwatch.signals.Fact;
import io.stillwatch.signals.SignalCatalog;
import org.jspecify.annotations.Nullable;

/** The fields that the patterns of the benchmark ask for. */
final class LookFields {

  static final SignalCatalog CATALOG = SignalCatalog.installed();

  static final Field REASONING =
      new Score("signal.cot_elicitation", CATALOG.code("cot_elicitation"));
  static final Field RUBRIC = new Score("signal.rubric_grading", CATALOG.code("rubric_grading"));
  static final Field PAIR = new Hash("signal.pair", CATALOG.code("pair"));
  static final Field SKELETON = new Hash("signal.skeleton", CATALOG.code("skeleton"));
  static final Field PARAMS = new Hash("signal.params", CATALOG.code("params"));
  static final Field MODEL = new Reported(Fact.MODEL);
  static final Field LOGPROBS = new Reported(Fact.TOP_LOGPROBS);

  private LookFields() {}

  /** How strongly a signal shows. */
  record Score(String name, int code) implements Field {
    @Override
    public Type type() {
      return Type.DOUBLE;
    }

    @Override
    public boolean has(Judged judged) {
      return true;
    }

    @Override
    public long bits(Judged judged) {
      return ((Look) judged).signals().raw(code);
    }

    @Override
    public @Nullable String text(Judged judged) {
      return null;
    }
  }

  /** A signal that is a hash. */
  record Hash(String name, int code) implements Field {
    @Override
    public Type type() {
      return Type.INT;
    }

    @Override
    public boolean has(Judged judged) {
      return ((Look) judged).signals().raw(code) != 0;
    }

    @Override
    public long bits(Judged judged) {
      return ((Look) judged).signals().raw(code);
    }

    @Override
    public @Nullable String text(Judged judged) {
      return null;
    }
  }

  /** What a producer reported: a number or a text. */
  record Reported(Fact fact) implements Field {
    @Override
    public String name() {
      return "event." + fact.path();
    }

    @Override
    public Type type() {
      return fact.kind() == Fact.Kind.TEXT ? Type.TEXT : Type.INT;
    }

    @Override
    public boolean has(Judged judged) {
      return ((Look) judged).sighting().facts().has(fact);
    }

    @Override
    public long bits(Judged judged) {
      String text = text(judged);
      return text == null ? ((Look) judged).sighting().facts().bits(fact) : text.hashCode();
    }

    @Override
    public @Nullable String text(Judged judged) {
      return fact.kind() == Fact.Kind.TEXT ? ((Look) judged).sighting().facts().text(fact) : null;
    }
  }
}
