package io.stillwatch.intake;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Nothing is looked at without being counted, whatever the records are. */
class CoverageTest {

  @Test
  void everyRecordIsCountedAndEveryVerdictOnce() throws Exception {
    List<byte[]> kinds =
        List.of(
            Events.json(Events.full()),
            Events.avro(Events.small()),
            Otlp.bytes(),
            FormatFixturesTest.resource("otlp-logs.json"),
            FormatFixturesTest.resource("litellm.json"),
            FormatFixturesTest.resource("envoy-no-account.json"),
            Otlp.traces(List.of()),
            new byte[0],
            new byte[] {'{'});
    Random random = new Random(7);
    Intake intake = Events.intake();
    Coverage coverage = new Coverage();
    long verdicts = 0;
    int records = 3_000;
    for (int i = 0; i < records; i++) {
      byte[] record = kinds.get(random.nextInt(kinds.size()));
      if (random.nextInt(3) == 0) {
        record = Arrays.copyOf(record, random.nextInt(record.length + 1));
      }
      Outcome outcome = intake.accept(record, -1);
      coverage.record();
      outcome.each(coverage::verdict);
      verdicts += outcome instanceof Outcome.Several several ? several.verdicts().size() : 1;
    }
    assertEquals(records, coverage.records());
    assertEquals(verdicts, coverage.accepted() + coverage.rejected());
    assertEquals(records, coverage.accepted() + coverage.rejected() - coverage.further());
    assertTrue(coverage.further() > 500, "hardly a record told of several");
    assertTrue(coverage.rejected(RejectionReason.NO_EXCHANGE) > 100);
    assertTrue(coverage.rejected(RejectionReason.NO_ACCOUNT) > 100);
  }
}
