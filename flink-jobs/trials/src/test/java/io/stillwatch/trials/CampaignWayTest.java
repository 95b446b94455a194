package io.stillwatch.trials;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.stillwatch.campaigns.Desk;
import io.stillwatch.campaigns.DeskOut;
import io.stillwatch.campaigns.HandOver;
import io.stillwatch.campaigns.LinkReport;
import io.stillwatch.jobs.EmbeddedEngine;
import io.stillwatch.jobs.PatternTopic;
import io.stillwatch.jobs.StatusBoard;
import io.stillwatch.jobs.Topics;
import io.stillwatch.patterns.BookRow;
import io.stillwatch.patterns.PatternBook;
import io.stillwatch.profiles.LinkKind;
import io.stillwatch.profiles.LinkObservation;
import io.stillwatch.schemas.AccountFacts;
import io.stillwatch.schemas.ActionKind;
import io.stillwatch.schemas.ActionRequest;
import io.stillwatch.schemas.Campaign;
import io.stillwatch.schemas.EnforcementAction;
import io.stillwatch.schemas.Evidence;
import io.stillwatch.schemas.Finding;
import io.stillwatch.schemas.InferenceEvent;
import io.stillwatch.schemas.Mode;
import io.stillwatch.schemas.Phase;
import io.stillwatch.schemas.StatusReport;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a desk finds about a member reaches the control topic, as the book says. */
@Timeout(600)
class CampaignWayTest {

  @TempDir private static Path dir = Path.of("");
  private static @Nullable Ground ground;

  @BeforeAll
  static void startBroker() throws Exception {
    ground = Ground.start(dir);
  }

  @AfterAll
  static void stopBroker() {
    if (ground != null) {
      ground.close();
    }
  }

  private static final int MEMBERS = 5;

  /** Takes everyone who shares a card with strangers for a member. */
  private static final class SternDesk implements Desk {

    private final Set<String> members = new HashSet<>();
    private @Nullable String fresh;

    SternDesk(String tenant, Iterable<Map.Entry<String, byte[]>> stored) {
      stored.forEach(entry -> members.add(entry.getKey()));
    }

    @Override
    public void see(LinkReport report, DeskOut out) {
      LinkObservation observation = report.observation();
      if (observation.kind() == LinkKind.CARD && members.add(observation.accountId())) {
        fresh = observation.accountId();
        String id = "c-" + Long.toHexString(observation.link());
        out.finding(finding(observation, id));
        out.campaign(HearingDesk.campaign(observation.tenant(), id));
      }
    }

    @Override
    public void see(HandOver handOver, DeskOut out) {}

    @Override
    public void drainChanged(BiConsumer<String, byte @Nullable []> changed) {
      if (fresh != null) {
        changed.accept(fresh, new byte[] {1});
        fresh = null;
      }
    }
  }

  private static Finding finding(LinkObservation observation, String campaign) {
    Instant clock = Instant.ofEpochMilli(observation.clockMs());
    return Finding.newBuilder()
        .setFindingId("f-" + observation.accountId())
        .setRevision(1)
        .setTenant(observation.tenant())
        .setAccountId(observation.accountId())
        .setOrganizationId(observation.organizationId())
        .setPatternId("shared-card")
        .setPatternVersion(1)
        .setBook("none")
        .setMode(Mode.ENFORCE)
        .setEpisode(campaign)
        .setMatches(1)
        .setEventTime(Instant.ofEpochMilli(observation.occurredAtMs()))
        .setClock(clock)
        .setReceivedAt(Instant.ofEpochMilli(observation.receivedAtMs()))
        .setRequested(
            new ActionRequest(
                ActionKind.SUSPEND, 3_600_000L, Map.of(), "coordinated-use", "a trial", null, null))
        .setExplanation("shares a card with strangers")
        .setEvidence(
            Evidence.newBuilder()
                .setExchangeId(observation.exchangeId())
                .setFirstAt(clock)
                .setLastAt(clock)
                .build())
        .setCampaignId(campaign)
        .build();
  }

  private static List<InferenceEvent> stream() {
    List<InferenceEvent> stream = new ArrayList<>();
    for (int account = 0; account < 2 * MEMBERS; account++) {
      Instant at = Instant.ofEpochMilli(EventStream.START + account * 1_000L);
      // Every other account pays with a card of its own.
      String card = account % 2 == 0 ? "card-shared" : "card-" + account;
      stream.add(
          InferenceEvent.newBuilder()
              .setExchangeId("x-" + account)
              .setAccountId("account-" + account)
              .setOrganizationId("organization-" + account)
              .setOccurredAt(at)
              .setReceivedAt(at)
              .setPhase(Phase.EXCHANGE)
              .setAccount(AccountFacts.newBuilder().setPaymentFingerprint(card).build())
              .build());
    }
    return stream;
  }

  @Test
  void aMemberIsActedOnAndItsActionNamesTheCampaign() throws Exception {
    List<InferenceEvent> stream = stream();
    Recording driver = Recording.of(stream, Recording.enforcing(), SternDesk::new);
    assertEquals(MEMBERS, driver.actions.size());
    assertEquals(MEMBERS, driver.campaigns.size());
    String campaign = driver.campaigns.get(0).getCampaignId();
    for (String engineName : List.of("packed", "flink-cep")) {
      Topics topics = ground().enforced(engineName + ".", 2);
      String kafka = ground().bootstrapServers();
      Wire.publish(kafka, topics.events(), stream);
      try (EmbeddedEngine engine =
          ground()
              .engine(topics)
              .set("parallelism", "2")
              .set("engine", engineName)
              .desk(SternDesk::new)
              .start()) {
        engine.awaitRunning(Settled.PATIENCE);
        Settled.after(engine, stream.size());
        assertFalse(engine.ended().isDone());
      }
      List<EnforcementAction> rows =
          Wire.decode(EnforcementAction.class, Wire.read(kafka, topics.actions()));
      assertEquals(bySubject(driver.actions), bySubject(rows), engineName);
      for (EnforcementAction row : rows) {
        assertEquals(campaign, row.getCampaignId());
        assertEquals(Mode.ENFORCE, row.getMode());
      }
      List<ConsumerRecord<byte[], byte[]>> records = Wire.read(kafka, topics.campaigns());
      assertTrue(!records.isEmpty(), "the campaign stands on its topic");
      for (ConsumerRecord<byte[], byte[]> record : records) {
        assertEquals("default|" + campaign, new String(record.key(), StandardCharsets.UTF_8));
      }
      assertEquals(
          driver.campaigns.get(0), Wire.decode(Campaign.class, records).get(0), engineName);
    }
  }

  private static Map<String, EnforcementAction> bySubject(List<EnforcementAction> rows) {
    Map<String, EnforcementAction> bySubject = new TreeMap<>();
    rows.forEach(row -> bySubject.put(row.getSubjectId(), row));
    return bySubject;
  }

  private static Ground ground() {
    return Objects.requireNonNull(ground);
  }

  /** What the one could not get answered, the other sends ten seconds later. */
  private static List<InferenceEvent> handOver(String from, String to, int number) {
    Instant at = Instant.ofEpochMilli(EventStream.START + number * 60_000L);
    String prompt = "Work item " + number + " of the queue that all of them draw from. ".repeat(12);
    return List.of(
        attempt(from, number + "-failed", prompt, at, 429),
        attempt(to, number + "-sent", prompt, at.plusSeconds(10), 200));
  }

  private static InferenceEvent attempt(
      String account, String exchange, String prompt, Instant at, int status) {
    return InferenceEvent.newBuilder()
        .setExchangeId("x-" + exchange)
        .setAccountId(account)
        .setOrganizationId("organization-" + account)
        .setOccurredAt(at)
        .setReceivedAt(at)
        .setPhase(Phase.EXCHANGE)
        .setPromptText(prompt)
        .setStatus(status)
        .build();
  }

  @Test
  void theCampaignStageJudgesByTheBookAndFollowsIt() throws Exception {
    List<InferenceEvent> before = new ArrayList<>();
    before.addAll(handOver("ann", "bob", 1));
    before.addAll(handOver("bob", "cat", 2));
    before.addAll(handOver("cat", "ann", 3));
    List<InferenceEvent> after = new ArrayList<>();
    after.addAll(handOver("dan", "ann", 4));
    after.addAll(handOver("dan", "bob", 5));
    PatternBook book = Recording.enforcing();
    PatternBook shadow =
        book.with(
            new BookRow.Pointer(
                PatternBook.ALL_TENANTS, "accounts-acting-as-one", 1, Mode.SHADOW, 1));
    Topics topics = ground().enforced("book.", 2);
    String kafka = ground().bootstrapServers();
    try (EmbeddedEngine engine = ground().engine(topics).set("parallelism", "2").start()) {
      engine.awaitRunning(Settled.PATIENCE);
      Wire.publish(kafka, topics.events(), before);
      Settled.after(engine, before.size());
      new PatternTopic(ground().kafka(), topics)
          .promote(
              PatternBook.ALL_TENANTS,
              "accounts-acting-as-one",
              1,
              Mode.SHADOW,
              "trial",
              "members are only found",
              InstantSource.system());
      awaitBook(topics, shadow.hash());
      Wire.publish(kafka, topics.events(), after);
      Settled.after(engine, before.size() + after.size());
    }
    Map<String, Finding> found = new TreeMap<>();
    for (Finding finding : Wire.decode(Finding.class, Wire.read(kafka, topics.findings()))) {
      if (finding.getCampaignId() != null) {
        found.putIfAbsent(finding.getAccountId(), finding);
      }
    }
    assertEquals(Set.of("ann", "bob", "cat", "dan"), found.keySet());
    found.forEach(
        (account, finding) -> {
          boolean late = account.equals("dan");
          assertEquals("accounts-acting-as-one", finding.getPatternId());
          assertEquals(late ? Mode.SHADOW : Mode.ENFORCE, finding.getMode(), account);
          assertEquals(late ? shadow.hash() : book.hash(), finding.getBook(), account);
        });
    assertEquals(
        1, found.values().stream().map(Finding::getCampaignId).distinct().count(), "one queue");
    List<EnforcementAction> rows =
        Wire.decode(EnforcementAction.class, Wire.read(kafka, topics.actions()));
    Recording driver = Recording.of(before, book);
    assertEquals(bySubject(driver.actions).keySet(), bySubject(rows).keySet());
    assertEquals(Set.of("ann", "bob", "cat"), bySubject(rows).keySet());
  }

  private static void awaitBook(Topics topics, String hash) throws InterruptedException {
    try (StatusBoard board = new StatusBoard(ground().kafka(), topics)) {
      while (true) {
        List<StatusReport> tasks = board.tasks(InstantSource.system().instant());
        if (tasks.size() == 4 && tasks.stream().allMatch(task -> hash.equals(task.getBook()))) {
          return;
        }
        Thread.sleep(50);
      }
    }
  }
}
