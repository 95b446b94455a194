package io.stillwatch.patterns.language;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The keys that one mapping of a pattern file may have.
 *
 * @param required each with what to write when it is missing
 * @param instead what people look for here and what a later release will know, each with what to
 *     write
 */
record Keys(Map<String, String> required, List<String> optional, Map<String, String> instead) {

  Keys {
    required = Collections.unmodifiableMap(new LinkedHashMap<>(required));
    optional = List.copyOf(optional);
    instead = Map.copyOf(instead);
  }

  static Keys none() {
    return new Keys(Map.of(), List.of(), Map.of());
  }

  Keys require(String key, String hint) {
    Map<String, String> more = new LinkedHashMap<>(required);
    more.put(key, hint);
    return new Keys(more, optional, instead);
  }

  Keys allow(String... keys) {
    List<String> more = new ArrayList<>(optional);
    more.addAll(List.of(keys));
    return new Keys(required, more, instead);
  }

  Keys instead(String key, String hint) {
    Map<String, String> more = new LinkedHashMap<>(instead);
    more.put(key, hint);
    return new Keys(required, optional, more);
  }

  /** In the order in which people write them. */
  List<String> known() {
    List<String> known = new ArrayList<>(required.keySet());
    known.addAll(optional);
    return known;
  }
}
