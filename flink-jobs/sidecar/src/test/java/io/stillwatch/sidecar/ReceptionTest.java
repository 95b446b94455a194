package io.stillwatch.sidecar;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.stillwatch.intake.Format;
import io.stillwatch.intake.RejectionReason;
import io.stillwatch.sidecar.Reception.Taken;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Few bytes that come to many: what a resource says stands in each event under it. */
class ReceptionTest {

  private static final int EVENT_BYTES_MIN = 3_000;

  private static byte[] body(int spans) {
    Spans body = new Spans();
    for (String name : List.of("cloud.region", "gen_ai.conversation.id", "service.instance.id")) {
      body.resource(name, "x".repeat(EVENT_BYTES_MIN / 3));
    }
    for (int i = 0; i < spans; i++) {
      body.chat("a-" + i % 100, null);
    }
    return body.protobuf();
  }

  @Test
  void aLargeBatchIsTakenWithoutAllOfItsEventsInMemoryAtATime() throws Exception {
    assertEquals("Taken[refused=0, why=]", OwnProcess.told(SmallHeap.class, "-Xmx64m"));
  }

  /** Its events have 60 MB and more. */
  static final class SmallHeap {
    private SmallHeap() {}

    public static void main(String[] args) throws Exception {
      Receiving receiving = new Receiving(Files.createTempDirectory("reception"), 16 << 20);
      receiving.producer().keeps = false;
      System.out.println(
          receiving.reception().take(body(60_000_000 / EVENT_BYTES_MIN), Format.OTLP_PROTO));
    }
  }

  @Test
  void whatIsMoreThanARecordMayComeToIsRefusedAndToldAndTheRestIsTaken(@TempDir Path dir)
      throws Exception {
    Receiving receiving = new Receiving(dir, 16 << 20);
    receiving.producer().keeps = false;
    int spans = SidecarLimits.EVENTS_BYTES_MAX / EVENT_BYTES_MIN;
    Taken taken = (Taken) receiving.reception().take(body(spans), Format.OTLP_PROTO);
    long refused = receiving.counts().rejected(RejectionReason.RECORD_TOO_LARGE);
    assertTrue(refused > 0 && refused < spans / 2, () -> refused + " of " + spans);
    assertEquals(new Taken(refused, refused + " RECORD_TOO_LARGE"), taken);
    assertEquals(spans - refused, receiving.counts().accepted());
  }
}
