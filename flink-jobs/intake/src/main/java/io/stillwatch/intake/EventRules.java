package io.stillwatch.intake;

import io.stillwatch.schemas.InferenceEvent;
import io.stillwatch.schemas.Phase;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.avro.generic.IndexedRecord;
import org.jspecify.annotations.Nullable;

/**
 * What an event must be, whatever format it came in.
 *
 * <p>An empty string for an id that is not required counts as absent, as producers that know no
 * null send it; were it kept, all accounts without an organisation would be one organisation.
 */
final class EventRules {
  /** Nothing that this is for is older; a smaller number is seconds taken for milliseconds. */
  private static final Instant FIRST_TIME = Instant.parse("2000-01-01T00:00:00Z");

  /** A greater number is microseconds taken for milliseconds. */
  private static final Instant LAST_TIME = Instant.parse("2200-01-01T00:00:00Z");

  private final IntakeLimits limits;
  private final List<EventRule> rules;

  EventRules(IntakeLimits limits) {
    this.limits = limits;
    this.rules = EventRule.table(InferenceEvent.getClassSchema());
  }

  void check(InferenceEvent event) throws Refusal {
    record(event, rules);
    if (event.getPhase() == Phase.UNKNOWN) {
      throw new Refusal(RejectionReason.UNKNOWN_PHASE, "must be REQUEST, RESPONSE or EXCHANGE")
          .within("phase");
    }
  }

  private void record(IndexedRecord record, List<EventRule> rules) throws Refusal {
    for (int i = 0; i < rules.size(); i++) {
      Object value = record.get(i);
      if (value == null) {
        continue; // what is required has a type without null
      }
      EventRule rule = rules.get(i);
      if (rule.kind() == EventRule.Kind.OPTIONAL_ID && ((String) value).isEmpty()) {
        record.put(i, null);
        continue;
      }
      try {
        value(value, rule);
      } catch (Refusal refusal) {
        throw refusal.within(rule.name());
      }
    }
  }

  private void value(Object value, EventRule rule) throws Refusal {
    switch (rule.kind()) {
      case REQUIRED_ID, OPTIONAL_ID -> id((String) value);
      case TEXT -> length((String) value, limits.textCharsMax());
      case SHORT -> length((String) value, limits.shortCharsMax());
      case TIME -> time((Instant) value);
      case COUNT -> count((Number) value);
      case FINITE -> number(((Number) value).doubleValue(), -Double.MAX_VALUE, Double.MAX_VALUE);
      case STRENGTH -> number(((Number) value).doubleValue(), 0, 1);
      case RECORD -> record((IndexedRecord) value, rule.inner());
      case MAP -> map((Map<?, ?>) value, rule.inner().get(0));
      case LIST -> list((List<?>) value, rule.inner().get(0));
      case FREE -> {}
    }
  }

  private void id(String id) throws Refusal {
    if (id.isEmpty()) {
      throw new Refusal(RejectionReason.BAD_ID, "must not be empty");
    }
    if (id.length() > limits.idCharsMax()) {
      throw new Refusal(
          RejectionReason.BAD_ID, id.length() + " characters, limit " + limits.idCharsMax());
    }
    for (int i = 0; i < id.length(); i++) {
      char c = id.charAt(i);
      if (Character.isISOControl(c)) {
        throw new Refusal(RejectionReason.BAD_ID, "a control character at place " + i);
      }
      if (Character.isSurrogate(c)) {
        // As UTF-8 half a character would become a question mark, and two ids one.
        if (!Character.isHighSurrogate(c)
            || i + 1 == id.length()
            || !Character.isLowSurrogate(id.charAt(i + 1))) {
          throw new Refusal(RejectionReason.BAD_ID, "half a character at place " + i);
        }
        i++;
      }
    }
  }

  private static void length(String text, int charsMax) throws Refusal {
    if (text.length() > charsMax) {
      throw new Refusal(
          RejectionReason.OVER_LIMIT, text.length() + " characters, limit " + charsMax);
    }
  }

  /** Whether anything that this is for can have happened then. */
  static boolean possible(Instant time) {
    return !time.isBefore(FIRST_TIME) && time.isBefore(LAST_TIME);
  }

  private static void time(Instant time) throws Refusal {
    if (!possible(time)) {
      throw new Refusal(
          RejectionReason.BAD_TIME, "not between the years 2000 and 2200; is it in milliseconds?");
    }
  }

  private static void count(Number count) throws Refusal {
    if (count.longValue() < 0) {
      throw new Refusal(RejectionReason.OUT_OF_RANGE, "must not be negative");
    }
  }

  private static void number(double value, double min, double max) throws Refusal {
    if (!(value >= min && value <= max)) { // so written, NaN fails
      throw new Refusal(
          RejectionReason.OUT_OF_RANGE,
          max == 1 ? "must lie between 0 and 1" : "must be a finite number");
    }
  }

  private void map(Map<?, ?> map, EventRule values) throws Refusal {
    if (map.size() > limits.mapEntriesMax()) {
      throw new Refusal(
          RejectionReason.OVER_LIMIT, map.size() + " entries, limit " + limits.mapEntriesMax());
    }
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      int keyChars = ((String) entry.getKey()).length();
      if (keyChars > limits.idCharsMax()) {
        throw new Refusal(
                RejectionReason.OVER_LIMIT,
                "a key of " + keyChars + " characters, limit " + limits.idCharsMax())
            .within("{}");
      }
      inner(entry.getValue(), values);
    }
  }

  private void list(List<?> list, EventRule items) throws Refusal {
    if (list.size() > limits.arrayItemsMax()) {
      throw new Refusal(
          RejectionReason.OVER_LIMIT, list.size() + " items, limit " + limits.arrayItemsMax());
    }
    if (items.kind() != EventRule.Kind.FREE) {
      for (int i = 0; i < list.size(); i++) {
        inner(list.get(i), items);
      }
    }
  }

  private void inner(@Nullable Object value, EventRule rule) throws Refusal {
    if (value != null) {
      try {
        value(value, rule);
      } catch (Refusal refusal) {
        throw refusal.within(rule.name());
      }
    }
  }
}
