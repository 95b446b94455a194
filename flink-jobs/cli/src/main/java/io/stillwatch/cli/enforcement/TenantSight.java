package io.stillwatch.cli.enforcement;

import io.stillwatch.cli.Aside;
import io.stillwatch.cli.investigation.NearestIds;
import io.stillwatch.jobs.KafkaAccess;
import io.stillwatch.jobs.RecordedTopic;
import io.stillwatch.jobs.Topics;
import io.stillwatch.schemas.TopicKey;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/**
 * Whether the engine has ever told anything of a tenant, as far as a short look shows: by the keys
 * of its records, which begin with it. What people said does not count: it may have the same slip.
 */
final class TenantSight {

  private static final Duration LATELY = Duration.ofHours(1);

  private final String tenant;
  private final Set<String> seen = ConcurrentHashMap.newKeySet();
  private volatile boolean whole;

  private TenantSight(String tenant) {
    this.tenant = tenant;
  }

  /** One of whom something was seen already. */
  static TenantSight of(String tenant) {
    TenantSight sight = new TenantSight(tenant);
    sight.seen.add(tenant);
    return sight;
  }

  static TenantSight look(KafkaAccess kafka, Topics topics, String tenant)
      throws InterruptedException {
    TenantSight sight = new TenantSight(tenant);
    Instant lately = InstantSource.system().instant().minus(LATELY);
    sight.whole =
        Aside.ask(
                () -> {
                  // Of whom anything is known something was found lately, in most cases.
                  boolean all = sight.read(kafka, topics.findings(), lately);
                  all &= sight.read(kafka, topics.actions(), null);
                  all &= sight.read(kafka, topics.campaigns(), null);
                  all &= sight.read(kafka, topics.findings(), null);
                  return all;
                })
            .orElse(false);
    return sight;
  }

  /** To its end, or until the tenant is seen; false where it cannot be read. */
  private boolean read(KafkaAccess kafka, String topic, @Nullable Instant from) {
    if (seen.contains(tenant)) {
      return true;
    }
    try (RecordedTopic records = RecordedTopic.open(kafka, topic, "stillwatch-tenants", from)) {
      for (ConsumerRecord<byte[], byte[]> record = records.next();
          record != null && !seen.contains(tenant);
          record = records.next()) {
        byte[] key = record.key();
        if (key != null) {
          TopicKey.parts(new String(key, StandardCharsets.UTF_8)).stream()
              .limit(1)
              .forEach(seen::add);
        }
      }
      return true;
    } catch (KafkaException e) {
      return false; // another may tell of it
    }
  }

  /** Null where it was not seen, and not all could be looked at. */
  @Nullable Boolean known() {
    return seen.contains(tenant) ? (Boolean) true : whole ? (Boolean) false : null;
  }

  /** Which were seen that may be meant in its place. */
  List<String> near() {
    return seen.contains(tenant) ? List.of() : NearestIds.of(tenant, seen);
  }

  /** What to say of one that is not known; null where it is. */
  @Nullable String doubt() {
    Boolean known = known();
    if (known == null) {
      return "it could not be seen in a short time whether there is a tenant '"
          + tenant
          + "': check the name"
          + NearestIds.question(near());
    }
    return known
        ? null
        : "no finding, campaign or action is of tenant '"
            + tenant
            + "': check the name"
            + NearestIds.question(near());
  }
}
