package io.stillwatch.profiles;

import java.util.HashMap;
import org.jspecify.annotations.Nullable;

/**
 * The profiles of accounts that are active now, written back to their store behind the events.
 *
 * <p>A hot account costs no state access. Once {@code dirtyMax} changed profiles wait, one is
 * written back for each that joins them, so that the rest, which {@link #flush} writes at a
 * checkpoint, stays short. Which one is found by second chance: a profile that was opened again
 * since it was last passed over is spared once, for it would only have to be written again. At
 * capacity the cache evicts in the same way.
 *
 * <p>Not thread safe: it belongs to one task.
 */
public final class ProfileCache {

  private static final class Entry {
    final String account;
    final AccountProfile profile;
    final int slot;
    boolean used;
    boolean dirty;
    boolean usedSinceQueued;
    @Nullable Entry before;
    @Nullable Entry after;

    Entry(String account, AccountProfile profile, int slot) {
      this.account = account;
      this.profile = profile;
      this.slot = slot;
    }
  }

  private final ProfileStore store;
  private final HashMap<String, Entry> entries;
  private final @Nullable Entry[] slots;
  private final DirtyQueue dirty;
  private int hand;
  private int filled;

  private long hits;
  private long misses;

  public ProfileCache(ProfileStore store, int accountsMax, int dirtyMax) {
    if (accountsMax < 1 || dirtyMax < 1) {
      throw new IllegalArgumentException(
          "a cache needs room for at least 1 account and 1 unwritten change, not "
              + accountsMax
              + " and "
              + dirtyMax);
    }
    this.store = store;
    this.entries = new HashMap<>(Math.min(accountsMax, 1 << 16));
    this.slots = new Entry[accountsMax];
    this.dirty = new DirtyQueue(dirtyMax);
  }

  /** The account's profile, to be read and changed until the next call; it will be written back. */
  public AccountProfile open(String account) throws Exception {
    Entry entry = entries.get(account);
    if (entry == null) {
      misses++;
      entry = load(account);
    } else {
      hits++;
    }
    entry.used = true;
    dirty.offer(entry);
    return entry.profile;
  }

  /** Writes back so many of those that changed, the coldest first. */
  public void writeBack(int profiles) throws Exception {
    for (int i = Math.min(profiles, dirty.size()); i > 0; i--) {
      save(dirty.coldest());
    }
  }

  /** Writes back everything that changed; afterwards the store is the whole truth. */
  public void flush() throws Exception {
    for (Entry entry = dirty.poll(); entry != null; entry = dirty.poll()) {
      save(entry);
    }
  }

  public int size() {
    return filled;
  }

  public int dirtyCount() {
    return dirty.size();
  }

  public long hits() {
    return hits;
  }

  public long misses() {
    return misses;
  }

  private Entry load(String account) throws Exception {
    int slot = filled < slots.length ? filled++ : evict();
    byte[] stored = store.load(account);
    AccountProfile profile =
        stored == null ? AccountProfile.empty() : AccountProfile.decode(stored);
    Entry entry = new Entry(account, profile, slot);
    slots[slot] = entry;
    entries.put(account, entry);
    return entry;
  }

  private int evict() throws Exception {
    while (true) {
      Entry entry = slots[hand];
      hand = (hand + 1) % slots.length;
      if (entry == null) {
        continue;
      }
      if (entry.used) {
        entry.used = false;
        continue;
      }
      if (entry.dirty) {
        dirty.remove(entry);
        save(entry);
      }
      entries.remove(entry.account);
      return entry.slot;
    }
  }

  private void save(Entry entry) throws Exception {
    store.save(entry.account, entry.profile.encode());
  }

  /** Entries that changed, those that were passed over longest ago first; a linked list. */
  private final class DirtyQueue {
    private final int max;
    private @Nullable Entry first;
    private @Nullable Entry last;
    private int size;

    DirtyQueue(int max) {
      this.max = max;
    }

    void offer(Entry entry) throws Exception {
      if (entry.dirty) {
        entry.usedSinceQueued = true;
        return;
      }
      if (size == max) {
        save(coldest()); // before it joins: its change is not made yet
      }
      append(entry);
    }

    /**
     * Takes out the first that was not opened again; there is one, at the latest when asked twice.
     */
    private Entry coldest() {
      while (true) {
        Entry entry = poll();
        if (entry == null) {
          throw new IllegalStateException("nothing waits to be written");
        }
        if (!entry.usedSinceQueued) {
          return entry;
        }
        append(entry);
      }
    }

    @Nullable Entry poll() {
      Entry entry = first;
      if (entry != null) {
        remove(entry);
      }
      return entry;
    }

    private void append(Entry entry) {
      entry.dirty = true;
      entry.usedSinceQueued = false;
      entry.before = last;
      if (last == null) {
        first = entry;
      } else {
        last.after = entry;
      }
      last = entry;
      size++;
    }

    void remove(Entry entry) {
      Entry before = entry.before;
      Entry after = entry.after;
      if (before == null) {
        first = after;
      } else {
        before.after = after;
      }
      if (after == null) {
        last = before;
      } else {
        after.before = before;
      }
      entry.before = null;
      entry.after = null;
      entry.dirty = false;
      size--;
    }

    int size() {
      return size;
    }
  }
}
