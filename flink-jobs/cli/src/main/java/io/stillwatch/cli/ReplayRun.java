package io.stillwatch.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.stillwatch.intake.EventFile;
import io.stillwatch.intake.Outcome;
import io.stillwatch.intake.RejectionReason;
import io.stillwatch.intake.Source;
import io.stillwatch.jobs.Campaigns;
import io.stillwatch.jobs.Driver;
import io.stillwatch.patterns.PatternBook;
import io.stillwatch.schemas.EnforcementAction;
import io.stillwatch.schemas.Finding;
import io.stillwatch.schemas.Mode;
import io.stillwatch.schemas.RecordJson;
import io.stillwatch.signals.HashKey;
import io.stillwatch.signals.Sighting;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** One replay: reads the file, drives the rooms, writes what they say and counts it. */
final class ReplayRun {

  /** As the engine's default: an account that is silent for so long starts anew. */
  private static final Duration SILENCE = Duration.ofDays(30);

  private final Console console;
  private final Path events;
  private final Source source;
  private final PatternBook book;
  private final boolean enforce;
  private final boolean budgets;

  /** A pattern that acted on nobody else from some time on. */
  record Held(String tenant, String pattern, int accounts, Instant since) {}

  /**
   * How it went.
   *
   * @param records events, the refused ones too; one record of a foreign format may tell of several
   * @param refused of them, by reason
   * @param acted accounts that an action met
   * @param held patterns that stood at their budget
   */
  record Result(
      long records,
      Map<RejectionReason, Long> refused,
      @Nullable String firstRefusal,
      int accounts,
      long findings,
      long inShadow,
      long actions,
      int acted,
      List<Held> held,
      double seconds) {

    String text() {
      StringBuilder text = new StringBuilder();
      line(text, "events     %,d in %.1f s (%,.0f/s)", records, seconds, records / seconds);
      if (!refused.isEmpty()) {
        long sum = refused.values().stream().mapToLong(Long::longValue).sum();
        line(
            text,
            "refused    %,d: %s%s",
            sum,
            Listed.counts(refused),
            firstRefusal == null ? "" : "; the first at " + firstRefusal);
      }
      line(text, "accounts   %,d", accounts);
      line(
          text,
          "findings   %,d%s",
          findings,
          inShadow == 0
              ? ""
              : String.format(
                  Locale.ROOT, ", %,d of them in shadow, where nothing acts", inShadow));
      line(text, "actions    %,d on %,d accounts", actions, acted);
      for (Held one : held) {
        line(
            text,
            "held       %s of tenant %s after %,d accounts, since %s",
            one.pattern(),
            one.tenant(),
            one.accounts(),
            one.since());
      }
      return text.toString().stripTrailing();
    }

    String json() {
      StringWriter text = new StringWriter();
      try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
        json.writeStartObject();
        json.writeNumberField("events", records);
        json.writeObjectFieldStart("refused");
        for (Map.Entry<RejectionReason, Long> entry : refused.entrySet()) {
          json.writeNumberField(entry.getKey().name(), entry.getValue());
        }
        json.writeEndObject();
        json.writeNumberField("accounts", accounts);
        json.writeNumberField("findings", findings);
        json.writeNumberField("findings_in_shadow", inShadow);
        json.writeNumberField("actions", actions);
        json.writeNumberField("accounts_acted_on", acted);
        json.writeArrayFieldStart("held");
        for (Held one : held) {
          json.writeStartObject();
          json.writeStringField("tenant", one.tenant());
          json.writeStringField("pattern_id", one.pattern());
          json.writeNumberField("accounts", one.accounts());
          json.writeStringField("since", one.since().toString());
          json.writeEndObject();
        }
        json.writeEndArray();
        json.writeNumberField("seconds", Math.round(seconds * 1_000) / 1_000.0);
        json.writeNumberField("events_per_second", Math.round(records / seconds));
        json.writeEndObject();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return text.toString();
    }

    private static void line(StringBuilder text, String format, @Nullable Object... values) {
      text.append(String.format(Locale.ROOT, format, values)).append('\n');
    }
  }

  ReplayRun(
      Console console,
      Path events,
      Source source,
      PatternBook book,
      boolean enforce,
      boolean budgets) {
    this.budgets = budgets;
    this.console = console;
    this.events = events;
    this.source = source;
    this.book = book;
    this.enforce = enforce;
  }

  Result run(Path actionsOut, @Nullable Path findingsOut) throws IOException {
    try (EventFile file = open();
        PendingFile actions = PendingFile.beside(actionsOut, "actions");
        Findings findings = Findings.to(findingsOut)) {
      Written out = new Written(file, actions.writer(), findings.writer(), enforce);
      Driver.Budget budget = budgets ? Driver.Budget.KEPT : Driver.Budget.NONE;
      Driver driver = new Driver(book, HashKey.PUBLIC, SILENCE, Campaigns.desk(), source, budget);
      Progress progress = new Progress(console, "events", file::progress, System::nanoTime);
      for (byte[] record = next(file); record != null; record = next(file)) {
        driver.accept(record, out);
        progress.step();
      }
      driver.finish(out);
      progress.end();
      actions.commit();
      findings.commit();
      return new Result(
          out.readings.taken() + out.readings.refused(),
          out.readings.reasons(),
          out.readings.first(),
          driver.accounts(),
          out.findings,
          out.inShadow,
          out.actions,
          out.acted.size(),
          out.held,
          progress.seconds());
    }
  }

  private EventFile open() {
    try {
      return EventFile.open(events);
    } catch (IOException e) {
      throw new WrongUse("cannot read the events: " + Reason.of(e) + "; check --events", e);
    }
  }

  private static byte @Nullable [] next(EventFile file) {
    try {
      return file.next();
    } catch (IOException e) {
      throw new WrongUse(
          "cannot read the events any further: " + Reason.of(e) + "; nothing was written", e);
    }
  }

  /** The file of findings, which is optional. */
  private record Findings(@Nullable PendingFile file) implements AutoCloseable {

    static Findings to(@Nullable Path target) {
      return new Findings(target == null ? null : PendingFile.beside(target, "findings"));
    }

    @Nullable Writer writer() {
      return file == null ? null : file.writer();
    }

    void commit() throws IOException {
      if (file != null) {
        file.commit();
      }
    }

    @Override
    public void close() throws IOException {
      if (file != null) {
        file.close();
      }
    }
  }

  /** Writes and counts what the rooms say. */
  private static final class Written implements Driver.Out {

    private final Readings readings;
    private final Writer actionLines;
    private final @Nullable Writer findingLines;
    private final boolean enforce;
    private final Set<String> acted = new HashSet<>();
    private final List<Held> held = new ArrayList<>();
    private long findings;
    private long inShadow;
    private long actions;

    Written(EventFile file, Writer actionLines, @Nullable Writer findingLines, boolean enforce) {
      this.readings = new Readings(() -> "line " + file.line());
      this.actionLines = actionLines;
      this.findingLines = findingLines;
      this.enforce = enforce;
    }

    @Override
    public void sighting(Sighting sighting) {
      readings.take();
    }

    @Override
    public void rejected(Outcome.Rejected why) {
      readings.refuse(why);
    }

    @Override
    public void finding(Finding finding) {
      findings++;
      inShadow += finding.getMode() == Mode.SHADOW ? 1 : 0;
      if (findingLines != null) {
        write(
            findingLines,
            enforce ? finding : Finding.newBuilder(finding).setMode(Mode.SHADOW).build());
      }
    }

    @Override
    public void held(String tenant, String pattern, int accounts, long clockMs) {
      held.add(new Held(tenant, pattern, accounts, Instant.ofEpochMilli(clockMs)));
    }

    @Override
    public void action(EnforcementAction action) {
      actions++;
      acted.add(action.getTenant() + '|' + action.getSubjectId());
      write(
          actionLines,
          enforce ? action : EnforcementAction.newBuilder(action).setMode(Mode.SHADOW).build());
    }

    private static void write(Writer lines, SpecificRecord record) {
      try {
        RecordJson.append(record, lines);
        lines.append('\n');
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
