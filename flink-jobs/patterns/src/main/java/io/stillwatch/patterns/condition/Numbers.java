package io.stillwatch.patterns.condition;

import io.stillwatch.patterns.Earlier;
import io.stillwatch.patterns.Field;
import io.stillwatch.profiles.Judged;

/** The parts of conditions that are numbers. */
final class Numbers {

  private Numbers() {}

  // ---- whole numbers

  record FixedWhole(long written) implements Whole {
    @Override
    public boolean told(Judged judged, Earlier earlier) {
      return true;
    }

    @Override
    public long value(Judged judged, Earlier earlier) {
      return written;
    }
  }

  /** The bits of a field of the look. */
  record OwnBits(Field field) implements Whole {
    @Override
    public boolean told(Judged judged, Earlier earlier) {
      return field.has(judged);
    }

    @Override
    public long value(Judged judged, Earlier earlier) {
      return field.bits(judged);
    }
  }

  /** The bits of a field of the last look that an earlier step took. */
  record EarlierBits(int capture) implements Whole {
    @Override
    public boolean told(Judged judged, Earlier earlier) {
      return earlier.has(capture);
    }

    @Override
    public long value(Judged judged, Earlier earlier) {
      return earlier.bits(capture);
    }
  }

  enum Operation {
    PLUS,
    MINUS,
    TIMES,
    BY,
    MODULO
  }

  /** Overflow and division by zero have no value. */
  record WholeArithmetic(Operation operation, Whole left, Whole right) implements Whole {
    @Override
    public boolean told(Judged judged, Earlier earlier) {
      if (!left.told(judged, earlier) || !right.told(judged, earlier)) {
        return false;
      }
      long a = left.value(judged, earlier);
      long b = right.value(judged, earlier);
      return switch (operation) {
        case PLUS -> ((a ^ (a + b)) & (b ^ (a + b))) >= 0;
        case MINUS -> ((a ^ b) & (a ^ (a - b))) >= 0;
        case TIMES -> Math.multiplyHigh(a, b) == (a * b) >> 63;
        case BY -> b != 0 && !(a == Long.MIN_VALUE && b == -1);
        case MODULO -> b != 0;
      };
    }

    @Override
    public long value(Judged judged, Earlier earlier) {
      long a = left.value(judged, earlier);
      long b = right.value(judged, earlier);
      return switch (operation) {
        case PLUS -> a + b;
        case MINUS -> a - b;
        case TIMES -> a * b;
        case BY -> a / b;
        case MODULO -> a % b;
      };
    }
  }

  record WholeNegated(Whole of) implements Whole {
    @Override
    public boolean told(Judged judged, Earlier earlier) {
      return of.told(judged, earlier) && of.value(judged, earlier) != Long.MIN_VALUE;
    }

    @Override
    public long value(Judged judged, Earlier earlier) {
      return -of.value(judged, earlier);
    }
  }

  /** Cut towards zero; what is outside the range of whole numbers has no value. */
  record WholeOfReal(Real of) implements Whole {
    @Override
    public boolean told(Judged judged, Earlier earlier) {
      if (!of.told(judged, earlier)) {
        return false;
      }
      // The least whole number is left out, as CEL does it.
      return Math.getExponent(of.value(judged, earlier)) < 63;
    }

    @Override
    public long value(Judged judged, Earlier earlier) {
      return (long) of.value(judged, earlier);
    }
  }

  /** Characters of a text, by code points. */
  record SizeOf(Words of) implements Whole {
    @Override
    public boolean told(Judged judged, Earlier earlier) {
      return of.text(judged) != null;
    }

    @Override
    public long value(Judged judged, Earlier earlier) {
      String text = of.text(judged);
      return text == null ? 0 : text.codePointCount(0, text.length());
    }
  }

  // ---- real numbers

  record FixedReal(double written) implements Real {
    @Override
    public boolean told(Judged judged, Earlier earlier) {
      return true;
    }

    @Override
    public double value(Judged judged, Earlier earlier) {
      return written;
    }
  }

  /** A field whose bits are those of a double. */
  record RealOfBits(Whole bits) implements Real {
    @Override
    public boolean told(Judged judged, Earlier earlier) {
      return bits.told(judged, earlier);
    }

    @Override
    public double value(Judged judged, Earlier earlier) {
      return Double.longBitsToDouble(bits.value(judged, earlier));
    }
  }

  record RealOfWhole(Whole of) implements Real {
    @Override
    public boolean told(Judged judged, Earlier earlier) {
      return of.told(judged, earlier);
    }

    @Override
    public double value(Judged judged, Earlier earlier) {
      return (double) of.value(judged, earlier);
    }
  }

  /** As IEEE 754 has it: nothing overflows, division by zero is infinite. */
  record RealArithmetic(Operation operation, Real left, Real right) implements Real {
    @Override
    public boolean told(Judged judged, Earlier earlier) {
      return left.told(judged, earlier) && right.told(judged, earlier);
    }

    @Override
    public double value(Judged judged, Earlier earlier) {
      double a = left.value(judged, earlier);
      double b = right.value(judged, earlier);
      return switch (operation) {
        case PLUS -> a + b;
        case MINUS -> a - b;
        case TIMES -> a * b;
        case BY -> a / b;
        case MODULO -> throw new IllegalStateException("reals have no modulo");
      };
    }
  }

  record RealNegated(Real of) implements Real {
    @Override
    public boolean told(Judged judged, Earlier earlier) {
      return of.told(judged, earlier);
    }

    @Override
    public double value(Judged judged, Earlier earlier) {
      return -of.value(judged, earlier);
    }
  }
}
