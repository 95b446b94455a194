package io.stillwatch.patterns;

import io.stillwatch.profiles.Look;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Finds the patterns that a look could matter to by what their conditions need at least, so that
 * the work depends on what a look shows and hardly on how many patterns there are.
 *
 * <p>Each field that any pattern needs is read once. Equal values are looked up; thresholds are
 * sorted, and gone through as far as the value reaches.
 */
final class CandidateIndex {

  private final FieldIndex[] fields;
  private final int[] always;

  private CandidateIndex(FieldIndex[] fields, int[] always) {
    this.fields = fields;
    this.always = always;
  }

  /** Sets the bit of every pattern that the look could matter to. */
  void collect(Look look, long[] candidates) {
    for (int pattern : always) {
      candidates[pattern >> 6] |= 1L << pattern;
    }
    for (FieldIndex field : fields) {
      if (field.field.has(look)) {
        field.collect(field.field.bits(look), candidates);
      }
    }
  }

  /** What patterns need of one field. */
  private static final class FieldIndex {

    final Field field;
    private final boolean real;
    private final Map<Long, int[]> equal;
    private final int[] present;
    private final Thresholds atLeast;
    private final Thresholds atMost;

    FieldIndex(Field field, List<Need> needs) {
      this.field = field;
      this.real = field.type() == Field.Type.DOUBLE;
      Map<Long, List<Integer>> byValue = new HashMap<>();
      List<Integer> anywhere = new ArrayList<>();
      for (Need need : needs) {
        if (need.anchor.test() == Anchor.Test.EQUAL) {
          byValue
              .computeIfAbsent(comparable(need.anchor.bits()), v -> new ArrayList<>())
              .add(need.pattern);
        } else if (need.anchor.test() == Anchor.Test.PRESENT) {
          anywhere.add(need.pattern);
        }
      }
      equal = new HashMap<>();
      byValue.forEach((value, patterns) -> equal.put(value, ints(patterns)));
      present = ints(anywhere);
      atLeast = new Thresholds(needs, Anchor.Test.AT_LEAST, this::comparable);
      atMost = new Thresholds(needs, Anchor.Test.AT_MOST, this::comparable);
    }

    void collect(long bits, long[] candidates) {
      long value = comparable(bits);
      set(present, candidates);
      if (!equal.isEmpty()) {
        int[] same = equal.get(value);
        if (same != null) {
          set(same, candidates);
        }
      }
      atLeast.upTo(value, candidates);
      atMost.from(value, candidates);
    }

    /** A number that is ordered as the value is; both zeros are one. */
    private long comparable(long bits) {
      if (!real) {
        return bits;
      }
      double value = Double.longBitsToDouble(bits);
      long ordered = Double.doubleToLongBits(value == 0 ? 0.0 : value);
      return ordered >= 0 ? ordered : ordered ^ Long.MAX_VALUE;
    }

    private static void set(int[] patterns, long[] candidates) {
      for (int pattern : patterns) {
        candidates[pattern >> 6] |= 1L << pattern;
      }
    }
  }

  /** Patterns by the threshold that they need, rising. */
  private static final class Thresholds {

    private final long[] values;
    private final int[] patterns;

    Thresholds(List<Need> needs, Anchor.Test test, LongUnaryOperator comparable) {
      List<Need> sorted =
          needs.stream()
              .filter(need -> need.anchor.test() == test)
              .sorted(Comparator.comparingLong(need -> comparable.applyAsLong(need.anchor.bits())))
              .toList();
      values = sorted.stream().mapToLong(n -> comparable.applyAsLong(n.anchor.bits())).toArray();
      patterns = sorted.stream().mapToInt(Need::pattern).toArray();
    }

    /** Those whose threshold is not above the value. */
    void upTo(long value, long[] candidates) {
      for (int i = 0; i < values.length && values[i] <= value; i++) {
        candidates[patterns[i] >> 6] |= 1L << patterns[i];
      }
    }

    /** Those whose threshold is not below the value. */
    void from(long value, long[] candidates) {
      for (int i = values.length - 1; i >= 0 && values[i] >= value; i--) {
        candidates[patterns[i] >> 6] |= 1L << patterns[i];
      }
    }
  }

  private record Need(int pattern, Anchor anchor) {}

  private static int[] ints(@Nullable List<Integer> list) {
    return list == null ? new int[0] : list.stream().mapToInt(Integer::intValue).toArray();
  }

  /** Collects what patterns need. */
  static final class Builder {

    private final Map<Field, List<Need>> needs = new LinkedHashMap<>();
    private final List<Integer> always = new ArrayList<>();

    /** Without anchors a pattern is always a candidate. */
    void add(int pattern, List<Anchor> anchors) {
      if (anchors.isEmpty()) {
        always.add(pattern);
      }
      for (Anchor anchor : anchors) {
        needs
            .computeIfAbsent(anchor.field(), f -> new ArrayList<>())
            .add(new Need(pattern, anchor));
      }
    }

    CandidateIndex build() {
      FieldIndex[] fields = new FieldIndex[needs.size()];
      int next = 0;
      for (Map.Entry<Field, List<Need>> entry : needs.entrySet()) {
        fields[next++] = new FieldIndex(entry.getKey(), entry.getValue());
      }
      return new CandidateIndex(fields, ints(always));
    }
  }
}
