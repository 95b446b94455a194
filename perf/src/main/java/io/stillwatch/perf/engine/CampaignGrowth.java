package io.stillwatch.perf.engine;

import io.stillwatch.campaigns.DeskFactory;
import io.stillwatch.campaigns.DeskInput;
import io.stillwatch.campaigns.operator.CampaignOperator;
import io.stillwatch.jobs.Campaigns;
import io.stillwatch.jobs.StreamTypes;
import io.stillwatch.patterns.language.StarterBook;
import io.stillwatch.patterns.operator.BookChange;
import io.stillwatch.patterns.operator.BookSource;
import io.stillwatch.perf.Lines;
import io.stillwatch.schemas.Campaign;
import io.stillwatch.schemas.Finding;
import io.stillwatch.schemas.Mode;
import io.stillwatch.schemas.StatusReport;
import java.time.Duration;
import java.util.Locale;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichFlatMapFunction;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.connector.source.lib.NumberSequenceSource;
import org.apache.flink.api.java.typeutils.GenericTypeInfo;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.KeyedStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.flink.streaming.api.operators.SimpleOperatorFactory;
import org.apache.flink.streaming.api.transformations.TwoInputTransformation;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;

/** What a report costs the campaign task with so many campaigns, on RocksDB with checkpoints. */
final class CampaignGrowth {

  /** Most that can be asked for; whoever asks for fewer has more tenants. */
  static final int MOST = 1_000;

  private static final OutputTag<Campaign> CAMPAIGNS =
      new OutputTag<>("campaigns", new GenericTypeInfo<>(Campaign.class));
  private static final OutputTag<StatusReport> STATUS =
      new OutputTag<>("status", new GenericTypeInfo<>(StatusReport.class));

  private CampaignGrowth() {}

  /** The fields of one case. */
  static String measured(int campaigns, Duration checkpointInterval) throws Exception {
    StreamExecutionEnvironment env = Cluster.environment(Peer.STILLWATCH, 1, checkpointInterval);
    lay(env, campaigns);
    env.execute("campaigns");
    int tenants = CampaignTraffic.tenants(campaigns, MOST);
    long members = TimedDesk.found(CampaignTraffic.MEMBER);
    long expected = (long) tenants * campaigns * CampaignTraffic.MEMBERS;
    if (TimedDesk.campaigns() != tenants * campaigns || members < expected * 9 / 10) {
      throw new IllegalStateException(
          String.format(
              Locale.ROOT,
              "the desk found %d campaigns and %d members where there are %d and %d",
              TimedDesk.campaigns(),
              members,
              tenants * campaigns,
              expected));
    }
    return String.format(
        Locale.ROOT,
        "\"campaigns\":%d,\"accounts\":%d,\"tenants\":%d,\"members_found\":%d,"
            + "\"strangers_found\":%d,\"backend\":\"rocksdb\",\"founded\":%s,\"going_on\":%s",
        campaigns,
        CampaignTraffic.accounts(campaigns),
        tenants,
        members,
        TimedDesk.found("stranger-"),
        json(TimedDesk.cost(TimedDesk.When.FOUNDED)),
        json(TimedDesk.cost(TimedDesk.When.GOING_ON)));
  }

  private static String json(TimedDesk.Cost cost) {
    return String.format(
        Locale.ROOT,
        "{\"reports\":%d,\"cpu_us\":%.2f,\"desk_us\":%s}",
        cost.deskNs.count(),
        cost.cpuNs / 1e3 / Math.max(1, cost.deskNs.count()),
        Lines.spread(cost.deskNs.in(1e3)));
  }

  /** As {@code DetectionJob} lays the stage out. */
  @SuppressWarnings("deprecation") // a source of a few lines is all that is needed here
  private static void lay(StreamExecutionEnvironment env, int campaigns) {
    DataStream<BookChange> changes =
        env.addSource(new BookFeed.Source(false), "changes", TypeInformation.of(BookChange.class))
            .setParallelism(1)
            .broadcast();
    KeyedStream<DeskInput, String> told =
        env.fromSource(
                new NumberSequenceSource(0, CampaignTraffic.turns(campaigns, MOST) - 1),
                WatermarkStrategy.noWatermarks(),
                "links")
            .flatMap(new Tell(campaigns))
            .returns(StreamTypes.DESK_INPUT)
            .keyBy(DeskInput::tenant, Types.STRING);
    BookSource book = () -> new BookSource.Opening(StarterBook.book().promoted(Mode.ENFORCE), 0);
    DeskFactory desk =
        (tenant, stored) -> new TimedDesk(tenant, Campaigns.desk().create(tenant, stored));
    TwoInputTransformation<DeskInput, BookChange, Finding> stage =
        new TwoInputTransformation<>(
            told.getTransformation(),
            changes.getTransformation(),
            "desk",
            SimpleOperatorFactory.of(new CampaignOperator(desk, book, CAMPAIGNS, STATUS)),
            new GenericTypeInfo<>(Finding.class), // it goes nowhere
            1);
    stage.setStateKeySelectors(told.getKeySelector(), null);
    stage.setStateKeyType(told.getKeyType());
    env.addOperator(stage);
    new DataStream<>(env, stage).sinkTo(new DiscardingSink<>());
  }

  /** From the number of a turn to what links tell in it. */
  private static final class Tell extends RichFlatMapFunction<Long, DeskInput> {

    private static final long serialVersionUID = 1L;

    private final int campaigns;
    private transient CampaignTraffic traffic;

    @SuppressWarnings("NullAway.Init") // transient fields live from open on
    Tell(int campaigns) {
      this.campaigns = campaigns;
    }

    @Override
    public void open(OpenContext context) {
      traffic = new CampaignTraffic(campaigns);
    }

    @Override
    public void flatMap(Long turn, Collector<DeskInput> out) {
      traffic.tell(turn, MOST, out::collect);
    }
  }
}
