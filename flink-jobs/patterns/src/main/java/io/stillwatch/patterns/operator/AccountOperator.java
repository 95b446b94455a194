package io.stillwatch.patterns.operator;

import io.stillwatch.patterns.AccountJudge;
import io.stillwatch.patterns.PatternBook;
import io.stillwatch.profiles.AccountProfile;
import io.stillwatch.profiles.ProfileKeeper;
import io.stillwatch.profiles.Shown;
import io.stillwatch.schemas.Finding;
import io.stillwatch.schemas.StatusReport;
import io.stillwatch.signals.Sighting;
import io.stillwatch.signals.SignalCatalog;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ScheduledFuture;
import org.apache.flink.metrics.Counter;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.TwoInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.util.OutputTag;
import org.apache.flink.util.clock.Clock;
import org.jspecify.annotations.Nullable;

/**
 * The account stage: sightings keyed by account on the first input, changes of the book on the
 * second.
 *
 * <p>It is an operator and not a KeyedProcessFunction because it writes profiles back for accounts
 * other than the one whose event it holds, and all the rest when a checkpoint is taken.
 */
public final class AccountOperator extends AbstractStreamOperator<Finding>
    implements TwoInputStreamOperator<Sighting, BookChange, Finding> {

  private static final long serialVersionUID = 1L;

  /** How often a task says which book it judges by, beside every change of it. */
  private static final long REPORT_MS = 10_000;

  private static final int BOOK_NUMBER_DIGITS = 12;

  private final ProfileSettings settings;
  private final BookSource bookSource;
  private final OutputTag<StatusReport> status;
  private final ShownOutput shownOutput;

  private transient KeyedProfiles profiles;
  private transient AccountJudge judge;
  private transient BookMaker maker;

  /** What the book goes up to, and what the maker was asked for. */
  private transient long nextOffset;

  private transient long askedOffset;
  private transient long lastChangeMicros;
  private transient StreamRecord<Finding> record;
  private transient Shown shown;
  private transient Counter findings;
  private transient Counter dropped;
  private transient @Nullable ScheduledFuture<?> next;

  /**
   * @param status takes what a task says of itself
   * @param shown takes what accounts show beside
   */
  @SuppressWarnings("NullAway.Init") // transient fields live from initializeState and open on
  public AccountOperator(
      ProfileSettings settings,
      BookSource bookSource,
      OutputTag<StatusReport> status,
      ShownOutput shown) {
    this.settings = settings;
    this.bookSource = bookSource;
    this.status = status;
    this.shownOutput = shown;
  }

  @Override
  public void initializeState(StateInitializationContext context) throws Exception {
    super.initializeState(context);
    profiles = new KeyedProfiles(this, context, settings);
  }

  @Override
  public void open() throws Exception {
    super.open();
    BookSource.Opening opening = bookSource.open();
    nextOffset = opening.nextOffset();
    askedOffset = nextOffset;
    maker =
        new BookMaker(
            opening.book(),
            getContainingTask()
                .getMailboxExecutorFactory()
                .createExecutor(getOperatorConfig().getChainIndex()),
            getUserCodeClassloader(),
            "book of " + getRuntimeContext().getTaskInfo().getTaskNameWithSubtasks());
    judge =
        new AccountJudge(
            new ProfileKeeper(SignalCatalog.installed(), settings.silence()), opening.book());
    record = new StreamRecord<>(null);
    shown = shownOutput.to(output);
    profiles.register(getMetricGroup());
    findings = getMetricGroup().counter("findings");
    dropped = getMetricGroup().counter("profileDropped");
    getMetricGroup().gauge("bookHash", () -> judge.book().hash());
    getMetricGroup().gauge("bookNumber", () -> number(judge.book().hash()));
    getMetricGroup().gauge("bookRefusals", () -> judge.book().refusals().size());
    report(getProcessingTimeService().getCurrentProcessingTime());
  }

  @Override
  public void processElement1(StreamRecord<Sighting> element) throws Exception {
    Sighting sighting = element.getValue();
    AccountProfile profile = profiles.open((String) getCurrentKey());
    int before = profile.dropped();
    judge.judge(sighting, profile, this::emit, shown);
    // An account that starts anew begins at 0 again.
    dropped.inc(Math.max(0, profile.dropped() - before));
  }

  @Override
  public void processElement2(StreamRecord<BookChange> element) {
    BookChange change = element.getValue();
    // The topic is read from its start; what stood in it when this task opened its book is in
    // there.
    if (change.offset() >= askedOffset) {
      askedOffset = change.offset() + 1;
      maker.make(change.row(), change.offset(), this::use);
    }
  }

  /**
   * What it takes, and says with the next change, is all that a change keeps events waiting for.
   */
  private void use(PatternBook made, long offset) {
    Clock clock = getProcessingTimeService().getClock();
    long startedAt = clock.relativeTimeNanos();
    judge.use(made);
    nextOffset = offset + 1;
    tell(getProcessingTimeService().getCurrentProcessingTime());
    lastChangeMicros = (clock.relativeTimeNanos() - startedAt) / 1_000;
  }

  private void emit(Finding finding) {
    findings.inc();
    output.collect(record.replace(finding));
  }

  /** Says which book this task judges by, now and again and again. */
  private void report(long nowMs) {
    tell(nowMs);
    next = getProcessingTimeService().registerTimer(nowMs + REPORT_MS, this::report);
  }

  @Override
  public void close() throws Exception {
    if (next != null) {
      next.cancel(false);
    }
    if (maker != null) { // it may not have come so far as to open
      maker.close();
    }
    super.close();
  }

  /** The beginning of a hash, for monitors that know only numbers: exact also as a double. */
  private static long number(String hash) {
    return HexFormat.fromHexDigitsToLong(hash, 0, BOOK_NUMBER_DIGITS);
  }

  private void tell(long nowMs) {
    Map<String, String> notes = new TreeMap<>();
    judge.book().refusals().forEach((pattern, why) -> notes.put("refused " + pattern, why));
    notes.put("book_offset", Long.toString(nextOffset));
    output.collect(
        status,
        new StreamRecord<>(
            StatusReport.newBuilder()
                .setReporter(
                    "accounts/" + getRuntimeContext().getTaskInfo().getIndexOfThisSubtask())
                .setAt(Instant.ofEpochMilli(nowMs))
                .setBook(judge.book().hash())
                .setCounts(Map.of("book_change_us", lastChangeMicros))
                .setNotes(notes)
                .build()));
  }

  @Override
  public void snapshotState(StateSnapshotContext context) throws Exception {
    profiles.flush();
    super.snapshotState(context);
  }
}
