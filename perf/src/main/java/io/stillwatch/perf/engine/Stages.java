package io.stillwatch.perf.engine;

import io.stillwatch.patterns.PatternSpec;
import io.stillwatch.patterns.Sequence;
import io.stillwatch.patterns.Sequence.Contiguity;
import io.stillwatch.patterns.Sequence.Step;
import io.stillwatch.patterns.cep.CepPatterns;
import io.stillwatch.patterns.operator.AccountKey;
import io.stillwatch.patterns.operator.AccountOperator;
import io.stillwatch.patterns.operator.BookChange;
import io.stillwatch.patterns.operator.FlatType;
import io.stillwatch.patterns.operator.ProfileSettings;
import io.stillwatch.patterns.operator.ShownOutput;
import io.stillwatch.profiles.Attempt;
import io.stillwatch.profiles.LinkObservation;
import io.stillwatch.profiles.Look;
import io.stillwatch.schemas.Finding;
import io.stillwatch.schemas.StatusReport;
import io.stillwatch.signals.ExchangeHash;
import io.stillwatch.signals.Sighting;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichMapFunction;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.connector.source.lib.NumberSequenceSource;
import org.apache.flink.api.java.typeutils.GenericTypeInfo;
import org.apache.flink.cep.CEP;
import org.apache.flink.cep.functions.PatternProcessFunction;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.KeyedStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.operators.SimpleOperatorFactory;
import org.apache.flink.streaming.api.transformations.SideOutputTransformation;
import org.apache.flink.streaming.api.transformations.TwoInputTransformation;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;

/** Lays out one system behind the same source. */
final class Stages {

  /** What an account's {@link #number} takes in RocksDB. */
  static final int KEY_BYTES = 8;

  static final int CACHED_ACCOUNTS = 100_000;
  static final Duration SILENCE = Duration.ofDays(30);

  private static final OutputTag<StatusReport> STATUS =
      new OutputTag<>("status", new GenericTypeInfo<>(StatusReport.class));

  private static final OutputTag<LinkObservation> LINKS =
      new OutputTag<>("links", FlatType.LINK_OBSERVATION);
  private static final OutputTag<Attempt> ATTEMPTS = new OutputTag<>("attempts", FlatType.ATTEMPT);

  private Stages() {}

  /**
   * Adds the system to the environment, fed with the events of the workload.
   *
   * @param unwritten profiles of ours that may differ from the store
   */
  static void lay(StreamExecutionEnvironment env, Peer peer, Workload workload, int unwritten) {
    DataStream<Sighting> sightings =
        env.fromSource(
                new NumberSequenceSource(0, workload.events() - 1),
                WatermarkStrategy.noWatermarks(),
                "arrivals")
            .map(new Arrive(workload))
            .returns(workload.pace() == 0 ? FlatType.SIGHTING : Waits.type(workload));
    if (peer == Peer.FLINK_SQL) {
      SqlStage.lay(env, looks(sightings), workload);
    } else if (peer.cep()) {
      cep(looks(sightings), peer, workload);
    } else if (peer == Peer.STILLWATCH) {
      stillwatch(env, sightings, workload, unwritten);
    } else {
      sightings
          .keyBy(AccountKey::of, Types.STRING)
          .transform("passing", FlatType.SIGHTING, new Passing())
          .sinkTo(new DiscardingSink<>());
    }
  }

  /** As {@code DetectionJob} lays it out; its book changes only where {@link BookFeed} is fed. */
  @SuppressWarnings("deprecation") // a source of a few lines is all that is needed here
  private static void stillwatch(
      StreamExecutionEnvironment env,
      DataStream<Sighting> sightings,
      Workload workload,
      int unwritten) {
    DataStream<BookChange> changes =
        env.addSource(
                new BookFeed.Source(workload.compared() == 0),
                "changes",
                TypeInformation.of(BookChange.class))
            .setParallelism(1)
            .broadcast();
    KeyedStream<Sighting, String> keyed = sightings.keyBy(AccountKey::of, Types.STRING);
    TwoInputTransformation<Sighting, BookChange, Finding> stage =
        new TwoInputTransformation<>(
            keyed.getTransformation(),
            changes.getTransformation(),
            "accounts",
            SimpleOperatorFactory.of(
                new AccountOperator(
                    new ProfileSettings(SILENCE, CACHED_ACCOUNTS, unwritten),
                    new BenchBook(workload),
                    STATUS,
                    new ShownOutput(LINKS, ATTEMPTS))),
            new GenericTypeInfo<>(Finding.class), // it leaves this task only to be counted
            env.getParallelism());
    stage.setStateKeySelectors(keyed.getKeySelector(), null);
    stage.setStateKeyType(keyed.getKeyType());
    env.addOperator(stage);
    new DataStream<>(env, new SideOutputTransformation<>(stage, STATUS))
        .filter(BookFeed::hear)
        .sinkTo(new DiscardingSink<>());
    new DataStream<>(env, stage).filter(Stages::tally).sinkTo(new DiscardingSink<>());
  }

  private static boolean tally(Finding finding) {
    Tallies.matched(finding.getPatternId());
    return false;
  }

  /** With their event time. */
  private static DataStream<Look> looks(DataStream<Sighting> sightings) {
    return sightings
        .map(LookByItself::of)
        .returns(LookByItself.TYPE)
        .assignTimestampsAndWatermarks(
            WatermarkStrategy.<Look>forMonotonousTimestamps()
                .withTimestampAssigner((look, before) -> look.clockMs()));
  }

  /** An operator for each pattern, in event time, as Flink's documentation shows it. */
  private static void cep(DataStream<Look> looks, Peer peer, Workload workload) {
    for (PatternSpec pattern : new BenchBook(workload).patterns()) {
      Sequence sequence = (Sequence) pattern.form();
      DataStream<Look> heard =
          peer.filtered() && allowsFilter(sequence)
              ? looks.filter(look -> concerns(sequence, look))
              : looks;
      CEP.pattern(heard.keyBy(Stages::number, Types.LONG), CepPatterns.of(sequence))
          .inEventTime()
          .process(new Tally(pattern.id()))
          .sinkTo(new DiscardingSink<>());
    }
  }

  /** A number for the account: a key that takes always as many bytes. */
  static Long number(Look look) {
    return ExchangeHash.of(look.sighting().accountId());
  }

  /** What lies between two looks is part of a strict sequence, so nothing can be left out. */
  static boolean allowsFilter(Sequence sequence) {
    return sequence.steps().stream()
        .noneMatch(step -> step.contiguity() == Contiguity.STRICT || step.consecutive());
  }

  private static boolean concerns(Sequence sequence, Look look) {
    List<Step> steps = sequence.steps();
    for (int i = 0; i < steps.size(); i++) {
      if (((Shows) steps.get(i).condition()).alone(look)) {
        return true;
      }
    }
    return false;
  }

  /** From the number of an event to the event. */
  private static final class Arrive extends RichMapFunction<Long, Sighting> {

    private static final long serialVersionUID = 1L;

    private final Workload workload;
    private transient Arrivals arrivals;
    private transient long half;
    private transient long given;
    private transient int lane;

    @SuppressWarnings("NullAway.Init") // transient fields live from open on
    Arrive(Workload workload) {
      this.workload = workload;
    }

    @Override
    public void open(OpenContext context) {
      arrivals = new Arrivals(workload);
      lane = getRuntimeContext().getTaskInfo().getIndexOfThisSubtask();
      // Two tasks count up from 0 and from the middle; their events have to be neighbours in time.
      half =
          getRuntimeContext().getTaskInfo().getNumberOfParallelSubtasks() == 2
              ? workload.events() / 2
              : 0;
    }

    @Override
    public Sighting map(Long number) {
      long event = half == 0 ? number : number < half ? 2 * number : 2 * (number - half) + 1;
      if (workload.pace() != 0) {
        Waits.awaitDue(event, workload.pace());
      }
      Tallies.arrived(lane, ++given);
      return arrivals.at(event);
    }
  }

  /** Takes an event and does nothing with it. */
  private static final class Passing extends AbstractStreamOperator<Sighting>
      implements OneInputStreamOperator<Sighting, Sighting> {

    private static final long serialVersionUID = 1L;

    private transient long passed;

    @Override
    public void processElement(StreamRecord<Sighting> element) {
      if (++passed < 0) {
        output.collect(element); // never; but nobody can know that it counts for nothing
      }
    }
  }

  /** Counts what Flink's CEP matched. */
  private static final class Tally extends PatternProcessFunction<Look, String> {

    private static final long serialVersionUID = 1L;

    private final String patternId;

    Tally(String patternId) {
      this.patternId = patternId;
    }

    @Override
    public void processMatch(
        Map<String, List<Look>> taken, Context context, Collector<String> out) {
      Tallies.matched(patternId);
    }
  }
}
