package io.stillwatch.enforcement;

import static io.stillwatch.enforcement.Findings.at;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.stillwatch.schemas.ActionKind;
import io.stillwatch.schemas.EnforcementAction;
import io.stillwatch.schemas.Finding;
import io.stillwatch.schemas.RecordCodec;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Random streams of findings: the ledger against a slow reference, against itself after a rollback,
 * in any order.
 */
final class LedgerTrialTest {

  private final Ledger ledger = new Ledger();

  @Test
  void theRowsAreThoseOfASlowAndObviousReference() {
    Trials.forSeeds(
        300,
        random -> {
          ReferenceLedger reference = new ReferenceLedger();
          SubjectRows rows = SubjectRows.none();
          int changes = 0;
          for (Finding finding : Findings.stream(random, 150, 1)) {
            List<EnforcementAction> changed = ledger.decide(rows, finding, new FeedbackBook());
            rows = rows.with(changed);
            changes += changed.size();
            reference.see(finding);
            assertEquals(reference.rows(), ReferenceLedger.summaries(rows.all()));
            assertEquals(reference.changes(), changes);
          }
          assertTrue(changes > 20, "a trial that hardly acts proves nothing");
        });
  }

  @Test
  void revisionsRisePerKeyAndEveryRowHasAnEnd() {
    Trials.forSeeds(
        300,
        random -> {
          Map<String, Long> revisions = new HashMap<>();
          for (EnforcementAction action : play(Findings.stream(random, 200, 3))) {
            Long before = revisions.put(ActionKey.of(action), action.getRevision());
            assertTrue(before == null || before < action.getRevision());
            assertTrue(action.getExpiresAt().isAfter(action.getEffectiveAt()));
          }
        });
  }

  @Test
  void afterARollbackTheSameFindingsGiveTheSameBytes() {
    RecordCodec<EnforcementAction> records = RecordCodec.of(EnforcementAction.class);
    Trials.forSeeds(
        100,
        random -> {
          List<Finding> findings = Findings.stream(random, 80, 1);
          int checkpoint = random.nextInt(findings.size());

          SubjectRowsCodec codec = new SubjectRowsCodec();
          SubjectRows rows = SubjectRows.none();
          byte[] saved = codec.encode(rows);
          ByteArrayOutputStream undisturbed = new ByteArrayOutputStream();
          ByteArrayOutputStream replayed = new ByteArrayOutputStream();
          for (int i = 0; i < findings.size(); i++) {
            if (i == checkpoint) {
              saved = codec.encode(rows);
            }
            for (EnforcementAction action :
                ledger.decide(rows, findings.get(i), new FeedbackBook())) {
              rows = rows.with(List.of(action));
              byte[] bytes = records.encode(action);
              undisturbed.writeBytes(bytes);
              if (i < checkpoint) {
                replayed.writeBytes(bytes);
              }
            }
          }
          // Rows fall back to the checkpoint; everything after it is decided once more.
          SubjectRows restored = codec.decode(saved);
          for (Finding finding : findings.subList(checkpoint, findings.size())) {
            for (EnforcementAction action : ledger.decide(restored, finding, new FeedbackBook())) {
              restored = restored.with(List.of(action));
              replayed.writeBytes(records.encode(action));
            }
          }
          assertArrayEquals(undisturbed.toByteArray(), replayed.toByteArray());
          assertArrayEquals(codec.encode(rows), codec.encode(restored));
        });
  }

  @Test
  void findingsThatWereSeenAreSilentWhenTheyComeAgain() {
    Trials.forSeeds(
        300,
        random -> {
          List<Finding> findings = Findings.stream(random, 100, 1);
          SubjectRows rows = SubjectRows.none();
          for (Finding finding : findings) {
            rows = rows.with(ledger.decide(rows, finding, new FeedbackBook()));
          }
          for (Finding finding : findings) {
            assertEquals(List.of(), ledger.decide(rows, finding, new FeedbackBook()));
          }
        });
  }

  @Test
  void whileActionsOverlapTheOrderOfFindingsDoesNotChangeWhatHoldsOrUntilWhen() {
    Trials.forSeeds(
        300,
        random -> {
          List<Finding> findings = new ArrayList<>();
          for (int i = 0; i < 40; i++) {
            findings.add(overlapping(random, i));
          }
          Map<String, String> expected = inForce(findings);
          Collections.shuffle(findings, random);
          assertEquals(expected, inForce(findings));
        });
  }

  /** All clocks stand before all ends. */
  private static Finding overlapping(Random random, int index) {
    Map<String, String> parameters = new HashMap<>();
    if (random.nextBoolean()) {
      parameters.put("requests_per_minute", Integer.toString(1 + random.nextInt(100)));
    }
    if (random.nextBoolean()) {
      parameters.put("max_tokens", Integer.toString(1 + random.nextInt(5_000)));
    }
    return Findings.finding(
            100 + random.nextInt(100),
            Findings.KINDS.get(random.nextInt(Findings.KINDS.size())),
            500 + random.nextInt(100_000),
            parameters)
        .setPatternId("pattern-" + index % 4)
        .setEpisode("e" + index % 3)
        .build();
  }

  private Map<String, String> inForce(List<Finding> findings) {
    SubjectRows rows = SubjectRows.none();
    for (Finding finding : findings) {
      rows = rows.with(ledger.decide(rows, finding, new FeedbackBook()));
    }
    Map<String, String> table = new HashMap<>();
    for (EnforcementAction row : rows.all()) {
      assertTrue(at(200).isBefore(row.getExpiresAt()));
      table.put(ActionKey.of(row), row.getParameters() + " until " + row.getExpiresAt());
    }
    return table;
  }

  private List<EnforcementAction> play(List<Finding> findings) {
    Map<String, SubjectRows> subjects = new HashMap<>();
    List<EnforcementAction> written = new ArrayList<>();
    for (Finding finding : findings) {
      SubjectRows rows = subjects.getOrDefault(finding.getAccountId(), SubjectRows.none());
      List<EnforcementAction> changed = ledger.decide(rows, finding, new FeedbackBook());
      subjects.put(finding.getAccountId(), rows.with(changed));
      written.addAll(changed);
    }
    for (EnforcementAction action : written) {
      assertTrue(action.getKind() != ActionKind.UNKNOWN);
    }
    return written;
  }
}
