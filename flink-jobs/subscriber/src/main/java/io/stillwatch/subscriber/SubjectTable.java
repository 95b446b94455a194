package io.stillwatch.subscriber;

import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Values by tenant, kind of subject and id (a text, or what stands for one). Any number of threads
 * read; one at a time writes, which the caller sees to.
 *
 * <p>A gateway asks three times a request, nearly always for somebody of whom nothing is known. So
 * a look-up takes no lock, makes no key and touches one cache line where there is nothing: open
 * addressing, with the hashes in an array of their own. An entry that has lost its value keeps its
 * slot until the table is next built anew, so that a slot, once taken, never changes and readers
 * never have to look again.
 */
final class SubjectTable<V> {

  private static final int CAPACITY_MIN = 64;

  private volatile Slots<V> slots = new Slots<>(CAPACITY_MIN);
  private volatile int size;

  // The writer's only.
  private int taken;

  /** A subject, and what is known of it now. */
  private static final class Entry<V> {
    final String tenant;
    final Enum<?> kind;
    final Object id;
    final int hash;
    volatile @Nullable V value;

    Entry(String tenant, Enum<?> kind, Object id, int hash, V value) {
      this.tenant = tenant;
      this.kind = kind;
      this.id = id;
      this.hash = hash;
      this.value = value;
    }
  }

  /** Where entries stand. A hash is written after its entry, and read before it. */
  private static final class Slots<V> {
    final AtomicIntegerArray hashes;
    final AtomicReferenceArray<Entry<V>> entries;

    Slots(int capacity) {
      this.hashes = new AtomicIntegerArray(capacity);
      this.entries = new AtomicReferenceArray<>(capacity);
    }

    @Nullable Entry<V> find(String tenant, Enum<?> kind, Object id, int hash) {
      int mask = hashes.length() - 1;
      for (int at = hash & mask; ; at = at + 1 & mask) {
        int found = hashes.getAcquire(at);
        if (found == 0) {
          return null;
        }
        if (found == hash) {
          Entry<V> entry = entries.getPlain(at);
          if (entry.kind == kind && entry.id.equals(id) && entry.tenant.equals(tenant)) {
            return entry;
          }
        }
      }
    }

    void add(Entry<V> entry) {
      int mask = hashes.length() - 1;
      int at = entry.hash & mask;
      while (hashes.getPlain(at) != 0) {
        at = at + 1 & mask;
      }
      entries.setPlain(at, entry);
      hashes.setRelease(at, entry.hash);
    }
  }

  /** What is known of a subject, if anything is. */
  @Nullable V get(String tenant, Enum<?> kind, Object id) {
    Entry<V> entry = slots.find(tenant, kind, id, hash(tenant, kind, id));
    return entry == null ? null : entry.value;
  }

  /** Puts a value in place of what is known of a subject; null forgets it. */
  void put(String tenant, Enum<?> kind, Object id, @Nullable V value) {
    int hash = hash(tenant, kind, id);
    Entry<V> entry = slots.find(tenant, kind, id, hash);
    if (entry != null) {
      replace(entry, value);
    } else if (value != null) {
      if (2 * (taken + 1) > slots.hashes.length()) {
        rebuild();
      }
      slots.add(new Entry<>(tenant, kind, id, hash, value));
      taken++;
      counted(1);
    }
  }

  /** What to make of a value; null forgets it. */
  interface Change<V> {
    @Nullable V of(V value);
  }

  /** Changes all values. */
  void replaceAll(Change<V> change) {
    Slots<V> all = slots;
    for (int at = 0; at < all.hashes.length(); at++) {
      Entry<V> entry = all.entries.getPlain(at);
      V value = entry == null ? null : entry.value;
      if (entry != null && value != null) {
        V next = change.of(value);
        if (next != value) {
          replace(entry, next);
        }
      }
    }
    if (taken > CAPACITY_MIN && size < taken / 2) {
      rebuild();
    }
  }

  /** Hands on each value; of those that change meanwhile the one or the other. */
  void forEach(Consumer<V> each) {
    Slots<V> all = slots;
    for (int at = 0; at < all.hashes.length(); at++) {
      Entry<V> entry = all.hashes.getAcquire(at) == 0 ? null : all.entries.getPlain(at);
      V value = entry == null ? null : entry.value;
      if (value != null) {
        each.accept(value);
      }
    }
  }

  /** Subjects of which something is known. */
  int size() {
    return size;
  }

  private void replace(Entry<V> entry, @Nullable V value) {
    counted((value == null ? 0 : 1) - (entry.value == null ? 0 : 1));
    entry.value = value;
  }

  private void counted(int more) {
    int known = size; // nobody else writes it
    size = known + more;
  }

  /** Readers of the old slots see the same entries, and miss only what is new. */
  private void rebuild() {
    Slots<V> old = slots;
    Slots<V> next = new Slots<>(capacity(size + 1));
    taken = 0;
    for (int at = 0; at < old.hashes.length(); at++) {
      Entry<V> entry = old.entries.getPlain(at);
      if (entry != null && entry.value != null) {
        next.add(entry);
        taken++;
      }
    }
    slots = next;
  }

  private static int capacity(int entries) {
    return Math.max(CAPACITY_MIN, Integer.highestOneBit(3 * entries - 1) << 1);
  }

  /** Never 0, which marks an empty slot. */
  private static int hash(String tenant, Enum<?> kind, Object id) {
    int hash = (id.hashCode() * 31 + tenant.hashCode()) * 31 + kind.ordinal();
    hash = (hash ^ hash >>> 16) * 0x45D9F3B;
    hash ^= hash >>> 15;
    return hash == 0 ? 1 : hash;
  }
}
