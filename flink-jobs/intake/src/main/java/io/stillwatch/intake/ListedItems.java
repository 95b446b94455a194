package io.stillwatch.intake;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A list that is spelled out in names, put together again in whatever order its values come. */
final class ListedItems {
  private final TreeMap<Integer, Map<String, Object>> items = new TreeMap<>();

  void put(int index, String rest, Object value) {
    Map<String, Object> item = items.computeIfAbsent(index, i -> new LinkedHashMap<>());
    ListedName inner = ListedName.of(rest);
    if (inner == null) {
      item.putIfAbsent(rest, value);
    } else if (item.computeIfAbsent(inner.list(), list -> new ListedItems())
        instanceof ListedItems list) {
      list.put(inner.index(), inner.rest(), value);
    }
  }

  List<Object> inOrder() {
    return new ArrayList<>(items.values());
  }
}
