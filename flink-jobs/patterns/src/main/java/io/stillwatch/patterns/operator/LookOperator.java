package io.stillwatch.patterns.operator;

import io.stillwatch.profiles.Look;
import io.stillwatch.profiles.ProfileKeeper;
import io.stillwatch.signals.Sighting;
import io.stillwatch.signals.SignalCatalog;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/** The profile half of the account stage, for jobs in which stock Flink CEP does the matching. */
public final class LookOperator extends AbstractStreamOperator<Look>
    implements OneInputStreamOperator<Sighting, Look> {

  private static final long serialVersionUID = 1L;

  private final ProfileSettings settings;

  private transient KeyedProfiles profiles;
  private transient ProfileKeeper keeper;

  @SuppressWarnings("NullAway.Init") // transient fields live from initializeState and open on
  public LookOperator(ProfileSettings settings) {
    this.settings = settings;
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
    profiles.register(getMetricGroup());
  }

  @Override
  public void processElement(StreamRecord<Sighting> element) throws Exception {
    Sighting sighting = element.getValue();
    Look look = keeper.see(profiles.open(AccountKey.of(sighting)), sighting);
    if (look != null) {
      output.collect(new StreamRecord<>(look));
    }
  }

  @Override
  public void snapshotState(StateSnapshotContext context) throws Exception {
    profiles.flush();
    super.snapshotState(context);
  }
}
