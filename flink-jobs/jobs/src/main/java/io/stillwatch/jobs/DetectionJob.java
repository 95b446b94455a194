package io.stillwatch.jobs;

import io.stillwatch.campaigns.DeskFactory;
import io.stillwatch.campaigns.DeskInput;
import io.stillwatch.campaigns.LinkKey;
import io.stillwatch.campaigns.operator.CampaignOperator;
import io.stillwatch.campaigns.operator.HandOverFunction;
import io.stillwatch.campaigns.operator.LinkFunction;
import io.stillwatch.enforcement.Budgets;
import io.stillwatch.enforcement.operator.BudgetInput;
import io.stillwatch.enforcement.operator.BudgetOperator;
import io.stillwatch.enforcement.operator.FeedbackChange;
import io.stillwatch.enforcement.operator.FindingSubject;
import io.stillwatch.enforcement.operator.LedgerOperator;
import io.stillwatch.patterns.BookView;
import io.stillwatch.patterns.PatternSpec;
import io.stillwatch.patterns.Sequence;
import io.stillwatch.patterns.operator.AccountKey;
import io.stillwatch.patterns.operator.AccountOperator;
import io.stillwatch.patterns.operator.BookChange;
import io.stillwatch.patterns.operator.FlatType;
import io.stillwatch.patterns.operator.LookOperator;
import io.stillwatch.patterns.operator.ProfileSettings;
import io.stillwatch.patterns.operator.ShownOutput;
import io.stillwatch.patterns.operator.StockMatches;
import io.stillwatch.profiles.Attempt;
import io.stillwatch.profiles.LinkKind;
import io.stillwatch.profiles.LinkObservation;
import io.stillwatch.profiles.Look;
import io.stillwatch.schemas.Campaign;
import io.stillwatch.schemas.EnforcementAction;
import io.stillwatch.schemas.Finding;
import io.stillwatch.schemas.InferenceEvent;
import io.stillwatch.schemas.StatusReport;
import io.stillwatch.signals.Sighting;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.KeyedStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.operators.SimpleOperatorFactory;
import org.apache.flink.streaming.api.operators.TwoInputStreamOperator;
import org.apache.flink.streaming.api.transformations.SideOutputTransformation;
import org.apache.flink.streaming.api.transformations.TwoInputTransformation;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;

/**
 * The job: the one place that knows the order of the operators.
 *
 * <p>Every operator has a uid, under which its state stands in checkpoints and savepoints: none is
 * ever changed or used for something else.
 */
public final class DetectionJob {

  static final String NAME = "stillwatch";
  static final String FINDINGS_COUNT = "findings";
  static final String ACTIONS_COUNT = "actions";

  private static final OutputTag<StatusReport> STATUS =
      new OutputTag<>("status", StreamTypes.STATUS);
  private static final OutputTag<LinkObservation> LINKS =
      new OutputTag<>("links", FlatType.LINK_OBSERVATION);
  private static final OutputTag<Attempt> ATTEMPTS = new OutputTag<>("attempts", FlatType.ATTEMPT);
  private static final ShownOutput SHOWN = new ShownOutput(LINKS, ATTEMPTS);
  private static final OutputTag<Campaign> CAMPAIGNS =
      new OutputTag<>("campaigns", StreamTypes.CAMPAIGN);
  private static final OutputTag<Finding> TALLIED = new OutputTag<>("tallied", StreamTypes.FINDING);

  private DetectionJob() {}

  /**
   * Runs on a Flink cluster with settings given as {@code --name value}. Asks nobody for anything:
   * each JobManager that takes over runs it anew, and Flink ends the job for good where it fails.
   */
  public static void main(String[] arguments) throws Exception {
    JobSettings settings = JobSettings.fromArguments(JobSettings.Place.CLUSTER, arguments);
    StreamExecutionEnvironment env =
        StreamExecutionEnvironment.getExecutionEnvironment(JobConfiguration.ofJob(settings));
    build(env, settings);
    env.execute(NAME);
  }

  /** Lays out the job. */
  public static void build(StreamExecutionEnvironment env, JobSettings settings) {
    build(env, settings, Campaigns.desk());
  }

  /** The same with another desk. */
  static void build(StreamExecutionEnvironment env, JobSettings settings, DeskFactory desk) {
    KafkaEnds kafka = new KafkaEnds(settings);
    SingleOutputStreamOperator<InferenceEvent> events =
        env.fromSource(kafka.events(), clock(settings), "events")
            .uid("events")
            .transform("intake", StreamTypes.EVENT, new IntakeOperator(settings))
            .uid("intake");
    events
        .getSideOutput(IntakeOperator.REFUSED)
        .sinkTo(kafka.deadLetters())
        .uid("dead-letters")
        .name("dead-letters");
    // Laid out whatever the settings say: what stands in a checkpoint has to find its operator.
    SingleOutputStreamOperator<Sighting> joined =
        events
            .getSideOutput(IntakeOperator.PARTS)
            .keyBy(part -> part.at().trace(), Types.STRING)
            .transform("join", FlatType.SIGHTING, new JoinOperator(settings))
            .uid("join");
    DataStream<Sighting> sightings =
        events
            .map(new SignalFunction(settings.hashKey()), FlatType.SIGHTING)
            .uid("signals")
            .name("signals")
            .union(joined);

    DataStream<BookChange> changes = bookChanges(env, kafka);
    Accounts accounts = accounts(env, settings, changes, sightings);
    DataStream<Finding> members = campaigns(env, settings, kafka, desk, changes, accounts);
    DataStream<Finding> findings =
        accounts
            .findings()
            .union(members)
            .map(new Counted<>(FINDINGS_COUNT), StreamTypes.FINDING)
            .uid("findings-count")
            .name("findings-count");
    findings.sinkTo(kafka.findings()).uid("findings").name("findings");

    DataStream<FeedbackChange> feedback =
        env.fromSource(
                kafka.feedback(),
                WatermarkStrategy.noWatermarks(),
                "feedback",
                StreamTypes.FEEDBACK_CHANGE)
            .uid("feedback")
            .setParallelism(1) // one partition, one order
            .broadcast();
    DataStream<Finding> affordable =
        affordable(env, settings, findings, accounts.links(), feedback);
    DataStream<StatusReport> status = beside(env, affordable, STATUS);
    status =
        status
            .union(beside(env, members, STATUS))
            .union(accounts.status())
            .union(sources(settings, events, joined));
    status.sinkTo(kafka.status()).uid("status").name("status");

    LedgerOperator ledger =
        new LedgerOperator(
            new KafkaFeedback(settings.kafka(), settings.topics()),
            new KafkaControlTable(settings.kafka(), settings.topics()),
            settings.actionsKept());
    DataStream<EnforcementAction> actions =
        toEach(
                env,
                "ledger",
                affordable.keyBy(new FindingSubject(), Types.STRING),
                feedback,
                ledger,
                StreamTypes.ACTION)
            .map(new CountedActions(ACTIONS_COUNT), StreamTypes.ACTION)
            .uid("actions-count")
            .name("actions-count");
    actions.sinkTo(kafka.actions()).uid("actions").name("actions");
  }

  /**
   * Only what is joined waits for a clock, the broker's. A partition that stands still holds nobody
   * up.
   */
  private static WatermarkStrategy<RawRecord> clock(JobSettings settings) {
    return settings.sources().stream().anyMatch(one -> one.source().joined())
        ? WatermarkStrategy.<RawRecord>forMonotonousTimestamps()
            .withIdleness(JobsLimits.PARTITION_IDLE_AFTER)
        : WatermarkStrategy.noWatermarks();
  }

  /** What has become of each source's records, from all who count them. */
  private static DataStream<StatusReport> sources(
      JobSettings settings,
      SingleOutputStreamOperator<InferenceEvent> events,
      SingleOutputStreamOperator<Sighting> joined) {
    return events
        .getSideOutput(CoverageTeller.COVERAGE)
        .union(joined.getSideOutput(CoverageTeller.COVERAGE))
        .global()
        .transform("sources", StreamTypes.STATUS, new SourceWatch(settings.sources()))
        .uid("sources")
        .setParallelism(1);
  }

  /** The findings that patterns and campaigns may act on without a human. */
  private static DataStream<Finding> affordable(
      StreamExecutionEnvironment env,
      JobSettings settings,
      DataStream<Finding> findings,
      DataStream<LinkObservation> links,
      DataStream<FeedbackChange> feedback) {
    DataStream<BudgetInput> asks =
        findings
            .flatMap(
                (Finding finding, Collector<BudgetInput> out) -> {
                  if (Budgets.concerns(finding)) {
                    out.collect(new BudgetInput.Asks(finding));
                  }
                },
                StreamTypes.BUDGET_INPUT)
            .uid("asks")
            .name("asks");
    DataStream<BudgetInput> active =
        links
            .flatMap(
                (LinkObservation link, Collector<BudgetInput> out) -> {
                  if (link.kind() == LinkKind.TENANT) {
                    out.collect(
                        new BudgetInput.Active(link.tenant(), link.accountId(), link.clockMs()));
                  }
                },
                StreamTypes.BUDGET_INPUT)
            .uid("active")
            .name("active");
    return toEach(
        env,
        "budget",
        asks.union(active).keyBy(BudgetInput::tenant, Types.STRING),
        feedback,
        new BudgetOperator(
            new KafkaFeedback(settings.kafka(), settings.topics()), settings.budget(), STATUS),
        StreamTypes.FINDING);
  }

  /** What the account stage says. */
  private record Accounts(
      DataStream<Finding> findings,
      DataStream<LinkObservation> links,
      DataStream<Attempt> attempts,
      DataStream<StatusReport> status) {}

  /**
   * A keyed stream and beside it one that goes to every task. Not connect(): it takes a keyed side
   * only if the other is keyed too.
   */
  private static <I, C, O> DataStream<O> toEach(
      StreamExecutionEnvironment env,
      String name,
      KeyedStream<I, String> keyed,
      DataStream<C> changes,
      TwoInputStreamOperator<I, C, O> operator,
      TypeInformation<O> type) {
    TwoInputTransformation<I, C, O> stage =
        new TwoInputTransformation<>(
            keyed.getTransformation(),
            changes.getTransformation(),
            name,
            SimpleOperatorFactory.of(operator),
            type,
            env.getParallelism());
    stage.setUid(name);
    stage.setStateKeySelectors(keyed.getKeySelector(), null);
    stage.setStateKeyType(keyed.getKeyType());
    env.addOperator(stage);
    return new DataStream<>(env, stage);
  }

  private static Accounts accounts(
      StreamExecutionEnvironment env,
      JobSettings settings,
      DataStream<BookChange> changes,
      DataStream<Sighting> sightings) {
    return switch (settings.engine()) {
      case PACKED -> packed(env, settings, changes, sightings);
      case FLINK_CEP -> flinkCep(settings, sightings);
    };
  }

  /** The rows of the pattern topic, to every task that judges by the book. */
  private static DataStream<BookChange> bookChanges(
      StreamExecutionEnvironment env, KafkaEnds kafka) {
    return env.fromSource(
            kafka.bookChanges(), WatermarkStrategy.noWatermarks(), "book", StreamTypes.BOOK_CHANGE)
        .uid("book")
        .setParallelism(1) // one partition, one order
        .broadcast();
  }

  private static <T> DataStream<T> beside(
      StreamExecutionEnvironment env, DataStream<?> stage, OutputTag<T> side) {
    return new DataStream<>(env, new SideOutputTransformation<>(stage.getTransformation(), side));
  }

  /** The account stage: keyed sightings, and beside them the changes of the book to every task. */
  private static Accounts packed(
      StreamExecutionEnvironment env,
      JobSettings settings,
      DataStream<BookChange> changes,
      DataStream<Sighting> sightings) {
    KeyedStream<Sighting, String> keyed = sightings.keyBy(AccountKey::of, Types.STRING);
    AccountOperator operator =
        new AccountOperator(profiles(settings), book(settings), STATUS, SHOWN);
    DataStream<Finding> stage =
        toEach(env, "accounts", keyed, changes, operator, StreamTypes.FINDING);
    return new Accounts(
        stage, beside(env, stage, LINKS), beside(env, stage, ATTEMPTS), beside(env, stage, STATUS));
  }

  /** The link stage and the campaign stage; gives what is found about members. */
  private static DataStream<Finding> campaigns(
      StreamExecutionEnvironment env,
      JobSettings settings,
      KafkaEnds kafka,
      DeskFactory desk,
      DataStream<BookChange> changes,
      Accounts accounts) {
    DataStream<DeskInput> handOvers =
        accounts
            .attempts()
            .partitionCustom(
                (prompt, tasks) -> Math.floorMod(Long.hashCode(prompt), tasks), Attempt::prompt)
            .process(new HandOverFunction(), StreamTypes.DESK_INPUT)
            .uid("hand-overs")
            .name("hand-overs");
    DataStream<DeskInput> reports =
        accounts
            .links()
            .keyBy(LinkKey::of, Types.STRING)
            .process(new LinkFunction(settings.linkTtl()), StreamTypes.DESK_INPUT)
            .uid("links")
            .name("links");
    DataStream<Finding> found =
        toEach(
            env,
            "desk",
            reports.union(handOvers).keyBy(DeskInput::tenant, Types.STRING),
            changes,
            new CampaignOperator(desk, book(settings), CAMPAIGNS, STATUS),
            StreamTypes.FINDING);
    beside(env, found, CAMPAIGNS).sinkTo(kafka.campaigns()).uid("campaigns").name("campaigns");
    return found;
  }

  /**
   * The same stage with Flink's own CEP operator, one for each version of a pattern; the book stays
   * as it is now.
   */
  private static Accounts flinkCep(JobSettings settings, DataStream<Sighting> sightings) {
    SingleOutputStreamOperator<Look> looks =
        sightings
            .keyBy(AccountKey::of, Types.STRING)
            .transform(
                "accounts",
                FlatType.LOOK,
                new LookOperator(profiles(settings), book(settings), TALLIED, STATUS, SHOWN))
            .uid("looks");
    DataStream<Finding> all = looks.getSideOutput(TALLIED);
    for (PatternSpec pattern : book(settings).awaited().book().only(Sequence.class).all()) {
      String name = "cep-" + pattern.id() + "-v" + pattern.version();
      DataStream<Finding> findings =
          looks
              .filter(look -> BookView.hears(pattern, look))
              .uid(name + "-hears")
              .name(name + "-hears")
              .keyBy(look -> AccountKey.of(look.sighting()), Types.STRING)
              .transform(name, StreamTypes.FINDING, StockMatches.operator(pattern, book(settings)))
              .uid(name);
      all = all.union(findings);
    }
    return new Accounts(
        all,
        looks.getSideOutput(LINKS),
        looks.getSideOutput(ATTEMPTS),
        looks.getSideOutput(STATUS));
  }

  private static ProfileSettings profiles(JobSettings settings) {
    return new ProfileSettings(
        settings.profileTtl(), settings.cachedAccounts(), settings.unwrittenAccounts());
  }

  private static KafkaBook book(JobSettings settings) {
    return new KafkaBook(settings.kafka(), settings.topics());
  }
}
