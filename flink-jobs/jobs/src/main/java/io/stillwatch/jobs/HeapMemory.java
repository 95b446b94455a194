package io.stillwatch.jobs;

import io.stillwatch.enforcement.Budgets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What the driver remembers of a tenant's budgets. */
final class HeapMemory implements Budgets.Memory {

  private final TreeMap<String, byte[]> entries = new TreeMap<>();

  @Override
  public byte @Nullable [] get(String entry) {
    return entries.get(entry);
  }

  @Override
  public void put(String entry, byte[] value) {
    entries.put(entry, value);
  }

  @Override
  public void remove(String entry) {
    entries.remove(entry);
  }

  @Override
  public List<Map.Entry<String, byte[]>> startingWith(String prefix) {
    List<Map.Entry<String, byte[]>> found = new ArrayList<>();
    entries
        .subMap(prefix, prefix + Character.MAX_VALUE)
        .forEach((name, value) -> found.add(Map.entry(name, value)));
    return found;
  }
}
