package io.stillwatch.patterns.operator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.stillwatch.profiles.ProfileCache;
import io.stillwatch.profiles.ProfileStore;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.streaming.runtime.tasks.TestProcessingTimeService;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What waits for a checkpoint that comes every second. */
class WriteAheadTest {

  private static final int ACCOUNTS = 10_000;

  private final Map<String, byte[]> written = new HashMap<>();
  private final ProfileStore store =
      new ProfileStore() {
        @Override
        public byte @Nullable [] load(String account) {
          return written.get(account);
        }

        @Override
        public void save(String account, byte[] profile) {
          written.put(account, profile);
        }
      };

  private final ProfileCache cache = new ProfileCache(store, ACCOUNTS, ACCOUNTS);
  private final TestProcessingTimeService time = new TestProcessingTimeService();
  private final WriteAhead ahead = new WriteAhead(cache, time);

  private void checkpointAt(long ms) throws Exception {
    until(ms);
    cache.flush();
    ahead.flushed();
  }

  private void until(long ms) throws Exception {
    for (long now = time.getCurrentProcessingTime() + 1; now <= ms; now++) {
      time.setCurrentTime(now);
    }
  }

  private void changeAll() throws Exception {
    for (int i = 0; i < ACCOUNTS; i++) {
      cache.open("a" + i);
    }
  }

  @Test
  void littleIsLeftWhenTheCheckpointIsDueAndNothingIsLost() throws Exception {
    time.setCurrentTime(1);
    checkpointAt(1_000);
    checkpointAt(2_000);
    changeAll();
    until(2_690);
    assertEquals(ACCOUNTS, cache.dirtyCount(), "not before it is time");
    until(2_820);
    assertTrue(cache.dirtyCount() > ACCOUNTS / 3, "a few at a time");
    until(2_990);
    assertTrue(cache.dirtyCount() <= ACCOUNTS / 8, () -> cache.dirtyCount() + " are left");
    checkpointAt(3_000);
    assertEquals(ACCOUNTS, written.size());
  }

  @Test
  void aCheckpointThatIsALittleLateFindsLittleToWrite() throws Exception {
    time.setCurrentTime(1);
    checkpointAt(1_000);
    checkpointAt(2_000);
    until(3_050);
    changeAll();
    until(3_080);
    assertTrue(cache.dirtyCount() <= ACCOUNTS / 8, () -> cache.dirtyCount() + " are left");
  }

  @Test
  void aCheckpointThatDoesNotComeIsNotWrittenForAgain() throws Exception {
    time.setCurrentTime(1);
    checkpointAt(1_000);
    checkpointAt(2_000);
    until(3_110);
    changeAll();
    until(9_000);
    assertEquals(ACCOUNTS, cache.dirtyCount());
  }
}
