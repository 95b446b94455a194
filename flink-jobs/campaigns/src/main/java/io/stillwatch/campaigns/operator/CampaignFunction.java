package io.stillwatch.campaigns.operator;

import io.stillwatch.campaigns.Desk;
import io.stillwatch.campaigns.DeskFactory;
import io.stillwatch.campaigns.DeskOut;
import io.stillwatch.campaigns.HandOver;
import io.stillwatch.campaigns.LinkReport;
import io.stillwatch.schemas.Campaign;
import io.stillwatch.schemas.Finding;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.metrics.Counter;
import org.apache.flink.streaming.api.functions.co.KeyedCoProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;
import org.jspecify.annotations.Nullable;

/**
 * The campaign stage: what links report and the hand-overs that were seen, keyed by tenant.
 * Findings go on, campaigns leave by the side.
 *
 * <p>The desks of the task's tenants live on the heap. What a report changed is written to keyed
 * state with it; a desk is made from there when its tenant is first seen after a start.
 */
public final class CampaignFunction
    extends KeyedCoProcessFunction<String, LinkReport, HandOver, Finding> {

  /** Part of every savepoint. */
  static final String DESK_STATE = "desk";

  private static final long serialVersionUID = 1L;

  private final DeskFactory factory;
  private final OutputTag<Campaign> campaigns;

  private transient MapState<String, byte[]> state;
  private transient Map<String, Desk> desks;
  private transient Counter findings;
  private transient Counter revisions;

  /**
   * The operator's function.
   *
   * @param campaigns takes the campaigns, each time that they change
   */
  @SuppressWarnings("NullAway.Init") // Flink calls open before any element
  public CampaignFunction(DeskFactory factory, OutputTag<Campaign> campaigns) {
    this.factory = factory;
    this.campaigns = campaigns;
  }

  @Override
  public void open(OpenContext context) {
    state =
        getRuntimeContext()
            .getMapState(
                new MapStateDescriptor<>(
                    DESK_STATE,
                    Types.STRING,
                    PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO));
    desks = new HashMap<>();
    findings = getRuntimeContext().getMetricGroup().counter("campaignFindings");
    revisions = getRuntimeContext().getMetricGroup().counter("campaignRevisions");
  }

  @Override
  public void processElement1(LinkReport report, Context context, Collector<Finding> out)
      throws Exception {
    Desk desk = desk(context.getCurrentKey());
    desk.see(report, to(context, out));
    store(desk);
  }

  @Override
  public void processElement2(HandOver handOver, Context context, Collector<Finding> out)
      throws Exception {
    Desk desk = desk(context.getCurrentKey());
    desk.see(handOver, to(context, out));
    store(desk);
  }

  private DeskOut to(Context context, Collector<Finding> out) {
    return new DeskOut() {
      @Override
      public void finding(Finding finding) {
        findings.inc();
        out.collect(finding);
      }

      @Override
      public void campaign(Campaign campaign) {
        revisions.inc();
        context.output(campaigns, campaign);
      }
    };
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
    desks.put(tenant, made);
    return made;
  }
}
