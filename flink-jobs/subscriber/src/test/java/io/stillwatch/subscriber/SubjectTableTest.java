package io.stillwatch.subscriber;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.stillwatch.schemas.SubjectKind;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

final class SubjectTableTest {

  @Test
  void itHoldsWhatAMapWouldHold() {
    Trials.forSeeds(
        30,
        random -> {
          SubjectTable<Integer> table = new SubjectTable<>();
          Map<String, Integer> map = new HashMap<>();
          for (int i = 0; i < 3_000; i++) {
            String tenant = "t" + random.nextInt(2);
            SubjectKind kind = SubjectKind.values()[random.nextInt(4)];
            // "Aa" and "BB" have one hash, and so have all their combinations
            String id = (random.nextBoolean() ? "Aa" : "BB") + random.nextInt(200);
            Integer value = random.nextInt(3) == 0 ? null : i;
            table.put(tenant, kind, id, value);
            if (value == null) {
              map.remove(tenant + kind + id);
            } else {
              map.put(tenant + kind + id, value);
            }
            assertEquals(value, table.get(tenant, kind, id));
            assertEquals(map.size(), table.size());
            if (i % 700 == 699) {
              int odd = random.nextInt(2);
              table.replaceAll(v -> v % 2 == odd ? null : v + 2);
              map.values().removeIf(v -> v % 2 == odd);
              map.replaceAll((key, v) -> v + 2);
            }
          }
          int[] seen = new int[1];
          table.forEach(value -> seen[0]++);
          assertEquals(map.size(), seen[0]);
          for (int i = 0; i < 200; i++) {
            for (SubjectKind kind : SubjectKind.values()) {
              assertEquals(map.get("t0" + kind + "Aa" + i), table.get("t0", kind, "Aa" + i));
            }
          }
        });
  }

  @Test
  void aSubjectThatWasThereBeforeIsFoundWhileTheTableGrowsAndShrinks() throws Exception {
    SubjectTable<String> table = new SubjectTable<>();
    table.put("t", SubjectKind.ACCOUNT, "stays", "here");
    AtomicBoolean stop = new AtomicBoolean();
    AtomicReference<Object> wrong = new AtomicReference<>();
    Thread reader =
        new Thread(
            () -> {
              while (!stop.get()) {
                if (!"here".equals(table.get("t", SubjectKind.ACCOUNT, "stays"))) {
                  wrong.set("lost");
                }
                String other = table.get("t", SubjectKind.ACCOUNT, "a7");
                if (other != null && !other.equals("a7")) {
                  wrong.set(other);
                }
              }
            });
    reader.setDaemon(true);
    reader.start();
    for (int round = 0; round < 40; round++) {
      for (int i = 0; i < 2_000; i++) {
        table.put("t", SubjectKind.ACCOUNT, "a" + i, "a" + i);
      }
      table.replaceAll(value -> value.equals("here") ? value : null);
      assertEquals(1, table.size());
    }
    stop.set(true);
    reader.join();
    assertNull(wrong.get());
    assertTrue(table.get("t", SubjectKind.ACCOUNT, "a7") == null);
  }
}
