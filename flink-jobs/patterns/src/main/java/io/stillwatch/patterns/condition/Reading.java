package io.stillwatch.patterns.condition;

import io.stillwatch.patterns.Field;
import java.util.LinkedHashSet;
import java.util.Set;

/** Gathers what a part of a condition reads that is true or false by itself. */
final class Reading {

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
    if (!LookField.isAlways(field)) {
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
