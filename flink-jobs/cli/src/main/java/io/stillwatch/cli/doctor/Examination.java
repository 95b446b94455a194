package io.stillwatch.cli.doctor;

import io.stillwatch.intake.Coverage;
import io.stillwatch.intake.Format;
import io.stillwatch.intake.Intake;
import io.stillwatch.intake.Outcome.Accepted;
import io.stillwatch.intake.Outcome.One;
import io.stillwatch.intake.Outcome.Part;
import io.stillwatch.intake.Outcome.Rejected;
import io.stillwatch.intake.RejectionReason;
import io.stillwatch.intake.Source;
import io.stillwatch.schemas.InferenceEvent;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What one source's records turn out to be. Bounded, however many there are. */
final class Examination {

  /** Beyond, exchanges and accounts are no longer told apart, and the report says so. */
  static final int KEPT_MAX = 1_000_000;

  private static final int SEVERAL_PARTITIONS = -1;

  private final String topic;
  private final Source source;
  private final Intake intake;
  private final ExaminedParts parts;
  private final Coverage coverage = new Coverage();
  private final Map<Format, Long> formats = new EnumMap<>(Format.class);
  private final Map<RejectionReason, String> firsts = new EnumMap<>(RejectionReason.class);
  private final Arrivals arrivals = new Arrivals();
  private final Lags lags = new Lags();
  private final Map<Integer, Long> partitions = new TreeMap<>();
  private final Set<Long> exchanges = new HashSet<>();
  private final Map<Long, Integer> partitionOf = new HashMap<>();
  private long duplicates;
  private long spread;

  /** Where a record stands, and when the broker received it; negative when nobody knows. */
  record Place(int partition, String words, long brokerTimeMs) {}

  /**
   * @param parts those of all sources that are looked at
   */
  Examination(String topic, Source source, Intake intake, ExaminedParts parts) {
    this.parts = parts;
    this.topic = topic;
    this.source = source;
    this.intake = intake;
  }

  /** Looks at one record whose seal was refused: nothing of it is read. */
  void refuse(Rejected why, Place place) {
    partitions.merge(place.partition, 1L, Long::sum);
    coverage.record();
    add(why, place);
  }

  /** Looks at one record. */
  void add(byte[] record, Place place) {
    Format format = source.format() == Format.AUTO ? intake.recognise(record) : source.format();
    formats.merge(format, 1L, Long::sum);
    partitions.merge(place.partition, 1L, Long::sum);
    coverage.record();
    // Without the broker's time nothing is clamped: what is wanted is the time as it was sent.
    intake.accept(record, -1).each(one -> add(one, place));
  }

  private void add(One one, Place place) {
    coverage.verdict(one);
    if (one instanceof Accepted accepted) {
      arrivals.add(accepted.event());
      see(accepted.event(), place);
    } else if (one instanceof Part part) {
      if (part.named()) {
        see(part.event(), place);
      }
      parts.take(part, this);
    } else if (one instanceof Rejected why) {
      firsts.computeIfAbsent(
          why.reason(),
          reason ->
              place.words + (why.field() == null ? "" : ", " + why.field()) + ": " + why.detail());
    }
  }

  private void see(InferenceEvent event, Place place) {
    if (place.brokerTimeMs >= 0) {
      lags.add(place.brokerTimeMs - event.getOccurredAt().toEpochMilli());
    } else if (event.getReceivedAt() != null) {
      lags.add(event.getReceivedAt().toEpochMilli() - event.getOccurredAt().toEpochMilli());
    }
    long account = hash(hash(FNV_START, event.getTenant()), event.getAccountId());
    long exchange = hash(hash(account, event.getExchangeId()), event.getPhase().name());
    if (exchanges.size() < KEPT_MAX) {
      duplicates += exchanges.add(exchange) ? 0 : 1;
    } else if (exchanges.contains(exchange)) {
      duplicates++;
    }
    Integer before =
        partitionOf.size() < KEPT_MAX
            ? partitionOf.putIfAbsent(account, place.partition)
            : partitionOf.get(account);
    if (before != null && before != SEVERAL_PARTITIONS && before != place.partition) {
      partitionOf.put(account, SEVERAL_PARTITIONS);
      spread++;
    }
  }

  private static final long FNV_START = 0xcbf29ce484222325L;

  private static long hash(long before, String text) {
    long hash = before;
    for (int i = 0; i < text.length(); i++) {
      hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
    }
    return (hash ^ 0x1F) * 0x100000001b3L;
  }

  String topic() {
    return topic;
  }

  Source source() {
    return source;
  }

  Coverage coverage() {
    return coverage;
  }

  /** Records by what they are written in. */
  Map<Format, Long> formats() {
    return formats;
  }

  /** The format of most records. */
  Format format() {
    return formats.entrySet().stream()
        .max(Map.Entry.comparingByValue())
        .map(Map.Entry::getKey)
        .orElse(Format.EVENT);
  }

  /** Where the first of a kind of refused ones stands, and what is wrong with it. */
  @Nullable String first(RejectionReason reason) {
    return firsts.get(reason);
  }

  Arrivals arrivals() {
    return arrivals;
  }

  Lags lags() {
    return lags;
  }

  long duplicates() {
    return duplicates;
  }

  /** Of the exchanges whose source could say, the share that names an account; NaN for none. */
  double withAccount() {
    long named = coverage.accepted();
    return (double) named
        / (named
            + coverage.rejected(RejectionReason.NO_ACCOUNT)
            + coverage.rejected(RejectionReason.NO_PARTNER));
  }

  Map<Integer, Long> partitions() {
    return partitions;
  }

  /** How many times its even share of the records the fullest partition holds. */
  double partitionSkew() {
    long most = partitions.values().stream().mapToLong(Long::longValue).max().orElse(0);
    return coverage.records() == 0 ? 1 : (double) most * partitions.size() / coverage.records();
  }

  long accounts() {
    return partitionOf.size();
  }

  /** Accounts seen in more than one partition: their exchanges have no order. */
  long spread() {
    return spread;
  }

  /** Whether there were more exchanges or accounts than are told apart. */
  boolean capped() {
    return exchanges.size() >= KEPT_MAX || partitionOf.size() >= KEPT_MAX;
  }
}
