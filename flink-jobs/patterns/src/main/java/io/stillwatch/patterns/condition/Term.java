package io.stillwatch.patterns.condition;

import io.stillwatch.patterns.Anchor;
import io.stillwatch.patterns.Field;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A part of a condition while it is compiled: its closure, and what is known of it by then. */
sealed interface Term {

  /** As a message calls it. */
  String called();

  /** Something is wrong with it, and that has been said. */
  record Broken() implements Term {
    @Override
    public String called() {
      return "nothing";
    }
  }

  /**
   * True or false.
   *
   * @param can which of {@link Truth}'s answers are possible, as bits
   * @param anchors see {@link io.stillwatch.patterns.Condition#anchors}
   */
  record Logic(Truth node, int can, List<Anchor> anchors, Reads reads) implements Term {

    static final int CAN_NO = 1 << Truth.NO;
    static final int CAN_YES = 1 << Truth.YES;
    static final int CAN_UNTOLD = 1 << Truth.UNTOLD;

    @Override
    public String called() {
      return "a truth value";
    }

    boolean canHold() {
      return (can & CAN_YES) != 0;
    }

    boolean constant() {
      return !canHold() || can == CAN_YES;
    }
  }

  /**
   * A whole number.
   *
   * @param own the field, where it is nothing but a field of the look
   * @param written the value, where it is nothing but a constant
   */
  record Int(Whole node, @Nullable Field own, @Nullable Long written, Reads reads) implements Term {
    @Override
    public String called() {
      return "a whole number";
    }
  }

  /** A number with a fraction. */
  record Fraction(Real node, @Nullable Field own, @Nullable Double written, Reads reads)
      implements Term {
    @Override
    public String called() {
      return "a number with a fraction";
    }
  }

  /**
   * A text.
   *
   * @param words null for a text of an earlier look, of which only the bits are known
   * @param bits its hash
   */
  record Text(
      @Nullable Words words, Whole bits, @Nullable Field own, @Nullable String written, Reads reads)
      implements Term {
    @Override
    public String called() {
      return words == null ? "a text of an earlier step" : "a text";
    }
  }

  /**
   * What a part reads.
   *
   * @param fixed nothing: it is the same everywhere
   * @param sure it has a value on every look
   * @param need a field that the look must have for it to have a value, and may lack
   */
  record Reads(boolean fixed, boolean sure, @Nullable Field need) {

    static final Reads NOTHING = new Reads(true, true, null);
    static final Reads EARLIER = new Reads(false, false, null);

    static Reads own(Field field) {
      boolean always = field instanceof LookField known && known.always();
      return new Reads(false, always, always ? null : field);
    }

    Reads and(Reads other) {
      return new Reads(fixed && other.fixed, sure && other.sure, need != null ? need : other.need);
    }

    /** The same, of something that may go wrong with the values at hand. */
    Reads unsure() {
      return new Reads(fixed, false, need);
    }
  }
}
