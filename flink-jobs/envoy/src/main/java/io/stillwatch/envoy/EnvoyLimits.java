package io.stillwatch.envoy;

import java.time.Duration;

/** What the service takes and keeps at most, in one place. */
final class EnvoyLimits {

  /** A check with all headers of its request. Bodies are of no use here. */
  static final int CHECK_BYTES_MAX = 256 << 10;

  /** The headers of the check's own HTTP/2 request. */
  static final int METADATA_BYTES_MAX = 16 << 10;

  /** Checks of one connection at a time. */
  static final int CALLS_PER_CONNECTION_MAX = 1_000;

  /** Longest tenant, account, key or organisation; a longer one is nobody's. */
  static final int ID_CHARS_MAX = 256;

  /** Accounts whose requests are counted at a time; beyond it further ones are not throttled. */
  static final int BUCKETS_MAX = 500_000;

  /** How long a client may be silent before the connection is tested. */
  static final Duration KEEP_ALIVE = Duration.ofSeconds(30);

  /** How long checks that are on their way may take when the service ends. */
  static final Duration DRAIN_MAX = Duration.ofSeconds(10);

  /** Values of {@code strip} that are passed on. */
  static final int STRIPPED_MAX = 16;

  private EnvoyLimits() {}
}
