package io.stillwatch.enforcement;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What budgets remember, without Flink. */
public final class Heap implements Budgets.Memory {

  final TreeMap<String, byte[]> entries = new TreeMap<>();

  @Override
  public byte @Nullable [] get(String entry) {
    return entries.get(entry);
  }

  @Override
  public void put(String entry, byte[] value) {
    entries.put(entry, value.clone());
  }

  @Override
  public void remove(String entry) {
    entries.remove(entry);
  }

  @Override
  public List<Map.Entry<String, byte[]>> startingWith(String prefix) {
    List<Map.Entry<String, byte[]>> found = new ArrayList<>();
    entries.forEach(
        (name, value) -> {
          if (name.startsWith(prefix)) {
            found.add(Map.entry(name, value));
          }
        });
    return found;
  }
}
