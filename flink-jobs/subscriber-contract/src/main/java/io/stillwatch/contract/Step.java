package io.stillwatch.contract;

import org.jspecify.annotations.Nullable;

/** One step of a case. Times are milliseconds since 1970, and are the case's own. */
public sealed interface Step {

  /** A record comes at this time. A value of null is a tombstone. */
  @SuppressWarnings("ArrayRecordComponent") // nobody compares steps
  record Feed(Topic topic, byte[] key, byte @Nullable [] value, long nowMs) implements Step {}

  /** The subscriber is stopped and started: what it held in memory is gone. */
  record Restart() implements Step {}

  /** A request comes at this time, and this must be the answer. */
  record Ask(Request request, long nowMs, Answer expected) implements Step {}

  /** Whose request it is; key and organisation may be unknown. */
  record Request(
      String tenant, String account, @Nullable String apiKey, @Nullable String organization) {}
}
