package io.stillwatch.jobs;

import io.stillwatch.schemas.AuditEntry;
import io.stillwatch.schemas.RecordCodec;
import io.stillwatch.schemas.TopicKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What was done by hand, by whom and why, as it stands on {@code detection.audit}. */
public final class AuditTopic {

  private static final Logger LOG = LoggerFactory.getLogger(AuditTopic.class);

  private final KafkaAccess kafka;
  private final Topics topics;

  public AuditTopic(KafkaAccess kafka, Topics topics) {
    this.kafka = kafka;
    this.topics = topics;
  }

  public void write(AuditEntry entry) throws InterruptedException {
    try {
      SchemaTopic.publish(kafka, topics.schemas(), Deadline.in(JobsLimits.SCHEMAS_WAIT_MAX));
    } catch (KafkaException e) {
      // This release reads it also without them, and it has to be written in any case.
      LOG.warn("other releases may not be able to read the audit entry: {}", e.toString());
    }
    byte[] key =
        TopicKey.of(entry.getTenant(), entry.getSubject()).getBytes(StandardCharsets.UTF_8);
    byte[] value = RecordCodec.of(AuditEntry.class).encode(entry);
    TopicWriter.write(
        kafka,
        "stillwatch-audit",
        topics.audit(),
        List.of(new ProducerRecord<>(topics.audit(), key, value)));
  }

  /** What can be read of it, oldest first. */
  public List<AuditEntry> read() {
    List<AuditEntry> entries = new ArrayList<>();
    try (TopicTail tail = new TopicTail(kafka, topics.audit(), "stillwatch-audit");
        KafkaSchemaResolver schemas =
            new KafkaSchemaResolver.Factory(kafka, topics.schemas()).open()) {
      RecordCodec<AuditEntry> codec = RecordCodec.of(AuditEntry.class, schemas);
      tail.readToEnd(
          kafka.silenceMax(),
          record -> {
            try {
              entries.add(codec.decode(record.value()));
            } catch (IOException | RuntimeException e) {
              LOG.warn("{} offset {}: {}", topics.audit(), record.offset(), e.toString());
            }
          });
    }
    return List.copyOf(entries);
  }
}
