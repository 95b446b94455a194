package io.stillwatch.perf;

import io.stillwatch.intake.ConfluentSchemas;
import io.stillwatch.intake.Intake;
import io.stillwatch.intake.IntakeLimits;
import io.stillwatch.intake.Outcome;
import io.stillwatch.patterns.AccountJudge;
import io.stillwatch.patterns.language.StarterBook;
import io.stillwatch.profiles.AccountProfile;
import io.stillwatch.profiles.ProfileKeeper;
import io.stillwatch.schemas.Features;
import io.stillwatch.schemas.InferenceEvent;
import io.stillwatch.schemas.Phase;
import io.stillwatch.schemas.RecordCodec;
import io.stillwatch.schemas.RecordJson;
import io.stillwatch.schemas.SchemaResolver;
import io.stillwatch.signals.HashKey;
import io.stillwatch.signals.Sighting;
import io.stillwatch.signals.SignalReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The inner loops of the rooms, one event an operation, on one thread.
 *
 * <p>Events carry a prompt of about 2 KiB, or features in its place; one in eight concerns a
 * pattern. Accounts are many enough that their profiles do not stay in the processor's cache.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class Rooms {

  private static final int EVENTS = 1 << 13;
  private static final int ACCOUNTS = 10_000;
  private static final long START = 1_750_000_000_000L;
  private static final String[] WORDS =
      ("please explain how the harbour pump is serviced and which valves need grease before winter when"
              + " salt water stands in the lower chamber write a short note for the crew about it")
          .split(" ");

  private final byte[][] avroWithText = new byte[EVENTS][];
  private final byte[][] jsonWithText = new byte[EVENTS][];
  private final byte[][] avroWithFeatures = new byte[EVENTS][];
  private final InferenceEvent[] withText = new InferenceEvent[EVENTS];
  private final InferenceEvent[] withFeatures = new InferenceEvent[EVENTS];
  private final AccountProfile[] profiles = new AccountProfile[ACCOUNTS];

  private final SignalReader reader = new SignalReader(HashKey.PUBLIC);
  private final Intake intake =
      new Intake(IntakeLimits.defaults(), SchemaResolver.builtIn(), ConfluentSchemas.NONE, true);
  private final AccountJudge judge =
      new AccountJudge(
          new ProfileKeeper(reader.catalog(), Duration.ofDays(30)), StarterBook.book());

  private int next;
  private long exchange;

  /** Makes the events. */
  @Setup
  public void events() {
    SplittableRandom random = new SplittableRandom(1);
    RecordCodec<InferenceEvent> codec = RecordCodec.of(InferenceEvent.class);
    for (int i = 0; i < EVENTS; i++) {
      InferenceEvent event = event(i, random);
      withText[i] = InferenceEvent.newBuilder(event).setPromptText(prompt(random)).build();
      withFeatures[i] = InferenceEvent.newBuilder(event).setFeatures(features(random)).build();
      avroWithText[i] = codec.encode(withText[i]);
      avroWithFeatures[i] = codec.encode(withFeatures[i]);
      jsonWithText[i] = RecordJson.write(withText[i]).getBytes(StandardCharsets.UTF_8);
    }
    for (int i = 0; i < ACCOUNTS; i++) {
      profiles[i] = AccountProfile.empty();
    }
  }

  private static InferenceEvent event(int i, SplittableRandom random) {
    return InferenceEvent.newBuilder()
        .setExchangeId("x-" + Long.toHexString(random.nextLong()))
        .setAccountId("a-" + i % ACCOUNTS)
        .setOrganizationId("o-" + i % 500)
        .setOccurredAt(Instant.ofEpochMilli(START + i))
        .setReceivedAt(Instant.ofEpochMilli(START + i + 5))
        .setPhase(Phase.EXCHANGE)
        .setModel("model")
        .setInputTokens(500L)
        .setOutputTokens((long) random.nextInt(2_000))
        .build();
  }

  private static String prompt(SplittableRandom random) {
    StringBuilder text = new StringBuilder();
    while (text.length() < 2_048) {
      text.append(WORDS[random.nextInt(WORDS.length)]).append(' ');
    }
    return text.toString();
  }

  private static Features features(SplittableRandom random) {
    Features.Builder features =
        Features.newBuilder()
            .setHashes(Map.of("prompt", random.nextLong(), "skeleton", random.nextLong()));
    return random.nextInt(8) == 0
        ? features.setScores(Map.of("rubric_grading", 0.9, "cot_elicitation", 0.9)).build()
        : features.setScores(Map.of()).build();
  }

  private int turn() {
    next = (next + 1) & (EVENTS - 1);
    return next;
  }

  @Benchmark
  public Outcome intakeOfAvroWithText() {
    return intake.accept(avroWithText[turn()], START);
  }

  @Benchmark
  public Outcome intakeOfJsonWithText() {
    return intake.accept(jsonWithText[turn()], START);
  }

  @Benchmark
  public Outcome intakeOfAvroWithFeatures() {
    return intake.accept(avroWithFeatures[turn()], START);
  }

  @Benchmark
  public Sighting signalsFromText() {
    return reader.read(withText[turn()]);
  }

  @Benchmark
  public Sighting signalsFromFeatures() {
    return reader.read(withFeatures[turn()]);
  }

  /** Signals from features included: a sighting has to be new for its account to be judged. */
  @Benchmark
  public AccountProfile accountStageFromFeatures() {
    int i = turn();
    Sighting read = reader.read(withFeatures[i]);
    exchange++;
    Sighting sighting =
        new Sighting(
            read.tenant(),
            read.accountId(),
            read.organizationId(),
            read.apiKeyId(),
            read.exchangeId(),
            exchange,
            read.phase(),
            START + exchange,
            read.receivedAtMs(),
            read.facts(),
            read.signals(),
            read.links());
    AccountProfile profile = profiles[(int) (exchange % ACCOUNTS)];
    judge.judge(sighting, profile, finding -> {}, link -> {});
    return profile;
  }
}
