package io.stillwatch.sidecar;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.stillwatch.intake.RejectionReason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.CountDownLatch;
import java.util.function.BooleanSupplier;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of a log's lines when Kafka, or we, fail at one of them. */
@Timeout(60)
class LogTailTest {

  @TempDir private Path dir;
  private Receiving receiving;
  private LogTail tail;

  @BeforeEach
  void open() throws IOException {
    receiving = new Receiving(dir, 1 << 20);
  }

  @AfterEach
  void close() {
    tail.close();
  }

  private void follow() throws IOException {
    follow(dir.resolve("position"));
  }

  private void follow(Path position) throws IOException {
    FollowedLog log = new FollowedLog(path(), position, SidecarLimits.EVENT_BYTES_MAX, what -> {});
    tail = LogTail.start("log", log, receiving.reader(), receiving.sender(), receiving.counts());
  }

  private Path path() {
    return dir.resolve("events.log");
  }

  private void write(String... accounts) throws IOException {
    StringBuilder lines = new StringBuilder();
    for (String account : accounts) {
      lines.append(
          """
          {"exchange_id":"x-%1$s","account_id":"%1$s","occurred_at":1780000001000,"phase":"EXCHANGE"}
          """
              .formatted(account));
    }
    Files.writeString(path(), lines, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  private static void await(BooleanSupplier condition) throws InterruptedException {
    while (!condition.getAsBoolean()) {
      Thread.sleep(5);
    }
  }

  @Test
  void anErrorEndsNothingAndIsTroubleUntilItsLinesAreThere() throws Exception {
    CountDownLatch mended = new CountDownLatch(1);
    receiving.producer().answer =
        event -> mended.getCount() > 0 ? new OutOfMemoryError("a test's") : null;
    write("a-1", "a-2");
    follow();
    await(() -> tail.trouble() != null);
    assertEquals(
        "source log: a fault of the sidecar's: java.lang.OutOfMemoryError", tail.trouble());
    mended.countDown();
    await(() -> receiving.counts().accepted() == 2);
    await(() -> tail.trouble() == null);
  }

  @Test
  void aLineThatTheTopicWillNeverTakeIsCountedAndGonePast() throws Exception {
    receiving.producer().answer =
        event ->
            new String(event, UTF_8).contains("a-large")
                ? new RecordTooLargeException("big")
                : null;
    write("a-1", "a-large", "a-2");
    follow();
    await(() -> receiving.counts().accepted() == 2);
    assertEquals(1, receiving.counts().rejected(RejectionReason.RECORD_TOO_LARGE));
    assertEquals(0, receiving.counts().deferrals(Deferral.KAFKA_AWAY));
    await(() -> Files.exists(dir.resolve("position")));
  }

  @Test
  void whereItCannotBeWrittenHowFarItWasReadIsTroubleUntilItCan() throws Exception {
    Path state = dir.resolve("state");
    write("a-1");
    follow(state.resolve("log.position")); // there is no such folder
    await(() -> receiving.counts().accepted() == 1);
    await(() -> tail.trouble() != null);
    Thread.sleep(3 * SidecarLimits.LOG_LOOK_EVERY.toMillis());
    assertTrue(
        String.valueOf(tail.trouble())
            .startsWith("source log: how far the log was read cannot be written to " + state),
        tail::trouble);
    write("a-2");
    await(() -> receiving.counts().accepted() == 2);
    assertNotNull(tail.trouble());
    Files.createDirectory(state);
    await(() -> tail.trouble() == null);
    tail.close();
    follow(state.resolve("log.position"));
    write("a-3");
    await(() -> receiving.counts().accepted() >= 3);
    assertEquals(3, receiving.producer().history().size());
  }

  @Test
  void linesWaitForRightsThatAreMissing() throws Exception {
    receiving.producer().answer = event -> new TopicAuthorizationException("inference.events");
    write("a-1");
    follow();
    await(() -> receiving.counts().deferrals(Deferral.KAFKA_REFUSES) >= 1);
    assertNotNull(receiving.sender().refusal());
    receiving.producer().answer = event -> null;
    await(() -> receiving.counts().accepted() == 1);
    assertNull(receiving.sender().refusal());
  }

  @Test
  void whoIsInterruptedReadsNoMoreAndHealthSaysSo() throws Exception {
    receiving.producer().answer =
        event -> {
          Thread.currentThread().interrupt();
          return null;
        };
    write("a-1");
    follow();
    await(() -> String.valueOf(tail.trouble()).contains("is read no more"));
  }
}
