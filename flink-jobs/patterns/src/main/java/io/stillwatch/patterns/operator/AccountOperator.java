package io.stillwatch.patterns.operator;

import io.stillwatch.patterns.AccountJudge;
import io.stillwatch.profiles.AccountProfile;
import io.stillwatch.profiles.ProfileKeeper;
import io.stillwatch.profiles.Shown;
import io.stillwatch.schemas.Finding;
import io.stillwatch.schemas.StatusReport;
import io.stillwatch.signals.Sighting;
import io.stillwatch.signals.SignalCatalog;
import org.apache.flink.metrics.Counter;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.TwoInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.util.OutputTag;

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

  private final ProfileSettings settings;
  private final BookSource bookSource;
  private final OutputTag<StatusReport> status;
  private final ShownOutput shownOutput;

  private transient KeyedProfiles profiles;
  private transient AccountJudge judge;
  private transient BookFollower book;
  private transient StreamRecord<Finding> record;
  private transient Shown shown;
  private transient Counter findings;
  private transient Counter dropped;

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
    ProfileKeeper keeper = new ProfileKeeper(SignalCatalog.installed(), settings.silence());
    book =
        BookFollower.open(
            this,
            "accounts",
            bookSource,
            made -> {
              if (judge == null) {
                judge = new AccountJudge(keeper, made);
              } else {
                judge.use(made);
              }
            },
            report -> output.collect(status, new StreamRecord<>(report)));
    record = new StreamRecord<>(null);
    shown = shownOutput.to(output);
    profiles.register(getMetricGroup());
    findings = getMetricGroup().counter("findings");
    dropped = getMetricGroup().counter("profileDropped");
    book.start(getMetricGroup());
  }

  /** Not for each event: who reads or writes state sets its key, and most events do neither. */
  @Override
  @SuppressWarnings("rawtypes") // as Flink declares it
  public void setKeyContextElement1(StreamRecord element) {}

  @Override
  public void processElement1(StreamRecord<Sighting> element) throws Exception {
    Sighting sighting = element.getValue();
    AccountProfile profile = profiles.open(AccountKey.of(sighting));
    int before = profile.dropped();
    judge.judge(sighting, profile, this::emit, shown);
    // An account that starts anew begins at 0 again.
    dropped.inc(Math.max(0, profile.dropped() - before));
  }

  @Override
  public void processElement2(StreamRecord<BookChange> element) {
    book.take(element.getValue());
  }

  private void emit(Finding finding) {
    findings.inc();
    output.collect(record.replace(finding));
  }

  @Override
  public void close() throws Exception {
    if (book != null) { // it may not have come so far as to open
      book.close();
    }
    super.close();
  }

  @Override
  public void snapshotState(StateSnapshotContext context) throws Exception {
    profiles.flush();
    super.snapshotState(context);
  }
}
