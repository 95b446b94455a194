package io.stillwatch.patterns.condition;

import io.stillwatch.patterns.Field;
import io.stillwatch.profiles.AccountView;
import io.stillwatch.profiles.Amount;
import io.stillwatch.profiles.Counter;
import io.stillwatch.profiles.Horizon;
import io.stillwatch.profiles.Judged;
import io.stillwatch.profiles.Look;
import io.stillwatch.profiles.ProfileLimits;
import io.stillwatch.profiles.Segment;
import io.stillwatch.signals.Fact;
import io.stillwatch.signals.Sighting;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A field of every look, with what is known of its values before any look was seen. */
sealed interface LookField extends Field {

  /** Whether every look has it. */
  default boolean always() {
    return true;
  }

  /** Whether everything that is judged has it, as far as is known. */
  static boolean isAlways(Field field) {
    return field instanceof LookField known && known.always();
  }

  /** No look has less; minus infinity where nothing is known. */
  default double least() {
    return Double.NEGATIVE_INFINITY;
  }

  /** No look has more. */
  default double most() {
    return Double.POSITIVE_INFINITY;
  }

  /** The texts that it can be, empty where it can be any. */
  default List<String> texts() {
    return List.of();
  }

  /** Whether it can only be asked for with {@code has}. */
  default boolean mark() {
    return false;
  }

  @Override
  default boolean has(Judged judged) {
    return true;
  }

  @Override
  default @Nullable String text(Judged judged) {
    return null;
  }

  /** What the producer reported. */
  record Reported(String name, Type type, Fact fact) implements LookField {

    static Reported of(Fact fact) {
      return new Reported(
          "event." + fact.path(),
          switch (fact.kind()) {
            case BOOL, MARK -> Type.BOOL;
            case INT -> Type.INT;
            case DOUBLE -> Type.DOUBLE;
            case TEXT -> Type.TEXT;
          },
          fact);
    }

    @Override
    public boolean always() {
      return false;
    }

    @Override
    public boolean mark() {
      return fact.kind() == Fact.Kind.MARK;
    }

    @Override
    public boolean has(Judged judged) {
      return ((Look) judged).sighting().facts().has(fact);
    }

    @Override
    public long bits(Judged judged) {
      if (type == Type.TEXT) {
        String text = text(judged);
        return text == null ? 0 : TextHash.of(text);
      }
      return mark() ? 1 : ((Look) judged).sighting().facts().bits(fact);
    }

    @Override
    public @Nullable String text(Judged judged) {
      return type == Type.TEXT ? ((Look) judged).sighting().facts().text(fact) : null;
    }
  }

  /** Whose exchange it was. */
  record Owner(String name, Whose whose) implements LookField {

    enum Whose {
      TENANT,
      ORGANIZATION,
      API_KEY
    }

    @Override
    public Type type() {
      return Type.TEXT;
    }

    @Override
    public boolean always() {
      return whose == Whose.TENANT;
    }

    @Override
    public boolean has(Judged judged) {
      return text(judged) != null;
    }

    @Override
    public long bits(Judged judged) {
      String text = text(judged);
      return text == null ? 0 : TextHash.of(text);
    }

    @Override
    public @Nullable String text(Judged judged) {
      Sighting sighting = ((Look) judged).sighting();
      return switch (whose) {
        case TENANT -> sighting.tenant();
        case ORGANIZATION -> sighting.organizationId();
        case API_KEY -> sighting.apiKeyId();
      };
    }
  }

  /** How strongly a signal shows; 0 where it does not. */
  record Score(String name, int code) implements LookField {
    @Override
    public Type type() {
      return Type.DOUBLE;
    }

    @Override
    public double least() {
      return 0;
    }

    @Override
    public double most() {
      return 1;
    }

    @Override
    public long bits(Judged judged) {
      return ((Look) judged).signals().raw(code);
    }
  }

  /** A signal that is a hash; absent where it does not show. */
  record Hash(String name, int code) implements LookField {
    @Override
    public Type type() {
      return Type.INT;
    }

    @Override
    public boolean always() {
      return false;
    }

    @Override
    public boolean has(Judged judged) {
      return ((Look) judged).signals().raw(code) != 0;
    }

    @Override
    public long bits(Judged judged) {
      return ((Look) judged).signals().raw(code);
    }
  }

  /** Which tools were offered, as a hash: told by the producer, hashed as a link. */
  record ToolSchema() implements LookField {
    @Override
    public String name() {
      return "signal.tool_schema";
    }

    @Override
    public Type type() {
      return Type.INT;
    }

    @Override
    public boolean always() {
      return false;
    }

    @Override
    public boolean has(Judged judged) {
      return bits(judged) != 0;
    }

    @Override
    public long bits(Judged judged) {
      return ((Look) judged).sighting().links().tools();
    }
  }

  /** Whether the exchange's pair hash was news. */
  record FreshPair() implements LookField {
    @Override
    public String name() {
      return "signal.fresh_pair";
    }

    @Override
    public Type type() {
      return Type.BOOL;
    }

    @Override
    public long bits(Judged judged) {
      return ((Look) judged).freshPair() ? 1 : 0;
    }
  }

  /** One of the profile's counters. */
  record Counted(String name, Counter counter, Horizon horizon) implements LookField {
    @Override
    public Type type() {
      return Type.DOUBLE;
    }

    @Override
    public double least() {
      return 0;
    }

    @Override
    public long bits(Judged judged) {
      return Double.doubleToRawLongBits(((Look) judged).account().value(counter, horizon));
    }
  }

  /** About how many different prompts the account has sent. */
  record DistinctPrompts() implements LookField {
    @Override
    public String name() {
      return "account.distinct_prompts";
    }

    @Override
    public Type type() {
      return Type.DOUBLE;
    }

    @Override
    public double least() {
      return 0;
    }

    @Override
    public long bits(Judged judged) {
      return Double.doubleToRawLongBits(((Look) judged).account().distinctPrompts());
    }
  }

  /** How far the account has lately taken more than it usually does; absent until that is known. */
  record Surge(String name, Amount amount) implements LookField {
    @Override
    public Type type() {
      return Type.DOUBLE;
    }

    @Override
    public boolean always() {
      return false;
    }

    @Override
    public double least() {
      return 0;
    }

    @Override
    public double most() {
      return ProfileLimits.SURGE_MAX;
    }

    @Override
    public boolean has(Judged judged) {
      return !Double.isNaN(((Look) judged).account().surge(amount));
    }

    @Override
    public long bits(Judged judged) {
      return Double.doubleToRawLongBits(((Look) judged).account().surge(amount));
    }
  }

  /** What kind of customer the account is; absent until that is known. */
  record KindOfAccount() implements LookField {

    private static final long[] BITS = Segment.LABELS.stream().mapToLong(TextHash::of).toArray();

    @Override
    public String name() {
      return "account.segment";
    }

    @Override
    public Type type() {
      return Type.TEXT;
    }

    @Override
    public boolean always() {
      return false;
    }

    @Override
    public List<String> texts() {
      return Segment.LABELS;
    }

    @Override
    public boolean has(Judged judged) {
      return ((Look) judged).account().segment() != null;
    }

    @Override
    public long bits(Judged judged) {
      Segment segment = ((Look) judged).account().segment();
      return segment == null ? 0 : BITS[segment.ordinal()];
    }

    @Override
    public @Nullable String text(Judged judged) {
      Segment segment = ((Look) judged).account().segment();
      return segment == null ? null : segment.label();
    }
  }

  /** Hours from the account's first event to its clock. */
  record KnownHours() implements LookField {

    private static final double MS_PER_HOUR = 60 * 60 * 1000.0;

    @Override
    public String name() {
      return "account.known_hours";
    }

    @Override
    public Type type() {
      return Type.DOUBLE;
    }

    @Override
    public double least() {
      return 0;
    }

    @Override
    public long bits(Judged judged) {
      AccountView account = ((Look) judged).account();
      return Double.doubleToRawLongBits((account.clockMs() - account.firstSeenMs()) / MS_PER_HOUR);
    }
  }
}
