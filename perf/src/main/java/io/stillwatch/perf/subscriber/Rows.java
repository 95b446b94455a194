package io.stillwatch.perf.subscriber;

import io.stillwatch.jobs.KafkaAccess;
import io.stillwatch.schemas.ActionKind;
import io.stillwatch.schemas.ActionState;
import io.stillwatch.schemas.EnforcementAction;
import io.stillwatch.schemas.Evidence;
import io.stillwatch.schemas.Mode;
import io.stillwatch.schemas.RecordCodec;
import io.stillwatch.schemas.ScoreTerm;
import io.stillwatch.schemas.StepEvidence;
import io.stillwatch.schemas.SubjectKind;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;

/** Rows as the engine writes them, with evidence of the usual size. */
public final class Rows {

  private static final Duration LASTS = Duration.ofDays(365);

  private static final ActionKind[] KINDS = {
    ActionKind.THROTTLE, ActionKind.DEGRADE, ActionKind.SUSPEND, ActionKind.CHALLENGE
  };

  private Rows() {}

  /** The id of the n-th account; those beyond the rows are of accounts that nobody acts on. */
  public static String account(int n) {
    long mixed = (n + 1) * 0x9E3779B97F4A7C15L;
    return "acct_" + Long.toHexString(mixed ^ mixed >>> 32);
  }

  /** Writes so many to the control topic, all in force now; returns the bytes of their values. */
  public static long write(KafkaAccess kafka, String topic, int count, Instant now)
      throws Exception {
    RecordCodec<EnforcementAction> codec = RecordCodec.of(EnforcementAction.class);
    long bytes = 0;
    try (KafkaProducer<byte[], byte[]> producer = kafka.producer("perf")) {
      Future<RecordMetadata> last = null;
      for (int i = 0; i < count; i++) {
        EnforcementAction row = row(i, now);
        byte[] value = codec.encode(row);
        bytes += value.length;
        String key = "default|ACCOUNT|" + row.getSubjectId() + "|" + row.getKind();
        last =
            producer.send(new ProducerRecord<>(topic, key.getBytes(StandardCharsets.UTF_8), value));
      }
      producer.flush();
      if (last != null) {
        last.get();
      }
    }
    return bytes;
  }

  static EnforcementAction row(int n, Instant now) {
    SplittableRandom random = new SplittableRandom(n);
    List<String> exchanges = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      exchanges.add(Long.toHexString(random.nextLong()));
    }
    Instant at = now.minusMillis(n);
    ActionKind kind = KINDS[n % KINDS.length];
    return EnforcementAction.newBuilder()
        .setActionId(Long.toHexString(random.nextLong()) + Long.toHexString(random.nextLong()))
        .setRevision(at.toEpochMilli())
        .setTenant("default")
        .setSubjectKind(SubjectKind.ACCOUNT)
        .setSubjectId(account(n))
        .setKind(kind)
        .setParameters(
            switch (kind) {
              case THROTTLE -> Map.of("requests_per_minute", "2");
              case DEGRADE -> Map.of("strip", "logprobs,reasoning");
              default -> Map.of();
            })
        .setMode(Mode.ENFORCE)
        .setState(ActionState.ACTIVE)
        .setEventTime(at)
        .setEffectiveAt(at)
        .setReceivedAt(at)
        .setExpiresAt(now.plus(LASTS))
        .setPatternId("pattern-" + n % 20)
        .setPatternVersion(1)
        .setCampaignId(n % 2 == 0 ? "c-" + n % 500 : null)
        .setPublicReference("SW-" + Integer.toHexString(n) + "-" + Integer.toHexString(~n))
        .setReasonCode("preference-extraction")
        .setExplanation("the account had new pairs of candidate answers judged in both orders")
        .setEvidence(
            Evidence.newBuilder()
                .setExchangeId(Long.toHexString(random.nextLong()))
                .setExchanges(exchanges)
                .setFirstAt(at)
                .setLastAt(at)
                .setSteps(
                    List.of(
                        StepEvidence.newBuilder()
                            .setStep("first")
                            .setCount(12L)
                            .setFirstExchange(exchanges.get(0))
                            .setLastExchange(exchanges.get(11))
                            .build()))
                .setTerms(
                    List.of(
                        new ScoreTerm("pairs", random.nextDouble(), 2.5),
                        new ScoreTerm("settings", random.nextDouble(), 1.5)))
                .setProfile(Map.of("exchanges_1h", 41.0, "tokens_1h", random.nextDouble()))
                .build())
        .build();
  }
}
