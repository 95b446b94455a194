package io.stillwatch.jobs;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.stillwatch.schemas.Evidence;
import io.stillwatch.schemas.Finding;
import io.stillwatch.schemas.Mode;
import io.stillwatch.schemas.PatternPointer;
import java.time.Instant;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whether a pattern may still act on what it found earlier. */
@Timeout(300)
class KafkaEnforcedTest {

  private static final Instant AT = Instant.parse("2026-03-01T12:00:00Z");

  private final KafkaAccess kafka = KafkaAccess.to(SharedBroker.bootstrap());

  @Test
  void aPatternActsOnWhatItFoundSinceItWasPromotedAndNoOtherVersionDoes() throws Exception {
    Topics topics = SharedBroker.freshTopics(1);
    PatternTopic patterns = new PatternTopic(kafka, topics);
    Finding found = found("default", 1, AT.plusSeconds(10));
    assertFalse(now(topics).test(found), "nobody promoted it");

    patterns.promote(pointer("*", 1, Mode.ENFORCE, 1, AT));
    assertTrue(now(topics).test(found));
    assertTrue(now(topics).test(found("default", 1, AT)));
    assertFalse(now(topics).test(found("default", 1, AT.minusMillis(1))), "found before that");
    assertFalse(now(topics).test(found("default", 2, AT.plusSeconds(10))), "by a candidate");

    patterns.promote(pointer("default", 1, Mode.SHADOW, 1, AT.plusSeconds(20)));
    assertFalse(now(topics).test(found), "its tenant's own pointer");
    assertTrue(now(topics).test(found("acme", 1, AT.plusSeconds(10))));

    patterns.promote(pointer("default", 1, Mode.ENFORCE, 1, AT.plusSeconds(30)));
    assertFalse(now(topics).test(found), "promoted again, and found the first time");
    patterns.withdraw("default", "grader");
    assertTrue(now(topics).test(found), "that for all tenants");

    patterns.promote(pointer("*", 1, Mode.ENFORCE, 0.000001, AT));
    assertFalse(now(topics).test(found), "not in the share");
    patterns.promote(pointer("*", 2, Mode.ENFORCE, 1, AT));
    assertFalse(now(topics).test(found), "another version took over");
  }

  private Predicate<Finding> now(Topics topics) {
    return new KafkaEnforced(kafka, topics).now();
  }

  private static PatternPointer pointer(
      String tenant, int version, Mode mode, double share, Instant at) {
    return PatternPointer.newBuilder()
        .setTenant(tenant)
        .setPatternId("grader")
        .setVersion(version)
        .setMode(mode)
        .setShare(share)
        .setAuthor("ana")
        .setWhy("a trial")
        .setAt(at)
        .build();
  }

  private static Finding found(String tenant, int version, Instant at) {
    return Finding.newBuilder()
        .setFindingId("f")
        .setRevision(1)
        .setTenant(tenant)
        .setAccountId("acct-7")
        .setPatternId("grader")
        .setPatternVersion(version)
        .setBook("book")
        .setMode(Mode.ENFORCE)
        .setEpisode("e")
        .setMatches(1)
        .setEventTime(at.minusSeconds(3_600))
        .setClock(at)
        .setReceivedAt(at)
        .setExplanation("a trial")
        .setEvidence(Evidence.newBuilder().setExchangeId("x").setFirstAt(at).setLastAt(at).build())
        .build();
  }
}
