package io.stillwatch.jobs;

import io.stillwatch.enforcement.ActionKey;
import io.stillwatch.enforcement.operator.FeedbackChange;
import io.stillwatch.patterns.operator.BookChange;
import io.stillwatch.schemas.Campaign;
import io.stillwatch.schemas.DeadLetter;
import io.stillwatch.schemas.EnforcementAction;
import io.stillwatch.schemas.Finding;
import io.stillwatch.schemas.StatusReport;
import io.stillwatch.schemas.TopicKey;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import org.apache.avro.specific.SpecificRecord;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.KafkaSourceOptions;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.producer.ProducerConfig;

/**
 * Where the job touches Kafka.
 *
 * <p>Sources begin at the beginning and afterwards where the job's state says; the group, if one is
 * set by {@code kafka.group.id}, is told how far they are and never asked. Sinks are at least once:
 * each record has a stable id, and waiting for a transaction would hold every action back until the
 * next checkpoint.
 */
final class KafkaEnds {

  private final KafkaAccess kafka;
  private final Topics topics;
  private final List<EventSource> sources;

  KafkaEnds(JobSettings settings) {
    this.kafka = settings.kafka();
    this.topics = settings.topics();
    this.sources = settings.sources();
  }

  KafkaSource<RawRecord> events() {
    return source(
        sources.stream().map(EventSource::topic).toList(),
        "stillwatch-events",
        new RawRecordReader());
  }

  KafkaSource<BookChange> bookChanges() {
    return source(
        List.of(topics.patterns()),
        "stillwatch-book",
        new ChangeReader<>(
            new KafkaSchemaResolver.Factory(kafka, topics.schemas()),
            schemas -> new PatternTopic.Reader(schemas)::change,
            StreamTypes.BOOK_CHANGE,
            "unreadableBookRows"));
  }

  KafkaSource<FeedbackChange> feedback() {
    return source(
        List.of(topics.feedback()),
        "stillwatch-feedback",
        new ChangeReader<>(
            new KafkaSchemaResolver.Factory(kafka, topics.schemas()),
            schemas -> new FeedbackTopic.Reader(schemas)::change,
            StreamTypes.FEEDBACK_CHANGE,
            "unreadableFeedback"));
  }

  KafkaSink<EnforcementAction> actions() {
    return sink(topics.actions(), EnforcementAction.class, ActionKey::of, CloudEventHeaders::add);
  }

  KafkaSink<Finding> findings() {
    return sink(
        topics.findings(),
        Finding.class,
        finding -> TopicKey.account(finding.getTenant(), finding.getAccountId()));
  }

  /** The latest revision of each campaign stays. */
  KafkaSink<Campaign> campaigns() {
    return sink(
        topics.campaigns(),
        Campaign.class,
        campaign -> TopicKey.of(campaign.getTenant(), campaign.getCampaignId()));
  }

  /** The latest word of each reporter stays. */
  KafkaSink<StatusReport> status() {
    return sink(topics.status(), StatusReport.class, StatusReport::getReporter);
  }

  /**
   * Refused records are keyed by where they stood, so that one written again replaces nothing else.
   */
  KafkaSink<DeadLetter> deadLetters() {
    RecordWriter<DeadLetter> writer =
        writer(
            topics.deadLetters(),
            DeadLetter.class,
            letter -> letter.getTopic() + "-" + letter.getPartition() + "@" + letter.getOffset(),
            (letter, headers) -> {});
    return sink(
        DeadLetter.class,
        new DeadLetterWriter(kafka, topics.deadLetters(), writer),
        JobsLimits.DEAD_LETTER_TIMEOUT);
  }

  private <T> KafkaSource<T> source(
      List<String> from, String clientId, KafkaRecordDeserializationSchema<T> reader) {
    Properties properties = kafka.clientSettings();
    boolean grouped = properties.containsKey(CommonClientConfigs.GROUP_ID_CONFIG);
    properties.setProperty(
        KafkaSourceOptions.COMMIT_OFFSETS_ON_CHECKPOINT.key(), String.valueOf(grouped));
    properties.setProperty(KafkaSourceOptions.PARTITION_DISCOVERY_INTERVAL_MS.key(), "60000");
    return KafkaSource.<T>builder()
        .setBootstrapServers(kafka.bootstrapServers())
        .setTopics(from)
        .setClientIdPrefix(clientId)
        .setProperties(properties)
        .setStartingOffsets(OffsetsInitializer.earliest())
        .setDeserializer(reader)
        .build();
  }

  private <T extends SpecificRecord> KafkaSink<T> sink(
      String topic, Class<T> type, RecordWriter.Key<T> key) {
    return sink(topic, type, key, (record, headers) -> {});
  }

  private <T extends SpecificRecord> KafkaSink<T> sink(
      String topic, Class<T> type, RecordWriter.Key<T> key, RecordWriter.Head<T> head) {
    return sink(type, writer(topic, type, key, head), JobsLimits.DELIVERY_TIMEOUT);
  }

  private <T extends SpecificRecord> RecordWriter<T> writer(
      String topic, Class<T> type, RecordWriter.Key<T> key, RecordWriter.Head<T> head) {
    return new RecordWriter<>(kafka, topic, topics.schemas(), type, key, head);
  }

  private <T extends SpecificRecord> KafkaSink<T> sink(
      Class<T> type, KafkaRecordSerializationSchema<T> writer, Duration delivery) {
    Properties properties = kafka.clientSettings();
    properties.remove(CommonClientConfigs.GROUP_ID_CONFIG);
    kafka.producerSettings().forEach((name, value) -> properties.put(name, value));
    if (!properties.containsKey(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG)) { // which is no longer
      properties.setProperty(
          ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, String.valueOf(delivery.toMillis()));
    }
    properties.setProperty(ProducerConfig.CLIENT_ID_CONFIG, "stillwatch-" + type.getSimpleName());
    return KafkaSink.<T>builder()
        .setBootstrapServers(kafka.bootstrapServers())
        .setKafkaProducerConfig(properties)
        .setDeliveryGuarantee(DeliveryGuarantee.AT_LEAST_ONCE)
        .setRecordSerializer(writer)
        .build();
  }
}
