package io.stillwatch.patterns.condition;

import io.stillwatch.patterns.Capture;
import io.stillwatch.patterns.Earlier;
import io.stillwatch.patterns.Field;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Goes through a condition for the cases in which it is true, or false.
 *
 * <p>Between them the cases hold every look for which it is so, and others perhaps: where none is
 * left, there is no such look. A part that is not understood is taken for one that may be either,
 * but not both at once, and only where all that it reads is there.
 */
final class Cases {

  /** Beyond it a condition is not gone through any further, and nothing is said of it. */
  static final class TooMuchException extends Exception {
    private static final long serialVersionUID = 1L;
  }

  /** What two parts, neither of them a constant, are to each other: -1, 0, 1, or 2 with a NaN. */
  private record Pair(Object left, Object right) {}

  private static final int UNORDERED = 2;

  private final List<Capture> captures;
  private final @Nullable Field only;
  private int workLeft;

  /**
   * @param captures what parts that ask for earlier looks count by
   * @param only where it is named, nothing is known but what concerns this field alone
   */
  Cases(List<Capture> captures, @Nullable Field only, int work) {
    this.captures = captures;
    this.only = only;
    this.workLeft = work;
  }

  int workLeft() {
    return workLeft;
  }

  private void work(int amount) throws TooMuchException {
    workLeft -= amount;
    if (workLeft < 0) {
      throw new TooMuchException();
    }
  }

  /**
   * Where it comes to this, or cannot be told; empty where it does so for no look.
   *
   * @param untold whether what cannot be told belongs to it
   */
  List<Case> of(Truth truth, boolean yes, boolean untold) throws TooMuchException {
    work(1);
    if (truth instanceof Truths.Not not) {
      return of(not.of(), !yes, untold);
    }
    if (truth instanceof Truths.And and) {
      return yes
          ? both(of(and.left(), true, untold), of(and.right(), true, untold))
          : either(of(and.left(), false, untold), of(and.right(), false, untold));
    }
    if (truth instanceof Truths.Or or) {
      return yes
          ? either(of(or.left(), true, untold), of(or.right(), true, untold))
          : both(of(or.left(), false, untold), of(or.right(), false, untold));
    }
    if (truth instanceof Truths.Same same) {
      boolean equal = same.same() == yes;
      return either(
          both(of(same.left(), true, untold), of(same.right(), equal, untold)),
          both(of(same.left(), false, untold), of(same.right(), !equal, untold)));
    }
    if (truth instanceof Truths.OwnHas has) {
      return only != null && !only.equals(has.field())
          ? List.of(Case.ANY)
          : isAlways(has.field()) ? (yes ? List.of(Case.ANY) : List.of()) : presence(has, yes);
    }
    return truth instanceof Truths.EarlierHas ? presence(truth, yes) : leaf(truth, yes, untold);
  }

  private static boolean isAlways(Field field) {
    return field instanceof LookField known && known.always();
  }

  private static List<Case> presence(Truth has, boolean yes) {
    return List.of(new Case(Map.of(has, Ranges.only(yes ? 1 : 0))));
  }

  private static List<Case> either(List<Case> left, List<Case> right) {
    List<Case> all = new ArrayList<>(left);
    all.addAll(right);
    return all;
  }

  List<Case> both(List<Case> left, List<Case> right) throws TooMuchException {
    List<Case> all = new ArrayList<>();
    for (Case a : left) {
      for (Case b : right) {
        work(a.size() + b.size());
        Case both = a.and(b);
        if (both != null) {
          all.add(both);
        }
      }
    }
    return all;
  }

  // ---- parts that are true or false by themselves

  private List<Case> leaf(Truth truth, boolean yes, boolean untold) throws TooMuchException {
    Reading reading = new Reading();
    if (!reading.read(truth)) {
      return List.of(Case.ANY);
    }
    if (reading.fixed) {
      int answer = truth.ask(Nowhere.LOOK, Earlier.NOTHING);
      return answer == Truth.of(yes) || (untold && answer == Truth.UNTOLD)
          ? List.of(Case.ANY)
          : List.of();
    }
    if (only != null && !reading.fields.equals(Set.of(only))) {
      return List.of(Case.ANY);
    }
    if (untold && !reading.sure) {
      return List.of(Case.ANY);
    }
    List<Case> cases = new ArrayList<>();
    if (untold) {
      reading.needs.forEach(has -> cases.addAll(presence(has, false)));
    }
    Subject subject = subject(truth);
    Domain left = subject.all().and(yes ? subject.whereTrue() : subject.whereTrue().not());
    work(left.size());
    if (!left.isEmpty()) {
      Map<Object, Domain> known = new HashMap<>();
      reading.needs.forEach(has -> known.put(has, Ranges.only(1)));
      known.put(subject.of(), left);
      cases.add(new Case(known));
    }
    return cases;
  }

  /**
   * What a leaf asks about.
   *
   * @param all the values that it can have at all
   * @param whereTrue those for which the leaf is true; for all others it is false
   */
  private record Subject(Object of, Domain all, Domain whereTrue) {}

  private Subject subject(Truth truth) {
    if (truth instanceof Truths.OfBits of) {
      return new Subject(of.bits(), all(of.bits()), Ranges.only(0).not());
    }
    if (truth instanceof Truths.WholeField of) {
      return against(new Numbers.OwnBits(of.field()), of.order(), of.to());
    }
    if (truth instanceof Truths.RealField of) {
      return against(new Numbers.RealOfBits(new Numbers.OwnBits(of.field())), of.order(), of.to());
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
        double least = field instanceof LookField known ? known.least() : Double.NEGATIVE_INFINITY;
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
    return new Subject(own, known.isEmpty() ? Texts.ALL : Texts.only(Set.copyOf(known)), whereTrue);
  }

  // ---- what it reads

  /** The fields of the look at hand that a condition asks for, in the order of its text. */
  static Set<Field> fields(Truth truth) {
    Set<Field> fields = new LinkedHashSet<>();
    gather(truth, fields);
    return fields;
  }

  private static void gather(Truth truth, Set<Field> fields) {
    if (truth instanceof Truths.Not not) {
      gather(not.of(), fields);
    } else if (truth instanceof Truths.And and) {
      gather(and.left(), fields);
      gather(and.right(), fields);
    } else if (truth instanceof Truths.Or or) {
      gather(or.left(), fields);
      gather(or.right(), fields);
    } else if (truth instanceof Truths.Same same) {
      gather(same.left(), fields);
      gather(same.right(), fields);
    } else if (truth instanceof Truths.OwnHas has) {
      fields.add(has.field());
    } else {
      Reading reading = new Reading();
      reading.read(truth);
      fields.addAll(reading.fields);
    }
  }

  /** Gathers what a leaf reads. */
  private static final class Reading {

    /** What has to be there for it to be told. */
    final Set<Truth> needs = new LinkedHashSet<>();

    /** What it reads of the look at hand. */
    final Set<Field> fields = new LinkedHashSet<>();

    /** It reads nothing. */
    boolean fixed = true;

    /** It is told wherever that is there: nothing can overflow. */
    boolean sure = true;

    /** False where there is a kind of part that it does not know. */
    boolean read(Truth truth) {
      if (truth instanceof Truths.Fixed) {
        return true;
      }
      if (truth instanceof Truths.OfBits of) {
        return read(of.bits());
      }
      if (truth instanceof Truths.WholeField of) {
        return read(of.field());
      }
      if (truth instanceof Truths.RealField of) {
        return read(of.field());
      }
      if (truth instanceof Truths.Wholes of) {
        return read(of.left()) && read(of.right());
      }
      if (truth instanceof Truths.Reals of) {
        return read(of.left()) && read(of.right());
      }
      if (truth instanceof Truths.RealToWhole of) {
        return read(of.left()) && read(of.right());
      }
      if (truth instanceof Lists.WholeIn in) {
        return read(in.of());
      }
      if (truth instanceof Lists.RealIn in) {
        return read(in.of());
      }
      return readText(truth);
    }

    private boolean readText(Truth truth) {
      if (truth instanceof Lists.TextIn in) {
        return read(in.of());
      }
      if (truth instanceof TextTests.Is is) {
        return read(is.of());
      }
      if (truth instanceof TextTests.Compared of) {
        return read(of.left()) && read(of.right());
      }
      if (truth instanceof TextTests.Starts test) {
        return read(test.of());
      }
      if (truth instanceof TextTests.Ends test) {
        return read(test.of());
      }
      if (truth instanceof TextTests.Contains test) {
        return read(test.of());
      }
      return truth instanceof TextTests.Matches test && read(test.of());
    }

    private boolean read(Field field) {
      fixed = false;
      fields.add(field);
      if (!isAlways(field)) {
        needs.add(new Truths.OwnHas(field));
      }
      return true;
    }

    private boolean read(Words words) {
      return !(words instanceof Words.Own own) || read(own.field());
    }

    private boolean read(Whole whole) {
      if (whole instanceof Numbers.OwnBits of) {
        return read(of.field());
      }
      if (whole instanceof Numbers.EarlierBits of) {
        fixed = false;
        needs.add(new Truths.EarlierHas(of.capture()));
        return true;
      }
      if (whole instanceof Numbers.WholeArithmetic of) {
        sure = false;
        return read(of.left()) && read(of.right());
      }
      if (whole instanceof Numbers.WholeNegated of) {
        sure = false;
        return read(of.of());
      }
      if (whole instanceof Numbers.WholeOfReal of) {
        sure = false;
        return read(of.of());
      }
      if (whole instanceof Numbers.SizeOf of) {
        return read(of.of());
      }
      return whole instanceof Numbers.FixedWhole;
    }

    private boolean read(Real real) {
      if (real instanceof Numbers.RealOfBits of) {
        return read(of.bits());
      }
      if (real instanceof Numbers.RealOfWhole of) {
        return read(of.of());
      }
      if (real instanceof Numbers.RealArithmetic of) {
        return read(of.left()) && read(of.right());
      }
      if (real instanceof Numbers.RealNegated of) {
        return read(of.of());
      }
      return real instanceof Numbers.FixedReal;
    }
  }
}
