package io.stillwatch.campaigns.operator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.stillwatch.campaigns.Desk;
import io.stillwatch.campaigns.DeskInput;
import io.stillwatch.campaigns.DeskOut;
import io.stillwatch.campaigns.HandOver;
import io.stillwatch.campaigns.LinkObservations;
import io.stillwatch.campaigns.LinkReport;
import io.stillwatch.patterns.PatternBook;
import io.stillwatch.patterns.language.StarterBook;
import io.stillwatch.patterns.operator.BookChange;
import io.stillwatch.patterns.operator.BookSource;
import io.stillwatch.profiles.Attempt;
import io.stillwatch.profiles.LinkKind;
import io.stillwatch.profiles.LinkObservation;
import io.stillwatch.schemas.Campaign;
import io.stillwatch.schemas.CampaignPhase;
import io.stillwatch.schemas.Evidence;
import io.stillwatch.schemas.Finding;
import io.stillwatch.schemas.Mode;
import io.stillwatch.schemas.StatusReport;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.state.StateBackend;
import org.apache.flink.runtime.state.hashmap.HashMapStateBackend;
import org.apache.flink.state.rocksdb.EmbeddedRocksDBStateBackend;
import org.apache.flink.streaming.util.KeyedTwoInputStreamOperatorTestHarness;
import org.apache.flink.util.OutputTag;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A desk inside Flink says what it says outside, however it is disturbed. */
class CampaignOperatorTest {

  private static final OutputTag<Campaign> CAMPAIGNS =
      new OutputTag<>("campaigns", TypeInformation.of(Campaign.class));
  private static final OutputTag<StatusReport> STATUS =
      new OutputTag<>("status", TypeInformation.of(StatusReport.class));

  /** Counts what it hears of each account, tells it, and forgets an account at five. */
  private static final class CountingDesk implements Desk {

    private final String tenant;
    private final Map<String, Integer> heard = new HashMap<>();
    private final Set<String> changed = new HashSet<>();

    CountingDesk(String tenant, Iterable<Map.Entry<String, byte[]>> stored) {
      this.tenant = tenant;
      String before = "";
      for (Map.Entry<String, byte[]> entry : stored) {
        assertTrue(before.compareTo(entry.getKey()) < 0, "in the order of their keys");
        before = entry.getKey();
        heard.put(entry.getKey(), (int) entry.getValue()[0]);
      }
    }

    @Override
    public void see(LinkReport report, DeskOut out) {
      hear(report.observation(), out);
    }

    @Override
    public void see(HandOver handOver, DeskOut out) {
      hear(observation(handOver.next()), out);
    }

    private void hear(LinkObservation observation, DeskOut out) {
      assertEquals(tenant, observation.tenant());
      String account = observation.accountId();
      int count = heard.merge(account, 1, Integer::sum);
      changed.add(account);
      out.finding(finding(observation, count));
      if (count == 5) {
        heard.remove(account);
        out.campaign(campaign(observation));
      }
    }

    @Override
    public void drainChanged(BiConsumer<String, byte @Nullable []> out) {
      for (String account : changed) {
        Integer count = heard.get(account);
        out.accept(account, count == null ? null : new byte[] {count.byteValue()});
      }
      changed.clear();
    }
  }

  private static Finding finding(LinkObservation observation, int revision) {
    return Finding.newBuilder()
        .setFindingId(observation.accountId() + revision)
        .setRevision(revision)
        .setTenant(observation.tenant())
        .setAccountId(observation.accountId())
        .setPatternId("campaign")
        .setPatternVersion(1)
        .setBook("book")
        .setMode(Mode.SHADOW)
        .setEpisode("c")
        .setMatches(1)
        .setEventTime(Instant.ofEpochMilli(observation.occurredAtMs()))
        .setClock(Instant.ofEpochMilli(observation.clockMs()))
        .setExplanation("told " + revision)
        .setEvidence(
            Evidence.newBuilder()
                .setExchangeId(observation.exchangeId())
                .setFirstAt(Instant.ofEpochMilli(observation.clockMs()))
                .setLastAt(Instant.ofEpochMilli(observation.clockMs()))
                .build())
        .setCampaignId("c")
        .build();
  }

  private static Campaign campaign(LinkObservation observation) {
    return Campaign.newBuilder()
        .setTenant(observation.tenant())
        .setCampaignId("c")
        .setRevision(observation.clockMs())
        .setPhase(CampaignPhase.OPEN)
        .setFirstAt(Instant.ofEpochMilli(observation.clockMs()))
        .setLastAt(Instant.ofEpochMilli(observation.clockMs()))
        .setMemberCount(1)
        .build();
  }

  private static LinkReport report(LinkObservation o, int number) {
    return LinkReport.of(
        new LinkObservation(
            "tenant-" + number % 2,
            o.accountId(),
            o.organizationId(),
            o.apiKeyId(),
            o.verified(),
            o.exchangeId(),
            o.clockMs(),
            o.occurredAtMs(),
            o.receivedAtMs(),
            o.kind(),
            o.link(),
            o.traits()),
        number);
  }

  private static LinkObservation observation(Attempt attempt) {
    return new LinkObservation(
        attempt.tenant(),
        attempt.accountId(),
        attempt.organizationId(),
        attempt.apiKeyId(),
        attempt.verified(),
        attempt.exchangeId(),
        attempt.clockMs(),
        attempt.occurredAtMs(),
        attempt.receivedAtMs(),
        LinkKind.TENANT,
        0,
        new LinkObservation.Traits(0, 0, 0, 0, 0, 0, LinkObservation.Traits.UNTOLD, 0));
  }

  private static Attempt attempt(LinkObservation o, boolean failed) {
    return new Attempt(
        o.tenant(),
        o.accountId(),
        o.organizationId(),
        o.apiKeyId(),
        o.verified(),
        o.exchangeId(),
        o.clockMs(),
        o.occurredAtMs(),
        o.receivedAtMs(),
        o.link(),
        failed);
  }

  /** Reports, and every seventh time a hand-over. */
  private static List<DeskInput> stream(long seed, int count) {
    List<DeskInput> told = new ArrayList<>();
    for (LinkObservation one : LinkObservations.stream(seed, count, 4)) {
      LinkReport report = report(one, told.size());
      told.add(
          told.size() % 7 == 6
              ? new HandOver(
                  attempt(report.observation(), true), attempt(report.observation(), false))
              : report);
    }
    return told;
  }

  private static List<Object> core(List<DeskInput> stream) {
    Map<String, Desk> desks = new HashMap<>();
    List<Object> said = new ArrayList<>();
    DeskOut out =
        new DeskOut() {
          @Override
          public void finding(Finding finding) {
            said.add(finding);
          }

          @Override
          public void campaign(Campaign campaign) {
            said.add(campaign);
          }
        };
    for (DeskInput told : stream) {
      Desk desk =
          desks.computeIfAbsent(told.tenant(), tenant -> new CountingDesk(tenant, List.of()));
      told.to(desk, out);
    }
    return said;
  }

  /** Compiled once: a book may be opened again and again. */
  private static final PatternBook BOOK = StarterBook.book();

  private record DeskInFlink(Supplier<StateBackend> backend)
      implements Ways.Subject<
          DeskInput,
          Finding,
          KeyedTwoInputStreamOperatorTestHarness<String, DeskInput, BookChange, Finding>> {

    @Override
    public KeyedTwoInputStreamOperatorTestHarness<String, DeskInput, BookChange, Finding> make()
        throws Exception {
      var harness =
          new KeyedTwoInputStreamOperatorTestHarness<String, DeskInput, BookChange, Finding>(
              new CampaignOperator(
                  CountingDesk::new, () -> new BookSource.Opening(BOOK, 0), CAMPAIGNS, STATUS),
              DeskInput::tenant,
              null,
              Types.STRING);
      harness.setStateBackend(backend.get());
      harness.setup();
      return harness;
    }

    @Override
    public void feed(
        KeyedTwoInputStreamOperatorTestHarness<String, DeskInput, BookChange, Finding> harness,
        DeskInput told)
        throws Exception {
      harness.processElement1(told, 0);
    }
  }

  private static void sameInAllWays(List<DeskInput> stream, Supplier<StateBackend> backend)
      throws Exception {
    List<Object> expected = core(stream);
    assertTrue(expected.stream().anyMatch(Campaign.class::isInstance));
    for (Ways way : Ways.values()) {
      assertEquals(expected, way.play(new DeskInFlink(backend), CAMPAIGNS, stream), way.name());
    }
  }

  @Test
  void itSaysWhatItsDesksSayInAllWays() throws Exception {
    for (long seed = 0; seed < 3; seed++) {
      sameInAllWays(stream(seed, 150), HashMapStateBackend::new);
    }
  }

  @Test
  void itSaysTheSameOnRocksDb() throws Exception {
    sameInAllWays(stream(7, 60), EmbeddedRocksDBStateBackend::new);
  }

  @Test
  void theNameOfTheStateIsPartOfEverySavepoint() {
    assertEquals("desk", CampaignOperator.DESK_STATE);
  }
}
