package io.stillwatch.patterns.condition;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Looks of which something is known: what each part that a condition asks for can still be.
 *
 * @param known by part; of others nothing is known. None of them is empty
 */
record Case(Map<Object, Domain> known) {

  static final Case ANY = new Case(Map.of());

  /** The looks that are in both; null where there can be none. */
  @Nullable Case and(Case other) {
    Map<Object, Domain> both = new HashMap<>(known);
    for (Map.Entry<Object, Domain> entry : other.known.entrySet()) {
      Domain before = both.get(entry.getKey());
      Domain now = before == null ? entry.getValue() : before.and(entry.getValue());
      if (now.isEmpty()) {
        return null;
      }
      both.put(entry.getKey(), now);
    }
    return new Case(both);
  }

  int size() {
    int size = 1;
    for (Domain domain : known.values()) {
      size += 1 + domain.size();
    }
    return size;
  }
}
