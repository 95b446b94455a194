package io.stillwatch.jobs;

import java.io.Serializable;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * How to reach one Kafka cluster: its address and the client settings that its security needs.
 *
 * @param settings every client's settings; may hold secrets, so it is never printed
 */
public record KafkaAccess(String bootstrapServers, Map<String, String> settings)
    implements Serializable {

  /** Settings that say where secrets are read from, in place of the secrets. */
  private static final String PROVIDERS = AbstractConfig.CONFIG_PROVIDERS_CONFIG;

  public KafkaAccess {
    settings = Map.copyOf(settings);
  }

  /** A cluster that asks for nothing but its address. */
  public static KafkaAccess to(String bootstrapServers) {
    return new KafkaAccess(bootstrapServers, Map.of());
  }

  public Admin admin() {
    return Admin.create(asMap(AdminClientConfig.configNames()));
  }

  /** The settings as a consumer takes them. */
  Map<String, Object> consumerSettings() {
    return asMap(ConsumerConfig.configNames());
  }

  /** A consumer without a group: it reads what it is assigned and commits nothing. */
  public KafkaConsumer<byte[], byte[]> consumer(String clientId) {
    return consumer(clientId, Map.of());
  }

  private KafkaConsumer<byte[], byte[]> consumer(String clientId, Map<String, Object> more) {
    Map<String, Object> config = consumerSettings();
    config.putAll(more);
    config.put(ConsumerConfig.CLIENT_ID_CONFIG, clientId);
    config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    config.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    config.remove(ConsumerConfig.GROUP_ID_CONFIG);
    return new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  /**
   * The same for who reads only up to an end that it knows: a fetch is sent ahead after the last
   * record too, and closing waits until the broker has answered it.
   */
  KafkaConsumer<byte[], byte[]> consumerToEnd(String clientId) {
    return consumer(clientId, toEnd());
  }

  /** The same; what it has at hand of so many partitions is bounded in all. */
  KafkaConsumer<byte[], byte[]> consumerToEnd(String clientId, int partitions) {
    Map<String, Object> more = toEnd();
    more.put(
        ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, JobsLimits.recordedBytesMax(partitions));
    more.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, JobsLimits.recordedRecordsMax(partitions));
    return consumer(clientId, more);
  }

  private static Map<String, Object> toEnd() {
    Map<String, Object> more = new HashMap<>();
    more.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, JobsLimits.FETCH_WAIT_MS_MAX);
    return more;
  }

  /**
   * A consumer of a group, which commits when it is told to. Where the group has no place, or what
   * stood there is gone, it says so and jumps nowhere: whoever reads decides, and can count.
   */
  public KafkaConsumer<byte[], byte[]> groupConsumer(
      String clientId, String group, int recordsMax) {
    Map<String, Object> config = consumerSettings();
    config.put(ConsumerConfig.CLIENT_ID_CONFIG, clientId);
    config.put(ConsumerConfig.GROUP_ID_CONFIG, group);
    config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
    config.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, recordsMax);
    config.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    return new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  /** A producer that loses nothing while the broker is away for less than the delivery timeout. */
  public KafkaProducer<byte[], byte[]> producer(String clientId) {
    return producer(clientId, JobsLimits.SEND_BLOCK_MAX);
  }

  /** The same; sending waits so long at most when the broker is away or does not keep up. */
  KafkaProducer<byte[], byte[]> producer(String clientId, Duration blockMax) {
    return producer(clientId, Map.of(ProducerConfig.MAX_BLOCK_MS_CONFIG, blockMax.toMillis()));
  }

  /** The same, all by then: closing waits for a broker that is silent as long as a request does. */
  KafkaProducer<byte[], byte[]> producer(String clientId, Deadline deadline) {
    return producer(clientId, waits(deadline));
  }

  /** How long a producer waits until then: never longer than it is set to. */
  Map<String, Object> waits(Deadline deadline) {
    Map<String, Object> waits = new HashMap<>();
    Duration block = set(ProducerConfig.MAX_BLOCK_MS_CONFIG, JobsLimits.SEND_BLOCK_MAX);
    waits.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, deadline.left(block).toMillis());
    Duration set = set(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, JobsLimits.REQUEST_MAX);
    Duration left = deadline.left(set);
    if (left.compareTo(set) < 0) {
      waits.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) left.toMillis());
    }
    Duration delivery = set(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, JobsLimits.DELIVERY_TIMEOUT);
    Duration least = set.plusMillis(JobsLimits.LINGER_MS_MAX); // or Kafka refuses
    waits.put(
        ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
        (int) (delivery.compareTo(least) < 0 ? least : delivery).toMillis());
    return waits;
  }

  /** How long who reads waits for a broker that says nothing. */
  public Duration silenceMax() {
    return set(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, JobsLimits.TOPIC_READ_TIMEOUT);
  }

  private Duration set(String name, Duration standard) {
    String set = settings.get(name);
    try {
      return set == null ? standard : Duration.ofMillis(Integer.parseInt(set.strip()));
    } catch (NumberFormatException e) {
      return standard; // a provider's, or one that Kafka refuses
    }
  }

  private KafkaProducer<byte[], byte[]> producer(String clientId, Map<String, Object> ofThis) {
    Map<String, Object> config = asMap(ProducerConfig.configNames());
    producerSettings().forEach((key, value) -> config.put(key.toString(), value));
    config.put(ProducerConfig.CLIENT_ID_CONFIG, clientId);
    config.putAll(ofThis);
    return new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
  }

  /** What every producer of ours has in common, on top of {@link #settings()}. */
  Properties producerSettings() {
    Properties p = new Properties();
    p.setProperty(ProducerConfig.ACKS_CONFIG, "all");
    p.setProperty(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, "true");
    p.setProperty(ProducerConfig.LINGER_MS_CONFIG, String.valueOf(JobsLimits.LINGER_MS_MAX));
    p.setProperty(
        ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
        String.valueOf(JobsLimits.DELIVERY_TIMEOUT.toMillis()));
    p.setProperty(
        ProducerConfig.MAX_REQUEST_SIZE_CONFIG, String.valueOf(JobsLimits.REQUEST_BYTES_MAX));
    return p;
  }

  /** The settings as Flink's connector takes them, without the address. */
  Properties clientSettings() {
    Properties p = new Properties();
    settings.forEach(p::setProperty);
    return p;
  }

  /** Only what this kind of client knows: the others' settings would make it warn. */
  private Map<String, Object> asMap(Set<String> known) {
    Map<String, Object> map = new HashMap<>();
    settings.forEach(
        (key, value) -> {
          // Those of providers are named by whoever sets them.
          if (known.contains(key) || key.startsWith(PROVIDERS)) {
            map.put(key, value);
          }
        });
    map.put("bootstrap.servers", bootstrapServers);
    return map;
  }

  /** Names the cluster, and no setting. */
  @Override
  public String toString() {
    return "Kafka at " + bootstrapServers;
  }
}
