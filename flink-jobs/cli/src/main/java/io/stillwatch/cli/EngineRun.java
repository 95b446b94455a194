package io.stillwatch.cli;

import io.stillwatch.intake.settings.SettingsException;
import io.stillwatch.jobs.EmbeddedEngine;
import io.stillwatch.jobs.EngineCounts;
import io.stillwatch.jobs.JobSettings;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/**
 * The engine of {@code stillwatch run}: starts it, says now and then how it does, and ends it on
 * Ctrl-C.
 */
final class EngineRun {

  private static final Duration READY_MAX = Duration.ofMinutes(3);
  private static final long TELL_EVERY_MS = 30_000;
  private static final long LOOK_EVERY_MS = 500;

  private final Console console;
  private final EmbeddedEngine.Builder builder = EmbeddedEngine.builder();

  /** What the settings lack is told before anything else is looked at. */
  EngineRun(Console console, @Nullable Path config, Map<String, String> settings) {
    try {
      JobSettings.checked(JobSettings.Place.EMBEDDED, config, settings);
    } catch (SettingsException e) {
      throw new WrongUse(Reason.of(e) + "; correct --config or the options", e);
    }
    this.console = console;
    if (config != null) {
      builder.config(config);
    }
    settings.forEach(builder::set);
  }

  /** Runs until it is asked to stop, or the job ends by itself, which is a failure. */
  void run() throws IOException, InterruptedException, TimeoutException {
    try (StopRequest stop = StopRequest.onSignals();
        EmbeddedEngine engine = start()) {
      console.err(
          "engine starting on "
              + engine.settings().kafka()
              + ", data in "
              + engine.settings().dataDir());
      engine
          .restoredFrom()
          .ifPresent(found -> console.err("going on from checkpoint " + found.directory()));
      engine.awaitRunning(READY_MAX);
      console.err("running; Ctrl-C ends it");
      watch(engine, stop);
      tell(engine.counts());
      console.err("stopping");
    }
  }

  private EmbeddedEngine start() throws IOException, InterruptedException {
    try {
      return builder.start();
    } catch (SettingsException e) {
      // The rest is checked: what it finds now is wrong with the data directory.
      throw new WrongUse(Reason.of(e) + "; choose another --data-dir", e);
    } catch (KafkaException e) {
      throw new WrongUse(
          "Kafka refused: " + Reason.of(e) + "; check the brokers, rights and kafka.* settings", e);
    } catch (FileSystemException e) {
      throw new WrongUse(
          "cannot use " + e.getFile() + ": " + Reason.of(e) + "; choose another --data-dir", e);
    } catch (IOException e) {
      // The engine's own complaints say what to do; what failed beneath has a cause.
      if (e.getCause() == null) {
        throw new WrongUse(Reason.of(e), e);
      }
      throw e;
    }
  }

  private void watch(EmbeddedEngine engine, StopRequest stop) throws InterruptedException {
    long waitedMs = 0;
    while (!stop.await(LOOK_EVERY_MS)) {
      if (engine.ended().isDone()) {
        try {
          engine.ended().join();
        } catch (CompletionException e) {
          throw new IllegalStateException("the job ended: " + Reason.of(e), e);
        }
        throw new IllegalStateException("the job ended by itself");
      }
      waitedMs += LOOK_EVERY_MS;
      if (waitedMs % TELL_EVERY_MS == 0) {
        tell(engine.counts());
      }
    }
  }

  private void tell(EngineCounts counts) {
    console.err(
        String.format(
            Locale.ROOT,
            "%,d events, %,d refused, %,d findings, %,d actions since the start",
            counts.accepted(),
            counts.rejected(),
            counts.findings(),
            counts.actions()));
  }
}
