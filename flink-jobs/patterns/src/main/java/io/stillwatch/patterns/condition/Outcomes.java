package io.stillwatch.patterns.condition;

import io.stillwatch.patterns.Condition;
import io.stillwatch.patterns.Field;
import io.stillwatch.patterns.condition.Cases.TooMuchException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What conditions can come to, for telling their authors what they cannot have meant.
 *
 * <p>It errs to one side only: what it denies is impossible, and what it does not deny may be, too.
 * Numbers are followed as ranges, texts as sets; of what compares two fields, or reckons, only
 * whether the same is asked twice. A condition that is too large to be gone through is denied
 * nothing.
 */
public final class Outcomes {

  /** Steps through the cases of one condition; so many take one or two milliseconds. */
  private static final int WORK_MAX = 5_000;

  private Outcomes() {}

  /** Whether any look may meet it. */
  public static boolean canHold(Condition condition) {
    return can(condition, true);
  }

  /** Whether it may be false for a look that has all that it asks for. */
  public static boolean canFail(Condition condition) {
    return can(condition, false);
  }

  private static boolean can(Condition condition, boolean yes) {
    if (!(condition instanceof CompiledCondition of)) {
      return true;
    }
    try {
      Cases cases = new Cases(of.captures(), null, WORK_MAX);
      return !cases.of(of.truth(), yes, false).isEmpty();
    } catch (TooMuchException e) {
      return true;
    }
  }

  /** Whether a look may meet both at once. */
  public static boolean canHoldWith(Condition one, Condition other) {
    return can(one, other, true);
  }

  /** Whether a look that meets the one may fail to meet the other. */
  public static boolean canHoldWithout(Condition one, Condition other) {
    return can(one, other, false);
  }

  private static boolean can(Condition one, Condition other, boolean with) {
    if (!(one instanceof CompiledCondition a) || !(other instanceof CompiledCondition b)) {
      return true;
    }
    // Each counts for itself what it asks of earlier looks.
    if (!a.captures().equals(b.captures())) {
      return true;
    }
    try {
      Cases cases = new Cases(a.captures(), null, WORK_MAX);
      List<Case> ofOne = cases.of(a.truth(), true, false);
      return !cases.both(ofOne, cases.of(b.truth(), with, !with)).isEmpty();
    } catch (TooMuchException e) {
      return true;
    }
  }

  // ---- what is told of it

  /** What is wrong with a condition that never holds, or never fails; null where it may do both. */
  public static @Nullable Flaw flaw(Condition condition) {
    if (!canHold(condition)) {
      return neverHolds((CompiledCondition) condition);
    }
    return canFail(condition) ? null : neverFails((CompiledCondition) condition);
  }

  private static Flaw neverHolds(CompiledCondition condition) {
    Field field = impossible(condition);
    String parts = isLiteral(condition) ? "" : ": its parts exclude each other";
    return field == null
        ? new Flaw(0, "can never hold" + parts, "take one out, or write || where either is enough")
        : new Flaw(
            offset(condition, field),
            "can never hold: "
                + field.name()
                + bounds(field)
                + " cannot be all that is asked of it here",
            "correct it, or write || where either is enough");
  }

  private static boolean isLiteral(CompiledCondition condition) {
    return Cases.fields(condition.truth()).isEmpty() && condition.captures().isEmpty();
  }

  /** A field of which alone too much is asked; null where none is found. */
  private static @Nullable Field impossible(CompiledCondition condition) {
    try {
      Cases none = new Cases(condition.captures(), Set.of(), WORK_MAX);
      if (none.of(condition.truth(), true, false).isEmpty()) {
        return null; // whatever its fields are
      }
      int work = none.workLeft();
      for (Field field : Cases.fields(condition.truth())) {
        Cases cases = new Cases(condition.captures(), Set.of(field), work);
        if (cases.of(condition.truth(), true, false).isEmpty()) {
          return field;
        }
        work = cases.workLeft();
      }
    } catch (TooMuchException e) {
      return null;
    }
    return null;
  }

  private static Flaw neverFails(CompiledCondition condition) {
    List<String> absent =
        Cases.fields(condition.truth()).stream()
            .filter(field -> !LookField.isAlways(field))
            .map(Field::name)
            .toList();
    if (absent.isEmpty()) {
      return new Flaw(
          0,
          "always holds, whatever is judged",
          "correct one of them, or write && where both are meant");
    }
    return new Flaw(
        0,
        "holds whatever the value of " + String.join(" and of ", absent),
        "write has(" + absent.get(0) + ") if it only has to be there, else correct one of them");
  }

  /** Where the text first names it. */
  private static int offset(CompiledCondition condition, Field field) {
    String text = condition.text();
    int at = text.indexOf(field.name());
    while (at > 0 && text.charAt(at - 1) == '.') { // of an earlier step
      at = text.indexOf(field.name(), at + 1);
    }
    return Math.max(0, at);
  }

  private static String bounds(Field field) {
    if (!(field instanceof LookField known) || known.least() == Double.NEGATIVE_INFINITY) {
      return "";
    }
    return known.most() == Double.POSITIVE_INFINITY
        ? String.format(Locale.ROOT, ", which is %.0f or more,", known.least())
        : String.format(Locale.ROOT, ", which is from %.0f to %.0f,", known.least(), known.most());
  }
}
