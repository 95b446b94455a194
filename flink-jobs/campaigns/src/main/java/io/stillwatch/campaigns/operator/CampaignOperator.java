package io.stillwatch.campaigns.operator;

import io.stillwatch.campaigns.Desk;
import io.stillwatch.campaigns.DeskFactory;
import io.stillwatch.campaigns.DeskInput;
import io.stillwatch.campaigns.DeskOut;
import io.stillwatch.campaigns.Forgotten;
import io.stillwatch.patterns.PatternBook;
import io.stillwatch.patterns.operator.BookChange;
import io.stillwatch.patterns.operator.BookFollower;
import io.stillwatch.patterns.operator.BookSource;
import io.stillwatch.schemas.Campaign;
import io.stillwatch.schemas.Finding;
import io.stillwatch.schemas.StatusReport;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.metrics.Counter;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.TwoInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.util.OutputTag;
import org.jspecify.annotations.Nullable;

/**
 * The campaign stage: what links report and the hand-overs that were seen, keyed by tenant, on the
 * first input; changes of the book on the second. Findings go on, campaigns leave by the side.
 *
 * <p>The desks of the task's tenants live on the heap. What a report changed is written to keyed
 * state with it; a desk is made from there when its tenant is first seen after a start. A change of
 * the book leaves desks as they are, and only what they do from then on is another.
 */
public final class CampaignOperator extends AbstractStreamOperator<Finding>
    implements TwoInputStreamOperator<DeskInput, BookChange, Finding> {

  /** Part of every savepoint. */
  static final String DESK_STATE = "desk";

  private static final long serialVersionUID = 1L;

  private final DeskFactory factory;
  private final BookSource bookSource;
  private final OutputTag<Campaign> campaigns;
  private final OutputTag<StatusReport> status;

  private transient MapState<String, byte[]> state;
  private transient Map<String, Desk> desks;
  private transient PatternBook book;
  private transient BookFollower follower;
  private transient DeskOut out;
  private transient Counter findings;
  private transient Counter revisions;
  private transient Map<Forgotten, Counter> forgotten;

  /**
   * The operator.
   *
   * @param campaigns takes the campaigns, each time that they change
   * @param status takes what a task says of itself
   */
  @SuppressWarnings("NullAway.Init") // transient fields live from initializeState and open on
  public CampaignOperator(
      DeskFactory factory,
      BookSource bookSource,
      OutputTag<Campaign> campaigns,
      OutputTag<StatusReport> status) {
    this.factory = factory;
    this.bookSource = bookSource;
    this.campaigns = campaigns;
    this.status = status;
  }

  @Override
  public void initializeState(StateInitializationContext context) throws Exception {
    super.initializeState(context);
    state =
        context
            .getKeyedStateStore()
            .getMapState(
                new MapStateDescriptor<>(
                    DESK_STATE,
                    Types.STRING,
                    PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO));
  }

  @Override
  public void open() throws Exception {
    super.open();
    desks = new HashMap<>();
    findings = getMetricGroup().counter("campaignFindings");
    revisions = getMetricGroup().counter("campaignRevisions");
    forgotten = new EnumMap<>(Forgotten.class);
    for (Forgotten what : Forgotten.values()) {
      forgotten.put(what, getMetricGroup().counter(what.metric()));
    }
    out = out();
    follower =
        BookFollower.open(
            this,
            "campaigns",
            bookSource,
            this::use,
            report -> output.collect(status, new StreamRecord<>(report)));
    follower.start(getMetricGroup());
  }

  private void use(PatternBook made) {
    book = made;
    desks.values().forEach(desk -> desk.use(made));
  }

  private DeskOut out() {
    return new DeskOut() {
      @Override
      public void finding(Finding finding) {
        findings.inc();
        output.collect(new StreamRecord<>(finding));
      }

      @Override
      public void campaign(Campaign campaign) {
        revisions.inc();
        output.collect(campaigns, new StreamRecord<>(campaign));
      }

      @Override
      public void forgotten(Forgotten what, int count) {
        Counter counter = forgotten.get(what);
        if (counter != null) {
          counter.inc(count);
        }
      }
    };
  }

  @Override
  public void processElement1(StreamRecord<DeskInput> element) throws Exception {
    DeskInput input = element.getValue();
    Desk desk = desk(input.tenant());
    input.to(desk, out);
    store(desk);
  }

  @Override
  public void processElement2(StreamRecord<BookChange> element) {
    follower.take(element.getValue());
  }

  private void store(Desk desk) throws Exception {
    Map<String, byte @Nullable []> changed = new HashMap<>();
    desk.drainChanged(changed::put);
    for (Map.Entry<String, byte @Nullable []> entry : changed.entrySet()) {
      byte[] value = entry.getValue();
      if (value == null) {
        state.remove(entry.getKey());
      } else {
        state.put(entry.getKey(), value);
      }
    }
  }

  private Desk desk(String tenant) throws Exception {
    Desk known = desks.get(tenant);
    if (known != null) {
      return known;
    }
    // Sorted: backends hand entries out in different orders.
    TreeMap<String, byte[]> stored = new TreeMap<>();
    for (Map.Entry<String, byte[]> entry : state.entries()) {
      stored.put(entry.getKey(), entry.getValue());
    }
    Desk made = factory.create(tenant, stored.entrySet());
    made.use(book);
    desks.put(tenant, made);
    return made;
  }

  @Override
  public void close() throws Exception {
    if (follower != null) { // it may not have come so far as to open
      follower.close();
    }
    super.close();
  }
}
