package io.stillwatch.patterns.condition;

import io.stillwatch.patterns.Anchor;
import io.stillwatch.patterns.Field;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a part of a condition needs at least, as simple tests of which one must pass.
 *
 * <p>An empty list says nothing. Where a bound cannot be told exactly, the test is weaker and never
 * stronger than the condition.
 */
final class Anchors {

  static final List<Anchor> NONE = List.of();

  /** Up to here doubles count every whole number. */
  private static final double EXACT_MAX = 1L << 53;

  private Anchors() {}

  static List<Anchor> present(@Nullable Field field) {
    return field == null ? NONE : List.of(new Anchor(field, Anchor.Test.PRESENT, 0));
  }

  static List<Anchor> equal(Field field, long bits) {
    return List.of(new Anchor(field, Anchor.Test.EQUAL, bits));
  }

  static List<Anchor> of(Field field, Order order, long to) {
    return switch (order) {
      case EQUAL -> equal(field, to);
      case UNEQUAL -> NONE;
      case LESS -> bound(field, Anchor.Test.AT_MOST, to == Long.MIN_VALUE ? to : to - 1);
      case AT_MOST -> bound(field, Anchor.Test.AT_MOST, to);
      case MORE -> bound(field, Anchor.Test.AT_LEAST, to == Long.MAX_VALUE ? to : to + 1);
      case AT_LEAST -> bound(field, Anchor.Test.AT_LEAST, to);
    };
  }

  static List<Anchor> of(Field field, Order order, double to) {
    return switch (order) {
      // Of the two zeros only one has the constant's bits.
      case EQUAL ->
          to == 0 && !(field instanceof LookField)
              ? bound(field, Anchor.Test.AT_LEAST, bits(-0.0))
              : equal(field, bits(to + 0.0));
      case UNEQUAL -> NONE;
      case LESS -> bound(field, Anchor.Test.AT_MOST, bits(Math.nextDown(to)));
      case AT_MOST -> bound(field, Anchor.Test.AT_MOST, bits(to));
      case MORE -> bound(field, Anchor.Test.AT_LEAST, bits(Math.nextUp(to)));
      case AT_LEAST -> bound(field, Anchor.Test.AT_LEAST, bits(to));
    };
  }

  /** A field that is a whole number against a constant with a fraction. */
  static List<Anchor> ofWhole(Field field, Order order, double to) {
    if (order == Order.UNEQUAL) {
      return NONE;
    }
    if (Math.abs(to) >= EXACT_MAX || (order == Order.EQUAL && to != Math.rint(to))) {
      return present(field);
    }
    return switch (order) {
      case EQUAL -> equal(field, (long) to);
      case LESS, AT_MOST -> bound(field, Anchor.Test.AT_MOST, (long) Math.floor(to));
      case MORE, AT_LEAST -> bound(field, Anchor.Test.AT_LEAST, (long) Math.ceil(to));
      case UNEQUAL -> NONE;
    };
  }

  /** A field with a fraction against a whole constant. */
  static List<Anchor> ofReal(Field field, Order order, long to) {
    if (order == Order.UNEQUAL) {
      return NONE;
    }
    return Math.abs((double) to) >= EXACT_MAX ? present(field) : of(field, order, (double) to);
  }

  /** Both sides must hold: the side that fewer looks pass. */
  static List<Anchor> both(List<Anchor> left, List<Anchor> right) {
    if (left.isEmpty() || right.isEmpty()) {
      return left.isEmpty() ? right : left;
    }
    int better = Integer.compare(width(left), width(right));
    if (better == 0) {
      better = Integer.compare(left.size(), right.size());
    }
    return better <= 0 ? left : right;
  }

  /** One side must hold. */
  static List<Anchor> either(List<Anchor> left, List<Anchor> right) {
    if (left.isEmpty() || right.isEmpty()) {
      return NONE;
    }
    Set<Anchor> union = new LinkedHashSet<>(left);
    union.addAll(right);
    return new ArrayList<>(union);
  }

  private static List<Anchor> bound(Field field, Anchor.Test test, long bits) {
    return List.of(new Anchor(field, test, bits));
  }

  private static long bits(double value) {
    return Double.doubleToRawLongBits(value);
  }

  /** How much the widest of them lets through. */
  private static int width(List<Anchor> anchors) {
    int widest = 0;
    for (Anchor anchor : anchors) {
      widest =
          Math.max(
              widest,
              switch (anchor.test()) {
                case EQUAL -> 0;
                case AT_LEAST, AT_MOST -> 1;
                case PRESENT -> 2;
              });
    }
    return widest;
  }
}
