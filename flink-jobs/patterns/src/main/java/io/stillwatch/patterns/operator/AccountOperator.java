package io.stillwatch.patterns.operator;

import io.stillwatch.patterns.AccountJudge;
import io.stillwatch.profiles.ProfileKeeper;
import io.stillwatch.schemas.Finding;
import io.stillwatch.signals.Sighting;
import io.stillwatch.signals.SignalCatalog;
import org.apache.flink.metrics.Counter;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.TwoInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

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

  private transient KeyedProfiles profiles;
  private transient AccountJudge judge;
  private transient long nextOffset;
  private transient StreamRecord<Finding> record;
  private transient Counter findings;

  @SuppressWarnings("NullAway.Init") // transient fields live from initializeState and open on
  public AccountOperator(ProfileSettings settings, BookSource bookSource) {
    this.settings = settings;
    this.bookSource = bookSource;
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
    judge =
        new AccountJudge(
            new ProfileKeeper(SignalCatalog.installed(), settings.silence()), opening.book());
    record = new StreamRecord<>(null);
    profiles.register(getMetricGroup());
    findings = getMetricGroup().counter("findings");
    getMetricGroup().gauge("bookHash", () -> judge.book().hash());
  }

  @Override
  public void processElement1(StreamRecord<Sighting> element) throws Exception {
    Sighting sighting = element.getValue();
    judge.judge(sighting, profiles.open(AccountKey.of(sighting)), this::emit);
  }

  @Override
  public void processElement2(StreamRecord<BookChange> element) {
    BookChange change = element.getValue();
    // The topic is read from its start; what stood in it when this task opened its book is in
    // there.
    if (change.offset() >= nextOffset) {
      nextOffset = change.offset() + 1;
      judge.use(judge.book().with(change.tenant(), change.patternId(), change.mode()));
    }
  }

  private void emit(Finding finding) {
    findings.inc();
    output.collect(record.replace(finding));
  }

  @Override
  public void snapshotState(StateSnapshotContext context) throws Exception {
    profiles.flush();
    super.snapshotState(context);
  }
}
