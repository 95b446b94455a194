package io.stillwatch.contract;

import org.jspecify.annotations.Nullable;

/**
 * A subscriber, as the contract talks to it. For one in another process or language this is the
 * adapter. Each case gets a new one.
 */
public interface SubscriberUnderTest extends AutoCloseable {

  /**
   * Hands over the next record of a topic; returns once it has taken effect.
   *
   * @param value the record's bytes, in Avro's single-object encoding (JSON on {@link
   *     Topic#SCHEMAS}); null for a tombstone
   * @param nowMs the time at which it comes
   */
  void feed(Topic topic, byte[] key, byte @Nullable [] value, long nowMs) throws Exception;

  /** Loses what is in memory, as a restart does; the topics are then fed from their beginning. */
  void restart() throws Exception;

  /** What is in force for a request at this time. */
  Answer ask(Step.Request request, long nowMs) throws Exception;

  @Override
  default void close() throws Exception {}
}
