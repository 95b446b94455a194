package io.stillwatch.cli;

import io.stillwatch.intake.Outcome;
import io.stillwatch.intake.RejectionReason;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What became of recorded events at the door: how many were taken and how many refused, why, and
 * where the first of these stands.
 */
public final class Readings {

  private final Supplier<String> place;
  private final Map<RejectionReason, Long> refused = new EnumMap<>(RejectionReason.class);
  private @Nullable String first;
  private long taken;

  /**
   * None yet.
   *
   * @param place of the record that is being read, such as {@code line 3}
   */
  public Readings(Supplier<String> place) {
    this.place = place;
  }

  public void take() {
    taken++;
  }

  public void refuse(Outcome.Rejected why) {
    refused.merge(why.reason(), 1L, Long::sum);
    if (first == null && why.reason() != RejectionReason.NO_EXCHANGE) {
      String field = why.field() == null ? "" : why.field() + ": ";
      first = place.get() + " (" + field + why.detail() + ")";
    }
  }

  public long taken() {
    return taken;
  }

  public long refused() {
    return refused.values().stream().mapToLong(Long::longValue).sum();
  }

  /** How many, by reason. */
  public Map<RejectionReason, Long> reasons() {
    return Collections.unmodifiableMap(refused);
  }

  /** Where the first refused one stands and why; what tells of no exchange at all is no fault. */
  public @Nullable String first() {
    return first;
  }

  /** Such as {@code 3 refused, the first at line 1 (no JSON)}; empty where none was. */
  public String refusals() {
    return refusals(refused(), first);
  }

  /** The same of what was counted elsewhere. */
  public static String refusals(long refused, @Nullable String first) {
    return refused == 0
        ? ""
        : String.format(
            Locale.ROOT,
            "%,d refused%s",
            refused,
            first == null ? ", which tell of no exchange" : ", the first at " + first);
  }

  /**
   * Where nothing could be read there is nothing to be said, and least of all that all is well.
   *
   * @param name of the recording
   * @param remedy what to do then
   * @throws WrongUse when none was taken
   */
  public void requireSome(String name, String remedy) {
    if (taken == 0) {
      throw none(name, refusals(), remedy);
    }
  }

  /** The complaint that nothing could be read. */
  public static WrongUse none(String name, String refusals, String remedy) {
    return new WrongUse(
        name
            + (refusals.isEmpty() ? " holds no event" : ": no event could be read; " + refusals)
            + "; "
            + remedy);
  }

  /** What to do about a file. */
  public static String remedy(Object file) {
    return "check the file with 'stillwatch doctor --events " + file + "'";
  }
}
