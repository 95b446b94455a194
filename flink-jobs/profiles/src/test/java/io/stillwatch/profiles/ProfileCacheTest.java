package io.stillwatch.profiles;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The cache against a plain map, however small it is. */
class ProfileCacheTest {

  private static final class MapStore implements ProfileStore {
    final Map<String, byte[]> saved = new HashMap<>();

    @Override
    public byte @Nullable [] load(String account) {
      byte[] stored = saved.get(account);
      return stored == null ? null : stored.clone();
    }

    @Override
    public void save(String account, byte[] profile) {
      saved.put(account, profile);
    }
  }

  @Test
  void afterAFlushTheStoreHoldsWhatAMapWouldHold() throws Exception {
    for (long seed = 0; seed < 50; seed++) {
      Random random = new Random(seed);
      MapStore store = new MapStore();
      int unwritten = 1 + random.nextInt(8);
      ProfileCache cache = new ProfileCache(store, 1 + random.nextInt(10), unwritten);
      Map<String, Integer> expected = new HashMap<>();
      for (int i = 0; i < 2_000; i++) {
        String account = "a" + random.nextInt(20);
        AccountProfile profile = cache.open(account);
        if (profile.count(Section.PAIRS) == 0) {
          profile.append(Section.PAIRS);
        }
        int at = profile.at(Section.PAIRS, 0);
        profile.putInt(at, profile.getInt(at) + 1);
        expected.merge(account, 1, Integer::sum);
        assertTrue(cache.dirtyCount() <= unwritten, "seed " + seed);
        if (random.nextInt(50) == 0) {
          int before = cache.dirtyCount();
          int written = random.nextInt(4);
          cache.writeBack(written);
          assertEquals(Math.max(0, before - written), cache.dirtyCount());
        }
        if (random.nextInt(200) == 0) {
          cache.flush();
          assertEquals(0, cache.dirtyCount());
          cache = new ProfileCache(store, 1 + random.nextInt(10), unwritten);
        }
      }
      cache.flush();
      Map<String, Integer> found = new HashMap<>();
      for (Map.Entry<String, byte[]> entry : store.saved.entrySet()) {
        AccountProfile profile = AccountProfile.decode(entry.getValue());
        found.put(entry.getKey(), profile.getInt(profile.at(Section.PAIRS, 0)));
      }
      assertEquals(expected, found, "seed " + seed);
    }
  }

  @Test
  void aHotAccountIsLoadedOnce() throws Exception {
    ProfileCache cache = new ProfileCache(new MapStore(), 10, 10);
    for (int i = 0; i < 100; i++) {
      cache.open("a");
    }
    assertEquals(1, cache.misses());
    assertEquals(99, cache.hits());
  }

  @Test
  void noRoomAtAllIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> new ProfileCache(new MapStore(), 0, 1));
    assertThrows(IllegalArgumentException.class, () -> new ProfileCache(new MapStore(), 1, 0));
  }
}
