package io.stillwatch.cli.enforcement;

import io.stillwatch.cli.Aside;
import io.stillwatch.cli.investigation.NearestIds;
import io.stillwatch.jobs.KafkaAccess;
import io.stillwatch.jobs.RecordedTopic;
import io.stillwatch.jobs.Topics;
import io.stillwatch.schemas.TopicKey;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Whether the engine has ever told anything of a tenant, as far as a short look shows: by the keys
 * of its records, which begin with it. What people said does not count: it may have the same slip.
 */
final class TenantSight {

  private final String tenant;
  private final Set<String> seen = ConcurrentHashMap.newKeySet();
  private volatile boolean whole;

  private TenantSight(String tenant) {
    this.tenant = tenant;
  }

  static TenantSight look(KafkaAccess kafka, Topics topics, String tenant)
      throws InterruptedException {
    TenantSight sight = new TenantSight(tenant);
    sight.whole =
        Aside.ask(
                () -> {
                  for (String topic :
                      List.of(topics.actions(), topics.campaigns(), topics.findings())) {
                    sight.read(kafka, topic);
                  }
                  return true;
                })
            .orElse(false);
    return sight;
  }

  /** To its end, or until the tenant is seen. */
  private void read(KafkaAccess kafka, String topic) {
    if (seen.contains(tenant)) {
      return;
    }
    try (RecordedTopic records = RecordedTopic.open(kafka, topic, "stillwatch-tenants", null)) {
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
