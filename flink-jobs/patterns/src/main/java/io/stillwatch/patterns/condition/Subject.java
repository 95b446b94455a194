package io.stillwatch.patterns.condition;

import io.stillwatch.patterns.Capture;
import io.stillwatch.patterns.Field;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a part of a condition asks about that is true or false by itself.
 *
 * @param of the same for all parts that ask about the same
 * @param all the values that it can have at all
 * @param whereTrue those for which the part is true; for all others it is false
 */
record Subject(Object of, Domain all, Domain whereTrue) {

  /** What two parts, neither of them a constant, are to each other: -1, 0, 1, or 2 with a NaN. */
  private record Pair(Object left, Object right) {}

  private static final int UNORDERED = 2;

  static Subject of(Truth truth, List<Capture> captures) {
    return new Finder(captures).subject(truth);
  }

  /**
   * @param captures what parts that ask for earlier looks count by
   */
  private record Finder(List<Capture> captures) {

    Subject subject(Truth truth) {
      if (truth instanceof Truths.OfBits of) {
        return new Subject(of.bits(), all(of.bits()), Ranges.only(0).not());
      }
      if (truth instanceof Truths.WholeField of) {
        return against(new Numbers.OwnBits(of.field()), of.order(), of.to());
      }
      if (truth instanceof Truths.RealField of) {
        return against(
            new Numbers.RealOfBits(new Numbers.OwnBits(of.field())), of.order(), of.to());
      }
      if (truth instanceof Truths.Wholes of) {
        return wholes(of);
      }
      if (truth instanceof Truths.Reals of) {
        return reals(of);
      }
      if (truth instanceof Truths.RealToWhole of) {
        return mixed(of);
      }
      if (truth instanceof Lists.WholeIn in) {
        Ranges values = Ranges.NONE;
        for (long whole : in.wholes()) {
          values = values.or(Ranges.only(whole));
        }
        for (double real : in.reals()) {
          values = values.or((Ranges) toReal(in.of(), Order.EQUAL, real).whereTrue());
        }
        return new Subject(in.of(), all(in.of()), values);
      }
      if (truth instanceof Lists.RealIn in) {
        return realIn(in);
      }
      Subject ofText = ofText(truth);
      return ofText != null
          ? ofText
          : new Subject(truth, Ranges.of(0, 1), Ranges.only(1)); // not understood
    }

    // ---- numbers

    private Subject wholes(Truths.Wholes of) {
      if (of.right() instanceof Numbers.FixedWhole to) {
        return against(of.left(), of.order(), to.written());
      }
      if (of.left() instanceof Numbers.FixedWhole to) {
        return against(of.right(), of.order().flipped(), to.written());
      }
      Ranges all = of.left().equals(of.right()) ? Ranges.only(0) : Ranges.of(-1, 1);
      return new Subject(
          new Pair(of.left(), of.right()),
          all,
          Ranges.where(of.order(), -1, 1, sign -> Long.signum(sign)));
    }

    private Subject against(Whole left, Order order, long to) {
      return new Subject(
          left,
          all(left),
          Ranges.where(order, Long.MIN_VALUE, Long.MAX_VALUE, value -> Long.compare(value, to)));
    }

    private Subject reals(Truths.Reals of) {
      if (of.right() instanceof Numbers.FixedReal to) {
        return against(of.left(), of.order(), to.written());
      }
      if (of.left() instanceof Numbers.FixedReal to) {
        return against(of.right(), of.order().flipped(), to.written());
      }
      Ranges held = Ranges.where(of.order(), -1, 1, sign -> Long.signum(sign));
      return new Subject(
          new Pair(of.left(), of.right()),
          Ranges.of(-1, UNORDERED),
          of.order() == Order.UNEQUAL ? held.or(Ranges.only(UNORDERED)) : held);
    }

    /** As doubles compare: the two zeros are equal, and NaN is unequal to everything. */
    private Subject against(Real left, Order order, double to) {
      if (left instanceof Numbers.RealOfWhole of) {
        return new Subject(
            of.of(),
            all(of.of()),
            Ranges.where(
                order, Long.MIN_VALUE, Long.MAX_VALUE, value -> compare((double) value, to)));
      }
      Ranges held = whereReal(order, value -> compare(value, to));
      return new Subject(key(left), all(left), order == Order.UNEQUAL ? held.or(Ranges.NAN) : held);
    }

    private static int compare(double a, double b) {
      return a < b ? -1 : a > b ? 1 : 0;
    }

    private interface OfReal {
      int sign(double value);
    }

    /** Of the numbers from one infinity to the other. */
    private static Ranges whereReal(Order order, OfReal sign) {
      return Ranges.where(
          order,
          Ranges.place(Double.NEGATIVE_INFINITY),
          Ranges.place(Double.POSITIVE_INFINITY),
          place -> sign.sign(Ranges.real(place)));
    }

    private Subject mixed(Truths.RealToWhole of) {
      if (of.right() instanceof Numbers.FixedWhole to) {
        return toWhole(of.left(), of.order(), to.written());
      }
      if (of.left() instanceof Numbers.FixedReal to) {
        return toReal(of.right(), of.order().flipped(), to.written());
      }
      return new Subject(
          new Pair(of.left(), of.right()),
          Ranges.of(-1, 1),
          Ranges.where(of.order(), -1, 1, sign -> Long.signum(sign)));
    }

    /** As CEL compares a real with a whole number, NaN above all: {@link Order#compare}. */
    private Subject toWhole(Real left, Order order, long to) {
      if (left instanceof Numbers.RealOfWhole of) {
        return new Subject(
            of.of(),
            all(of.of()),
            Ranges.where(
                order, Long.MIN_VALUE, Long.MAX_VALUE, value -> Order.compare((double) value, to)));
      }
      Ranges held = whereReal(order, value -> Order.compare(value, to));
      boolean ofNan = order.holds(Double.NaN, to);
      return new Subject(key(left), all(left), ofNan ? held.or(Ranges.NAN) : held);
    }

    private Subject toReal(Whole left, Order order, double to) {
      return new Subject(
          left,
          all(left),
          Ranges.where(order, Long.MIN_VALUE, Long.MAX_VALUE, value -> -Order.compare(to, value)));
    }

    private Subject realIn(Lists.RealIn in) {
      Ranges values = Ranges.NONE;
      for (double real : in.reals()) {
        values = values.or((Ranges) against(in.of(), Order.EQUAL, real).whereTrue());
      }
      for (long whole : in.wholes()) {
        values = values.or((Ranges) toWhole(in.of(), Order.EQUAL, whole).whereTrue());
      }
      Subject any = against(in.of(), Order.EQUAL, 0.0);
      return new Subject(any.of(), any.all(), values);
    }

    /** A field is the same part, whichever way it is read. */
    private static Object key(Real real) {
      return real instanceof Numbers.RealOfBits of ? of.bits() : real;
    }

    private Ranges all(Real real) {
      return real instanceof Numbers.RealOfBits of ? all(of.bits()) : Ranges.REALS;
    }

    private Ranges all(Whole whole) {
      if (whole instanceof Numbers.OwnBits of) {
        return all(of.field());
      }
      if (whole instanceof Numbers.EarlierBits of) {
        return all(captures.get(of.capture()).field());
      }
      return whole instanceof Numbers.SizeOf ? Ranges.of(0, Integer.MAX_VALUE) : Ranges.ALL;
    }

    private static Ranges all(Field field) {
      if (field instanceof LookField.Hash || field instanceof LookField.ToolSchema) {
        return Ranges.only(0).not();
      }
      return switch (field.type()) {
        case BOOL -> Ranges.of(0, 1);
        case INT, TEXT -> Ranges.ALL;
        case DOUBLE -> {
          double least =
              field instanceof LookField known ? known.least() : Double.NEGATIVE_INFINITY;
          double most = field instanceof LookField known ? known.most() : Double.POSITIVE_INFINITY;
          // Either zero, where one is the least.
          yield Ranges.of(Ranges.place(least == 0 ? -0.0 : least), Ranges.place(most));
        }
      };
    }

    // ---- texts

    private static @Nullable Subject ofText(Truth truth) {
      if (truth instanceof TextTests.Is is && is.of() instanceof Words.Own own) {
        Set<String> written = Set.of(is.written());
        return text(own, is.same() ? Texts.only(written) : Texts.but(written));
      }
      if (truth instanceof Lists.TextIn in && in.of() instanceof Words.Own own) {
        return text(own, Texts.only(in.texts()));
      }
      if (truth instanceof TextTests.Starts test && test.of() instanceof Words.Own own) {
        return text(own, Texts.passing(test, text -> text.startsWith(test.with()), true));
      }
      if (truth instanceof TextTests.Ends test && test.of() instanceof Words.Own own) {
        return text(own, Texts.passing(test, text -> text.endsWith(test.with()), true));
      }
      if (truth instanceof TextTests.Contains test && test.of() instanceof Words.Own own) {
        return text(own, Texts.passing(test, text -> text.contains(test.part()), true));
      }
      if (truth instanceof TextTests.Matches test && test.of() instanceof Words.Own own) {
        return text(own, Texts.passing(test, text -> test.pattern().matcher(text).find(), true));
      }
      return null;
    }

    private static Subject text(Words.Own own, Texts whereTrue) {
      List<String> known = own.field() instanceof LookField field ? field.texts() : List.of();
      return new Subject(
          own, known.isEmpty() ? Texts.ALL : Texts.only(Set.copyOf(known)), whereTrue);
    }
  }
}
