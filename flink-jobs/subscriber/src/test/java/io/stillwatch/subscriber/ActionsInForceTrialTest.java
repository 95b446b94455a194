package io.stillwatch.subscriber;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.stillwatch.schemas.ActionKind;
import io.stillwatch.schemas.ActionState;
import io.stillwatch.schemas.EnforcementAction;
import io.stillwatch.schemas.Mode;
import io.stillwatch.schemas.SubjectKind;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** Random topics, read in order and out of it, once and often, by one thread and by several. */
final class ActionsInForceTrialTest {

  @Test
  void anyOrderAndAnyDuplicatesGiveTheTableOfOneReadingInOrder() {
    Trials.forSeeds(
        200,
        random -> {
          List<EnforcementAction> topic = Rows.topic(random, 60);
          ActionsInForce shuffled = new ActionsInForce();
          List<EnforcementAction> disturbed = disturb(topic, random);
          disturbed.forEach(shuffled::apply);
          for (long now : new long[] {0, 999, 1_250, 1_500, 1_999, 2_000}) {
            assertEquals(lastRowsInForce(topic, now), names(shuffled.inForce(now)), "at " + now);
          }
        });
  }

  @Test
  void forgettingWhatHasEndedNeverShows() {
    Trials.forSeeds(
        150,
        random -> {
          List<EnforcementAction> topic = Rows.topic(random, 60);
          ActionsInForce table = new ActionsInForce();
          topic.forEach(table::apply);
          long now = 900;
          for (EnforcementAction again : disturb(topic, random)) {
            now += random.nextInt(15);
            table.expire(now);
            table.tombstone(RowKey.of(again).toString(), now);
            table.apply(again);
            assertEquals(lastRowsInForce(topic, now), names(table.inForce(now)), "at " + now);
          }
          table.expire(2_000);
          assertEquals(0, table.subjects());
        });
  }

  @Test
  void aDecisionIsWhatASearchThroughTheWholeTableFinds() {
    Trials.forSeeds(
        200,
        random -> {
          ActionsInForce table = new ActionsInForce();
          Rows.topic(random, 80).forEach(table::apply);
          int bound = 0;
          for (int i = 0; i < 50; i++) {
            long now = 900L + random.nextInt(1_200);
            String account = "s" + random.nextInt(5);
            String key = "s" + random.nextInt(5);
            String organization = "s" + random.nextInt(5);
            Decision decision = table.decide("default", account, key, organization, now);
            Rung highest = Rung.NONE;
            for (HeldAction action : table.inForce(now)) {
              String bindsIfId =
                  action.subjectKind() == SubjectKind.ACCOUNT
                      ? account
                      : action.subjectKind() == SubjectKind.API_KEY ? key : organization;
              Rung rung = Rung.of(action.kind());
              if (action.subjectId().equals(bindsIfId) && rung.compareTo(highest) > 0) {
                highest = rung;
              }
            }
            assertEquals(highest, decision.rung());
            bound += highest == Rung.NONE ? 0 : 1;
          }
          assertTrue(bound > 0, "a trial in which nothing binds proves nothing");
        });
  }

  @Test
  void readersAlwaysSeeASubjectThatIsExtendedAgainAndAgainAsBound() throws Exception {
    ActionsInForce table = new ActionsInForce();
    table.apply(Rows.row(ActionKind.SUSPEND, 1, 10_000));
    AtomicBoolean stop = new AtomicBoolean();
    AtomicBoolean gap = new AtomicBoolean();
    Thread reader =
        new Thread(
            () -> {
              while (!stop.get()) {
                if (!table.decide("default", "acct-7", null, null, 5_000).suspended()) {
                  gap.set(true);
                }
              }
            });
    reader.start();
    Thread[] writers = new Thread[3];
    for (int w = 0; w < writers.length; w++) {
      int offset = w;
      writers[w] =
          new Thread(
              () -> {
                for (int revision = 2; revision < 3_000; revision++) {
                  table.apply(Rows.row(ActionKind.SUSPEND, revision * 3L + offset, 10_000));
                  table.apply(Rows.row(Rows.KINDS.get(revision % 4), revision, 10_000 + revision));
                  table.expire(9_000);
                }
              });
      writers[w].start();
    }
    for (Thread writer : writers) {
      writer.join();
    }
    stop.set(true);
    reader.join();
    assertEquals(false, gap.get());
    HeldAction last = table.decide("default", "acct-7", null, null, 5_000).action();
    assertEquals(2_999 * 3L + 2, last == null ? 0 : last.revision());
  }

  /** Every row at least once, some several times, in any order. */
  private static List<EnforcementAction> disturb(List<EnforcementAction> topic, Random random) {
    List<EnforcementAction> rows = new ArrayList<>(topic);
    for (EnforcementAction row : topic) {
      for (int copies = random.nextInt(3); copies > 0; copies--) {
        rows.add(row);
      }
    }
    Collections.shuffle(rows, random);
    return rows;
  }

  /** The obvious table: the last row of each key in the order they were written, if it binds. */
  private static List<String> lastRowsInForce(List<EnforcementAction> topic, long now) {
    TreeMap<String, EnforcementAction> last = new TreeMap<>();
    for (EnforcementAction row : topic) {
      last.put(
          row.getTenant()
              + "|"
              + row.getSubjectKind()
              + "|"
              + row.getSubjectId()
              + "|"
              + row.getKind(),
          row);
    }
    return last.values().stream()
        .filter(row -> row.getState() == ActionState.ACTIVE)
        .filter(row -> row.getMode() == Mode.ENFORCE)
        .filter(row -> row.getSubjectKind() != SubjectKind.UNKNOWN)
        .filter(row -> now < row.getExpiresAt().toEpochMilli())
        .map(row -> RowKey.of(row) + " " + row.getRevision())
        .toList();
  }

  private static List<String> names(List<HeldAction> actions) {
    return actions.stream().map(action -> RowKey.of(action) + " " + action.revision()).toList();
  }
}
