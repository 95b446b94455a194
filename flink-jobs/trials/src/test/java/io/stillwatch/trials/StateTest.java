package io.stillwatch.trials;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.stillwatch.intake.Outcome;
import io.stillwatch.jobs.Driver;
import io.stillwatch.jobs.StreamTypes;
import io.stillwatch.patterns.operator.AccountKey;
import io.stillwatch.patterns.operator.AccountOperator;
import io.stillwatch.patterns.operator.BookChange;
import io.stillwatch.patterns.operator.BookSource;
import io.stillwatch.patterns.operator.FlatType;
import io.stillwatch.patterns.operator.ProfileSettings;
import io.stillwatch.patterns.operator.ShownOutput;
import io.stillwatch.profiles.ProfileLimits;
import io.stillwatch.schemas.AccountFacts;
import io.stillwatch.schemas.Client;
import io.stillwatch.schemas.EnforcementAction;
import io.stillwatch.schemas.Features;
import io.stillwatch.schemas.Finding;
import io.stillwatch.schemas.InferenceEvent;
import io.stillwatch.schemas.Phase;
import io.stillwatch.schemas.RecordCodec;
import io.stillwatch.signals.HashKey;
import io.stillwatch.signals.Sighting;
import io.stillwatch.signals.SignalReader;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.common.typeutils.base.array.BytePrimitiveArraySerializer;
import org.apache.flink.state.rocksdb.EmbeddedRocksDBStateBackend;
import org.apache.flink.state.rocksdb.RocksDBKeyedStateBackend;
import org.apache.flink.streaming.util.KeyedTwoInputStreamOperatorTestHarness;
import org.apache.flink.util.OutputTag;
import org.junit.jupiter.api.Test;

/** What an account costs: bounded while it is active, nothing once it has been silent for long. */
class StateTest {

  private static final Duration SILENCE = Duration.ofDays(1);
  private static final Duration RECLAIM_AFTER = SILENCE.multipliedBy(2);
  private static final int ACCOUNTS = 2_000;
  private static final int DEMANDS_OF_THE_PATTERN = 12;

  @Test
  void noAccountCostsMoreThanTheCapWhateverItDoes() {
    int[] greedy = bytes(flood(10_000, 4), 97);
    int[] busy = bytes(EventStream.of(3, 10_000, 4), 97);
    int[] ordinary = bytes(EventStream.of(4, 40_000, 2_000), 20_000);
    print("accounts that fill all they can", greedy);
    print("busy accounts", busy);
    print("ordinary accounts", ordinary);
    assertTrue(greedy[0] > 5_000, "an account that fills its memory was tried: " + greedy[0]);
    assertTrue(busy[busy.length - 1] < greedy[0], "a busy account costs less than such a one");
    assertTrue(ordinary[ordinary.length / 2] < busy[0], "an ordinary one less than a busy one");
  }

  @Test
  void aUsualAccountIsSmallAlsoWhenItNeverAsksInTheSameWordsTwice() {
    int[] chatty = bytes(chatter(10_000, 100), 10_000);
    print("accounts that never repeat themselves", chatty);
    assertTrue(chatty[chatty.length - 1] < 2_048, chatty[chatty.length - 1] + " bytes");
  }

  /** Honest accounts whose every prompt opens and closes with words of its own. */
  private static List<InferenceEvent> chatter(int events, int accounts) {
    Random random = new Random(2);
    List<InferenceEvent> stream = new ArrayList<>();
    for (int i = 0; i < events; i++) {
      Instant at = Instant.ofEpochMilli(EventStream.START + i * 1_000L);
      int account = i % accounts;
      stream.add(
          InferenceEvent.newBuilder()
              .setExchangeId("chat-" + i)
              .setAccountId("account-" + account)
              .setOccurredAt(at)
              .setReceivedAt(at)
              .setPhase(Phase.EXCHANGE)
              .setInputTokens(200L)
              .setOutputTokens(400L)
              .setAccount(AccountFacts.newBuilder().setPaymentFingerprint("c" + account).build())
              .setClient(Client.newBuilder().setIp("203.0." + account + ".7").build())
              .setFeatures(
                  Features.newBuilder()
                      .setScores(Map.of())
                      .setHashes(
                          Map.of(
                              "near_skeleton",
                              random.nextLong(),
                              "tail",
                              random.nextLong(),
                              "prompt",
                              random.nextLong()))
                      .build())
              .build());
    }
    return stream;
  }

  /** Accounts of which each event leaves as much as an event can: nothing ever matches or ends. */
  private static List<InferenceEvent> flood(int events, int accounts) {
    Random random = new Random(1);
    List<InferenceEvent> stream = new ArrayList<>();
    for (int i = 0; i < events; i++) {
      Instant at = Instant.ofEpochMilli(EventStream.START + i * 10L);
      stream.add(
          InferenceEvent.newBuilder()
              .setExchangeId("flood-" + i)
              .setAccountId("account-" + i % accounts)
              .setOccurredAt(at)
              .setReceivedAt(at)
              .setPhase(Phase.REQUEST)
              .setFeatures(
                  Features.newBuilder()
                      .setScores(Map.of("cot_elicitation", 1.0, "rubric_grading", 1.0))
                      .setHashes(Map.of("pair", random.nextLong(), "prompt", random.nextLong()))
                      .build())
              .build());
    }
    return stream;
  }

  /** Lengths of all profiles at the end, sorted; none may be over the cap at any time. */
  private static int[] bytes(List<InferenceEvent> stream, int checkEvery) {
    Driver driver = new Driver(Recording.enforcing(), HashKey.PUBLIC, Duration.ofDays(30));
    RecordCodec<InferenceEvent> codec = RecordCodec.of(InferenceEvent.class);
    int events = 0;
    for (InferenceEvent event : stream) {
      driver.accept(codec.encode(event), NOBODY);
      if (++events % checkEvery == 0) {
        int max = Arrays.stream(driver.profileBytes()).max().orElse(0);
        assertTrue(max <= ProfileLimits.BYTES_MAX, max + " bytes after " + events + " events");
      }
    }
    int[] bytes = driver.profileBytes();
    Arrays.sort(bytes);
    assertTrue(bytes[bytes.length - 1] <= ProfileLimits.BYTES_MAX);
    return bytes;
  }

  private static void print(String who, int[] sorted) {
    System.out.println(
        "{\"trial\":\"state\",\"who\":\""
            + who
            + "\",\"accounts\":"
            + sorted.length
            + ",\"median_bytes\":"
            + sorted[sorted.length / 2]
            + ",\"p99_bytes\":"
            + sorted[(int) (sorted.length * 0.99)]
            + ",\"max_bytes\":"
            + sorted[sorted.length - 1]
            + ",\"cap_bytes\":"
            + ProfileLimits.BYTES_MAX
            + "}");
  }

  @Test
  void theStoreGivesTheSpaceOfSilentAccountsBackWhenItCompacts() throws Exception {
    long now = 1_000;
    try (var harness = accounts()) {
      for (int generation = 0; generation < 3; generation++) {
        harness.setStateTtlProcessingTime(now);
        for (int account = 0; account < ACCOUNTS; account++) {
          harness.processElement1(demand("g" + generation + "-" + account, 0), 0);
        }
        harness.snapshot(generation + 1L, now);
        assertEquals(ACCOUNTS, stored(harness), "one value an account, generation " + generation);

        harness.setStateTtlProcessingTime(now + RECLAIM_AFTER.toMillis() - 1);
        compact(harness);
        assertEquals(ACCOUNTS, stored(harness), "their time is not over yet");

        now += RECLAIM_AFTER.toMillis() + 1;
        harness.setStateTtlProcessingTime(now);
        compact(harness);
        assertEquals(0, stored(harness), "their time is over");
      }
    }
  }

  @Test
  void anAccountIsNewAgainOnceItsSpaceWasGivenBack() throws Exception {
    assertTrue(findsAfter(Duration.ZERO), "the twelfth demand decides");
    assertTrue(findsAfter(RECLAIM_AFTER.minusMillis(1)), "also just before the time is over");
    assertFalse(findsAfter(RECLAIM_AFTER.plusMillis(1)), "nothing is left of the eleven before");
  }

  /** Whether the last demand is the twelfth after that time by the store's clock. */
  private static boolean findsAfter(Duration pause) throws Exception {
    try (var harness = accounts()) {
      harness.setStateTtlProcessingTime(1_000);
      for (int demand = 0; demand < DEMANDS_OF_THE_PATTERN - 1; demand++) {
        harness.processElement1(demand("harvester", demand), 0);
      }
      harness.processElement1(demand("other", 0), 0); // takes the one place in the cache
      assertTrue(harness.extractOutputValues().isEmpty());
      harness.setStateTtlProcessingTime(1_000 + pause.toMillis());
      compact(harness);
      harness.processElement1(demand("harvester", DEMANDS_OF_THE_PATTERN - 1), 0);
      return !harness.extractOutputValues().isEmpty();
    }
  }

  /** The account stage on RocksDB, with a clock of its own and a cache of one account. */
  private static KeyedTwoInputStreamOperatorTestHarness<String, Sighting, BookChange, Finding>
      accounts() throws Exception {
    BookSource book = () -> new BookSource.Opening(Recording.enforcing(), 0);
    var harness =
        new KeyedTwoInputStreamOperatorTestHarness<String, Sighting, BookChange, Finding>(
            new AccountOperator(
                new ProfileSettings(SILENCE, 1, 1),
                book,
                new OutputTag<>("status", StreamTypes.STATUS),
                new ShownOutput(
                    new OutputTag<>("links", FlatType.LINK_OBSERVATION),
                    new OutputTag<>("attempts", FlatType.ATTEMPT))),
            AccountKey::of,
            null,
            Types.STRING);
    harness.setStateBackend(new EmbeddedRocksDBStateBackend());
    harness.setup();
    harness.open();
    return harness;
  }

  private static Sighting demand(String account, int number) {
    return READER.read(
        InferenceEvent.newBuilder()
            .setExchangeId(account + "-" + number)
            .setAccountId(account)
            .setOccurredAt(Instant.ofEpochMilli(EventStream.START + number * 1_000L))
            .setPhase(Phase.EXCHANGE)
            .setFeatures(
                Features.newBuilder()
                    .setScores(Map.of("cot_elicitation", 1.0))
                    .setHashes(Map.of())
                    .build())
            .build());
  }

  private static int stored(KeyedTwoInputStreamOperatorTestHarness<?, ?, ?, ?> harness) {
    return store(harness).numKeyValueStateEntries();
  }

  private static void compact(KeyedTwoInputStreamOperatorTestHarness<?, ?, ?, ?> harness)
      throws Exception {
    store(harness)
        .compactState(new ValueStateDescriptor<>("profile", BytePrimitiveArraySerializer.INSTANCE));
  }

  private static RocksDBKeyedStateBackend<?> store(
      KeyedTwoInputStreamOperatorTestHarness<?, ?, ?, ?> harness) {
    AccountOperator operator = (AccountOperator) harness.getOperator();
    return (RocksDBKeyedStateBackend<?>) operator.getKeyedStateBackend();
  }

  /** Hears everything and does nothing. */
  private static final SignalReader READER = new SignalReader(HashKey.PUBLIC);

  private static final Driver.Out NOBODY =
      new Driver.Out() {
        @Override
        public void rejected(Outcome.Rejected why) {
          throw new AssertionError("the trial's own event is refused: " + why);
        }

        @Override
        public void finding(Finding finding) {}

        @Override
        public void action(EnforcementAction action) {}
      };
}
