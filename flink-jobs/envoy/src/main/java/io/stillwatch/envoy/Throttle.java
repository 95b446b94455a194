package io.stillwatch.envoy;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Counts the requests of throttled accounts: a bucket of tokens each, as deep as the limit of a
 * minute and filled evenly.
 *
 * <p>A bucket that nobody has drawn from for a minute is full, and a full bucket is the same as
 * none. So buckets stand in two generations: each minute the older one is dropped, and whoever
 * draws from a bucket of it takes the bucket over into the younger.
 *
 * <p>Times are of a clock that nobody sets, and may be negative: by the wall's, set back by an
 * hour, no bucket would fill for an hour.
 */
final class Throttle {

  private static final long GENERATION_MS = 60_000;

  private final int bucketsMax;
  private final AtomicLong unlimited = new AtomicLong();

  private volatile Generations generations = new Generations(Long.MIN_VALUE, map(), map());

  private record Generations(
      long sinceMs,
      ConcurrentHashMap<String, Bucket> younger,
      ConcurrentHashMap<String, Bucket> older) {}

  Throttle(int bucketsMax) {
    this.bucketsMax = bucketsMax;
  }

  /**
   * What came of a request.
   *
   * @param admitted whether it is within the limit
   * @param limit requests in a minute
   * @param remaining requests that could follow at once
   * @param retryAfterSeconds when the next one will be within the limit; 0 if one is now
   */
  record Outcome(boolean admitted, int limit, int remaining, long retryAfterSeconds) {}

  /** Draws a token of this account's bucket. */
  Outcome draw(String account, int perMinute, long nowMs) {
    Bucket bucket = bucket(account, nowMs);
    if (bucket == null) {
      unlimited.incrementAndGet();
      return new Outcome(true, perMinute, perMinute, 0);
    }
    return bucket.draw(perMinute, nowMs);
  }

  /** Requests that were let through uncounted because there were too many accounts to count. */
  long unlimited() {
    return unlimited.get();
  }

  /** Accounts that are counted. */
  int size() {
    Generations now = generations;
    return now.younger.size() + now.older.size();
  }

  private @Nullable Bucket bucket(String account, long nowMs) {
    Generations now = turned(nowMs);
    Bucket known = now.younger.get(account);
    if (known != null) {
      return known;
    }
    if (now.younger.size() >= bucketsMax) {
      return null;
    }
    return now.younger.computeIfAbsent(
        account,
        name -> {
          Bucket old = now.older.remove(name);
          return old == null ? new Bucket(nowMs) : old;
        });
  }

  private Generations turned(long nowMs) {
    Generations now = generations;
    return nowMs - GENERATION_MS < now.sinceMs ? now : turn(nowMs);
  }

  private synchronized Generations turn(long nowMs) {
    Generations now = generations;
    if (nowMs - GENERATION_MS >= now.sinceMs) {
      now = new Generations(nowMs, map(), now.younger);
      generations = now;
    }
    return now;
  }

  private static ConcurrentHashMap<String, Bucket> map() {
    return new ConcurrentHashMap<>();
  }

  /** Tokens of one account. */
  private static final class Bucket {

    private static final double MINUTE_MS = 60_000;

    private double tokens = Double.MAX_VALUE;
    private long filledAtMs;

    Bucket(long nowMs) {
      this.filledAtMs = nowMs;
    }

    synchronized Outcome draw(int perMinute, long nowMs) {
      double perMs = perMinute / MINUTE_MS;
      double passedMs = Math.max(0, nowMs - filledAtMs);
      tokens = Math.min(perMinute, tokens + passedMs * perMs);
      filledAtMs = Math.max(filledAtMs, nowMs);
      if (tokens < 1) {
        long seconds = (long) Math.ceil((1 - tokens) / perMs / 1_000);
        return new Outcome(false, perMinute, 0, Math.max(1, seconds));
      }
      tokens -= 1;
      long wait = tokens < 1 ? (long) Math.ceil((1 - tokens) / perMs / 1_000) : 0;
      return new Outcome(true, perMinute, (int) tokens, wait);
    }
  }
}
