package io.stillwatch.patterns.operator;

import io.stillwatch.patterns.AccountJudge;
import io.stillwatch.patterns.Tally;
import io.stillwatch.profiles.AccountProfile;
import io.stillwatch.profiles.Look;
import io.stillwatch.profiles.ProfileKeeper;
import io.stillwatch.profiles.Shown;
import io.stillwatch.schemas.Finding;
import io.stillwatch.schemas.StatusReport;
import io.stillwatch.signals.Sighting;
import io.stillwatch.signals.SignalCatalog;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.util.OutputTag;
import org.jspecify.annotations.Nullable;

/**
 * The profile half of the account stage, for jobs in which stock Flink CEP does the matching.
 *
 * <p>Tallies, for which CEP has no word, are judged here; their findings leave by the side, as do
 * what accounts show beside. The book stays as it was opened; what this says of it tells those who
 * change it that it has not been taken.
 */
public final class LookOperator extends AbstractStreamOperator<Look>
    implements OneInputStreamOperator<Sighting, Look> {

  private static final long serialVersionUID = 1L;

  private final ProfileSettings settings;
  private final BookSource bookSource;
  private final OutputTag<Finding> findings;
  private final OutputTag<StatusReport> status;
  private final ShownOutput shownOutput;

  private transient KeyedProfiles profiles;
  private transient ProfileKeeper keeper;
  private transient AccountJudge judge;
  private transient Shown shown;
  private transient @Nullable BookFollower book;

  @SuppressWarnings("NullAway.Init") // transient fields live from initializeState and open on
  public LookOperator(
      ProfileSettings settings,
      BookSource bookSource,
      OutputTag<Finding> findings,
      OutputTag<StatusReport> status,
      ShownOutput shown) {
    this.settings = settings;
    this.bookSource = bookSource;
    this.findings = findings;
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
    keeper = new ProfileKeeper(SignalCatalog.installed(), settings.silence());
    book =
        BookFollower.open(
            this,
            "accounts",
            bookSource,
            made -> judge = new AccountJudge(keeper, made.only(Tally.class)),
            report -> output.collect(status, new StreamRecord<>(report)));
    shown = shownOutput.to(output);
    profiles.register(getMetricGroup());
    book.start(getMetricGroup());
  }

  @Override
  public void processElement(StreamRecord<Sighting> element) throws Exception {
    Sighting sighting = element.getValue();
    AccountProfile profile = profiles.open((String) getCurrentKey());
    Look look = keeper.see(profile, sighting);
    if (look != null) {
      output.collect(new StreamRecord<>(look.kept()));
      judge.judge(
          look, profile, found -> output.collect(findings, new StreamRecord<>(found)), shown);
    }
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
