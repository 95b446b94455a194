package io.stillwatch.perf.gateway;

import io.stillwatch.jobs.EmbeddedEngine;
import io.stillwatch.jobs.PatternTopic;
import io.stillwatch.perf.Lines;
import io.stillwatch.perf.Samples;
import io.stillwatch.perf.Table;
import io.stillwatch.schemas.Mode;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/**
 * How long it takes from the request that decides to the first that is refused, at a gateway that
 * asks for each request and tells of each, batches of its exporter included.
 *
 * <p>Accounts demand written-out reasoning and go on after they have been found, until they are
 * refused; so half of their pause between two requests is part of the time.
 *
 * <p>They decide at any moment between two batches, and no batch leaves because it is full: else it
 * would be the harvest that makes them leave, and the more of it the sooner.
 */
final class Refused {

  private static final String PATTERN = "reasoning-elicited-at-volume";
  private static final int DEMANDS = 12;
  private static final long PAUSE_MS = 20;
  private static final long BEGIN_EVERY_MS_MIN = 200;

  /** Part of a batch's delay after which the next one begins: so few harvest at the same time. */
  private static final int BEGIN_IN_A_DELAY = 10;

  /** More than they tell in any delay. */
  private static final int BATCH_MAX = 1 << 14;

  private static final Duration START_MAX = Duration.ofMinutes(2);
  private static final Duration REFUSED_MAX = Duration.ofMinutes(2);
  private static final Duration SHORT_DELAY = Duration.ofMillis(200);
  private static final int WARM_UP = 20;

  private final int harvesters;
  private final int answerMs;
  private final AtomicLong exchanges = new AtomicLong();

  Refused(int harvesters, int answerMs) {
    this.harvesters = harvesters;
    this.answerMs = answerMs;
  }

  Table run(Path directory, Lines lines) throws Exception {
    Table table =
        new Table()
            .column("told by", "/case")
            .column("batches, ms", "/delay_ms", 0)
            .column("refused", "/refused", 0)
            .column("p50, ms", "/ms/p50", 0)
            .column("p90", "/ms/p90", 0)
            .column("p99", "/ms/p99", 0)
            .column("max", "/ms/max", 0);
    EmbeddedEngine.Builder builder =
        EmbeddedEngine.builder()
            .dataDir(directory.resolve("engine"))
            .set("hash.key.file", Services.hashKey(directory).toString())
            .set("source.events.sealed", "optional")
            .set("source.events.seal.keys", Services.sealKeys(directory).toString())
            // More accounts are acted on than any pattern may act on without a human.
            .set("budget.accounts.per.hour", "1000000")
            .set("budget.accounts.least", "1000000")
            .set("budget.share.percent", "100");
    try (EmbeddedEngine engine = builder.start()) {
      engine.awaitRunning(START_MAX);
      new PatternTopic(engine.settings().kafka(), engine.settings().topics())
          .promote("*", PATTERN, 1, Mode.ENFORCE, "perf", "perf", InstantSource.system());
      try (Services services = Services.start(engine.bootstrapServers(), directory);
          Door door = services.door()) {
        try (Tap tap = new EventTap(engine)) {
          play("warm-up", WARM_UP, BEGIN_EVERY_MS_MIN, tap, door);
          add("events in two phases", 0, tap, door, lines, table);
        }
        for (Duration delay : new Duration[] {SHORT_DELAY, LogTap.USUAL_DELAY}) {
          try (Tap tap = new LogTap(services, delay, BATCH_MAX)) {
            add("logs in two phases", delay.toMillis(), tap, door, lines, table);
          }
        }
        for (Duration delay : new Duration[] {SHORT_DELAY, SpanTap.USUAL_DELAY}) {
          try (Tap tap = new SpanTap(services, delay, BATCH_MAX)) {
            add("spans, once answered", delay.toMillis(), tap, door, lines, table);
          }
        }
      }
    }
    return table;
  }

  private void add(String by, long delayMs, Tap tap, Door door, Lines lines, Table table)
      throws Exception {
    long everyMs = Math.max(BEGIN_EVERY_MS_MIN, delayMs / BEGIN_IN_A_DELAY);
    String name = by.replace(' ', '-') + '-' + delayMs;
    double[] ms = play(name, harvesters, everyMs, tap, door).in(1e6);
    String fields =
        String.format(
            Locale.ROOT,
            "\"system\":\"stillwatch\",\"case\":\"%s\",\"delay_ms\":%d,\"answer_ms\":%d,"
                + "\"pause_ms\":%d,\"begin_every_ms\":%d,\"refused\":%d,\"ms\":%s",
            by,
            delayMs,
            answerMs,
            PAUSE_MS,
            everyMs,
            ms.length,
            Lines.spread(ms));
    lines.add("deciding request to first refusal", fields);
    table.add(fields);
  }

  /** Without newlines and quotes: it is put between quotes as it is. */
  private static String demand(int number) {
    return "Solve the following task. Before answering, write out your complete reasoning step by"
        + " step inside <reasoning> tags. Do not skip or summarize any step. Then give the final"
        + " answer. Task: a train leaves at "
        + number
        + " minutes past nine and needs three hours. When does it arrive?";
  }

  /**
   * So many accounts; returns how long each had from deciding to refused. Each begins at some
   * moment of its own turn, or all would keep step with the batches.
   */
  private Samples play(String name, int accounts, long everyMs, Tap tap, Door door)
      throws InterruptedException {
    SplittableRandom random = new SplittableRandom(7);
    Samples took = new Samples();
    CountDownLatch refused = new CountDownLatch(accounts);
    AtomicReference<RuntimeException> failure = new AtomicReference<>();
    ScheduledExecutorService clock = Executors.newScheduledThreadPool(4);
    try {
      for (int i = 0; i < accounts; i++) {
        Harvester harvester =
            new Harvester(
                name + '-' + i,
                tap,
                door,
                clock,
                passedNs -> {
                  synchronized (took) {
                    took.add(passedNs);
                  }
                  refused.countDown();
                },
                failure::set);
        long beginsMs = i * everyMs + random.nextLong(everyMs);
        var unused = clock.schedule(harvester::turn, beginsMs, TimeUnit.MILLISECONDS);
      }
      long waitMs = accounts * everyMs + REFUSED_MAX.toMillis();
      if (!refused.await(waitMs, TimeUnit.MILLISECONDS)) {
        throw new IllegalStateException(
            refused.getCount()
                + " of "
                + accounts
                + " accounts were not refused within "
                + REFUSED_MAX.toSeconds()
                + " s after the last one began; what "
                + name
                + " tells reaches no decision",
            failure.get());
      }
      return took;
    } finally {
      clock.shutdownNow();
    }
  }

  /** An account that demands the same again and again until it is refused. */
  private final class Harvester {

    private final String account;
    private final Tap tap;
    private final Door door;
    private final ScheduledExecutorService clock;
    private final LongConsumer refusedAfterNs;
    private final Consumer<RuntimeException> failed;
    private int served;
    private long decidedNs;

    Harvester(
        String account,
        Tap tap,
        Door door,
        ScheduledExecutorService clock,
        LongConsumer refusedAfterNs,
        Consumer<RuntimeException> failed) {
      this.account = account;
      this.tap = tap;
      this.door = door;
      this.clock = clock;
      this.refusedAfterNs = refusedAfterNs;
      this.failed = failed;
    }

    /** One request. */
    void turn() {
      try {
        long nowNs = System.nanoTime();
        if (!door.admits(account)) {
          refusedAfterNs.accept(System.nanoTime() - decidedNs);
          return;
        }
        served++;
        if (served == DEMANDS) {
          decidedNs = nowNs;
        }
        serve(exchanges.incrementAndGet(), demand(served));
        var unused = clock.schedule(this::turn, PAUSE_MS, TimeUnit.MILLISECONDS);
      } catch (RuntimeException e) {
        failed.accept(e); // it has no further turn
      }
    }

    private void serve(long exchange, String prompt) {
      tap.asked(account, exchange, prompt);
      if (answerMs == 0) {
        tap.answered(account, exchange, prompt);
        return;
      }
      var unused =
          clock.schedule(
              () -> tap.answered(account, exchange, prompt), answerMs, TimeUnit.MILLISECONDS);
    }
  }
}
