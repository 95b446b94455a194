package io.stillwatch.campaigns.operator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.stillwatch.campaigns.LinkKey;
import io.stillwatch.campaigns.LinkObservations;
import io.stillwatch.campaigns.LinkReport;
import io.stillwatch.campaigns.LinkWatch;
import io.stillwatch.profiles.LinkKind;
import io.stillwatch.profiles.LinkObservation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.runtime.state.StateBackend;
import org.apache.flink.runtime.state.hashmap.HashMapStateBackend;
import org.apache.flink.state.rocksdb.EmbeddedRocksDBStateBackend;
import org.junit.jupiter.api.Test;

/** The link stage inside Flink says what its core says, however it is disturbed. */
class LinkFunctionTest {

  private static final Duration KEPT = Duration.ofDays(14);

  private static List<Object> core(List<LinkObservation> stream) {
    Map<String, LinkWatch> links = new HashMap<>();
    List<Object> said = new ArrayList<>();
    for (LinkObservation one : stream) {
      links.computeIfAbsent(LinkKey.of(one), key -> new LinkWatch()).see(one, said::add);
    }
    return said;
  }

  private static void sameInAllWays(List<LinkObservation> stream, Supplier<StateBackend> backend)
      throws Exception {
    List<Object> expected = core(stream);
    assertTrue(expected.size() > stream.size() / 10, "there is something to tell");
    for (Ways way : Ways.values()) {
      assertEquals(
          expected,
          way.play(Ways.keyed(() -> new LinkFunction(KEPT), LinkKey::of, backend), null, stream),
          way.name());
    }
  }

  @Test
  void itSaysWhatItsCoreSaysInAllWays() throws Exception {
    sameInAllWays(LinkObservations.stream(1, 300, 12), HashMapStateBackend::new);
    sameInAllWays(LinkObservations.stream(2, 400, 200), HashMapStateBackend::new);
  }

  @Test
  void itSaysTheSameOnRocksDb() throws Exception {
    sameInAllWays(LinkObservations.stream(3, 60, 10), EmbeddedRocksDBStateBackend::new);
  }

  @Test
  void aLinkIsForgottenWhenNobodyShowedItForTheTimeThatItIsKept() throws Exception {
    assertEquals(3, reportsAfter(KEPT.minusMillis(1)), "just before");
    assertEquals(0, reportsAfter(KEPT.plusMillis(1)), "only the third is known");
  }

  private static int reportsAfter(Duration pause) throws Exception {
    try (var harness =
        Ways.keyed(() -> new LinkFunction(KEPT), LinkKey::of, EmbeddedRocksDBStateBackend::new)
            .make()) {
      harness.open();
      harness.setStateTtlProcessingTime(1);
      long at = LinkObservations.START;
      harness.processElement(LinkObservations.of(LinkKind.TEMPLATE, 1, 1, at), 0);
      harness.processElement(LinkObservations.of(LinkKind.TEMPLATE, 1, 2, at), 0);
      harness.setStateTtlProcessingTime(1 + pause.toMillis());
      harness.processElement(LinkObservations.of(LinkKind.TEMPLATE, 1, 3, at), 0);
      return harness.extractOutputValues().size();
    }
  }

  @Test
  void aLinkInUseIsKept() throws Exception {
    try (var harness =
        Ways.keyed(() -> new LinkFunction(KEPT), LinkKey::of, HashMapStateBackend::new).make()) {
      harness.open();
      for (int day = 0; day < 40; day++) {
        long at = LinkObservations.START + Duration.ofDays(day).toMillis();
        harness.setStateTtlProcessingTime(at);
        harness.processElement(LinkObservations.of(LinkKind.CARD, 1, day < 3 ? day : 1, at), 0);
      }
      assertEquals(40, harness.extractOutputValues().size());
    }
  }

  @Test
  void keepingLinksForLessThanTwoDaysIsRefused() {
    new LinkFunction(Duration.ofDays(2));
    assertThrows(
        IllegalArgumentException.class, () -> new LinkFunction(Duration.ofDays(2).minusMillis(1)));
  }

  @Test
  void theNameOfTheStateIsPartOfEverySavepoint() {
    assertEquals("link", LinkFunction.LINK_STATE);
  }

  @Test
  void reportsTravelAsTheyAre() throws Exception {
    for (LinkObservation one : LinkObservations.stream(5, 50, 5)) {
      LinkReport report = new LinkReport(one, 77, 12, 3);
      DataOutputSerializer out = new DataOutputSerializer(64);
      DeskInputSerializer.INSTANCE.serialize(report, out);
      DataInputDeserializer in = new DataInputDeserializer(out.getCopyOfBuffer());
      assertEquals(report, DeskInputSerializer.INSTANCE.deserialize(in));
      assertEquals(0, in.available());
    }
  }
}
