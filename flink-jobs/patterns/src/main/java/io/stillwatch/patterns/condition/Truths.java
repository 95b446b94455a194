package io.stillwatch.patterns.condition;

import io.stillwatch.patterns.Earlier;
import io.stillwatch.patterns.Field;
import io.stillwatch.profiles.Judged;

/** The parts of conditions that are true or false: logic, presence, comparisons of numbers. */
final class Truths {

  private Truths() {}

  // ---- logic, as CEL has it: one side may decide although the other cannot be told

  record Fixed(boolean written) implements Truth {
    @Override
    public int ask(Judged judged, Earlier earlier) {
      return Truth.of(written);
    }
  }

  record And(Truth left, Truth right) implements Truth {
    @Override
    public int ask(Judged judged, Earlier earlier) {
      int a = left.ask(judged, earlier);
      if (a == NO) {
        return NO;
      }
      int b = right.ask(judged, earlier);
      return b == NO ? NO : Math.max(a, b);
    }
  }

  record Or(Truth left, Truth right) implements Truth {
    @Override
    public int ask(Judged judged, Earlier earlier) {
      int a = left.ask(judged, earlier);
      if (a == YES) {
        return YES;
      }
      int b = right.ask(judged, earlier);
      return b == YES ? YES : Math.max(a, b);
    }
  }

  record Not(Truth of) implements Truth {
    @Override
    public int ask(Judged judged, Earlier earlier) {
      int a = of.ask(judged, earlier);
      return a == UNTOLD ? UNTOLD : 1 - a;
    }
  }

  record Same(Truth left, Truth right, boolean same) implements Truth {
    @Override
    public int ask(Judged judged, Earlier earlier) {
      int a = left.ask(judged, earlier);
      int b = right.ask(judged, earlier);
      return a == UNTOLD || b == UNTOLD ? UNTOLD : Truth.of((a == b) == same);
    }
  }

  // ---- fields

  record OwnHas(Field field) implements Truth {
    @Override
    public int ask(Judged judged, Earlier earlier) {
      return Truth.of(field.has(judged));
    }
  }

  record EarlierHas(int capture) implements Truth {
    @Override
    public int ask(Judged judged, Earlier earlier) {
      return Truth.of(earlier.has(capture));
    }
  }

  /** A field that is true or false. */
  record OfBits(Whole bits) implements Truth {
    @Override
    public int ask(Judged judged, Earlier earlier) {
      return bits.told(judged, earlier) ? Truth.of(bits.value(judged, earlier) != 0) : UNTOLD;
    }
  }

  // ---- comparisons; a field with a constant is what most conditions are made of

  record WholeField(Field field, Order order, long to) implements Truth {
    @Override
    public int ask(Judged judged, Earlier earlier) {
      return field.has(judged) ? Truth.of(order.holds(field.bits(judged), to)) : UNTOLD;
    }
  }

  record RealField(Field field, Order order, double to) implements Truth {
    @Override
    public int ask(Judged judged, Earlier earlier) {
      return field.has(judged)
          ? Truth.of(order.holds(Double.longBitsToDouble(field.bits(judged)), to))
          : UNTOLD;
    }
  }

  record Wholes(Whole left, Order order, Whole right) implements Truth {
    @Override
    public int ask(Judged judged, Earlier earlier) {
      return left.told(judged, earlier) && right.told(judged, earlier)
          ? Truth.of(order.holds(left.value(judged, earlier), right.value(judged, earlier)))
          : UNTOLD;
    }
  }

  record Reals(Real left, Order order, Real right) implements Truth {
    @Override
    public int ask(Judged judged, Earlier earlier) {
      return left.told(judged, earlier) && right.told(judged, earlier)
          ? Truth.of(order.holds(left.value(judged, earlier), right.value(judged, earlier)))
          : UNTOLD;
    }
  }

  record RealToWhole(Real left, Order order, Whole right) implements Truth {
    @Override
    public int ask(Judged judged, Earlier earlier) {
      return left.told(judged, earlier) && right.told(judged, earlier)
          ? Truth.of(order.holds(left.value(judged, earlier), right.value(judged, earlier)))
          : UNTOLD;
    }
  }
}
