package io.stillwatch.profiles;

import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import org.jspecify.annotations.Nullable;

/**
 * The profiles of accounts that are active now, written back to their store behind the events.
 *
 * <p>A hot account costs no state access. What changed is written back from the far end of a queue,
 * one profile an event once more than {@code dirtyMax} wait, so that the rest, which {@link #flush}
 * writes at a checkpoint, stays short. At capacity the second-chance clock evicts: an entry that
 * was used since the hand last passed is spared once.
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

  /** Entries that changed, in the order of their first change since they were last written. */
  private final class DirtyQueue {
    private final LinkedHashSet<Entry> queue = new LinkedHashSet<>();
    private final int max;

    DirtyQueue(int max) {
      this.max = max;
    }

    void offer(Entry entry) throws Exception {
      if (!entry.dirty) {
        entry.dirty = true;
        queue.add(entry);
        if (queue.size() > max) {
          Entry oldest = poll();
          if (oldest != null) {
            save(oldest);
          }
        }
      }
    }

    @Nullable Entry poll() {
      Iterator<Entry> it = queue.iterator();
      if (!it.hasNext()) {
        return null;
      }
      Entry entry = it.next();
      it.remove();
      entry.dirty = false;
      return entry;
    }

    void remove(Entry entry) {
      queue.remove(entry);
      entry.dirty = false;
    }

    int size() {
      return queue.size();
    }
  }
}
