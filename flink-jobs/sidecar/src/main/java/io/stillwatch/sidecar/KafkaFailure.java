package io.stillwatch.sidecar;

import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.jspecify.annotations.Nullable;

/** What a failure of Kafka's means for whoever sends: to wait, to call somebody, or to go on. */
final class KafkaFailure {

  private KafkaFailure() {}

  /**
   * Whether this event will never be taken, however often it is sent. Everything else may pass: a
   * wrong clock and a missing right are mended, and then the same event is good.
   */
  static boolean isForGood(Throwable failure) {
    return failure instanceof RecordTooLargeException;
  }

  /** Whether it is rights or credentials, which do not come by waiting. */
  static boolean isRefusal(Throwable failure) {
    return isRefusalItself(failure) || isRefusalItself(failure.getCause());
  }

  private static boolean isRefusalItself(@Nullable Throwable failure) {
    return failure instanceof AuthorizationException || failure instanceof AuthenticationException;
  }

  static Deferral deferral(@Nullable Throwable failure) {
    return failure != null && isRefusal(failure) ? Deferral.KAFKA_REFUSES : Deferral.KAFKA_AWAY;
  }
}
