package io.stillwatch.cli.enforcement;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.stillwatch.cli.Unaudited;
import io.stillwatch.cli.WrongUse;
import io.stillwatch.schemas.EnforcementAction;
import io.stillwatch.schemas.Evidence;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.KafkaException;
import org.junit.jupiter.api.Test;

/** What takes effect comes first, and what is told is what has happened. */
final class HumanWordTest {

  private final List<String> done = new ArrayList<>();

  @Test
  void anAuditThatCannotBeWrittenKeepsNothingFromTakingEffect() {
    Unaudited unaudited =
        assertThrows(
            Unaudited.class,
            () ->
                HumanWord.carryOut(
                    () -> done.add("words"),
                    () -> done.add("rows"),
                    () -> {
                      throw new KafkaException("not allowed");
                    },
                    "detection.audit"));
    assertEquals(List.of("words", "rows"), done);
    assertEquals(
        "it is in force; the audit entry could not be written to detection.audit: not allowed",
        unaudited.getMessage());
  }

  @Test
  void whatDidNotTakeEffectIsNotAudited() {
    assertThrows(
        WrongUse.class,
        () ->
            HumanWord.carryOut(
                () -> done.add("words"),
                () -> {
                  throw new WrongUse("cannot write");
                },
                () -> done.add("audit"),
                "detection.audit"));
    assertEquals(List.of("words"), done);
  }

  @Test
  void aRevocationOfManyCoversWhatIsOnItsWayAndAllThatWasSeen() {
    Instant at = Instant.ofEpochMilli(1_000_000);
    assertEquals(at.plusSeconds(5), HumanWord.covering(at, List.of(decided(at.plusSeconds(4)))));
    assertEquals(
        at.plusSeconds(60).plusMillis(1),
        HumanWord.covering(at, List.of(decided(at.plusSeconds(60)), decided(at))));
  }

  private static EnforcementAction decided(Instant at) {
    EnforcementAction action = new EnforcementAction();
    Evidence evidence = new Evidence();
    evidence.setLastAt(at);
    action.setEvidence(evidence);
    return action;
  }

  @Test
  void beforeItsRowIsSeenAnActionIsRevokedByItsIdOnly() {
    assertDoesNotThrow(() -> ActionsRevokeVerb.requireActionId("0123456789abcdef".repeat(2)));
    for (String other :
        List.of("SW-AN16-94C0-BZ86", "0123456789ABCDEF".repeat(2), "0".repeat(31), "")) {
      String message =
          String.valueOf(
              assertThrows(WrongUse.class, () -> ActionsRevokeVerb.requireActionId(other))
                  .getMessage());
      assertTrue(message.contains("a public reference can only be revoked once"), message);
    }
  }
}
