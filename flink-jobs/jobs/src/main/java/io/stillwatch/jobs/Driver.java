package io.stillwatch.jobs;

import io.stillwatch.campaigns.Desk;
import io.stillwatch.campaigns.DeskFactory;
import io.stillwatch.campaigns.DeskOut;
import io.stillwatch.campaigns.HandOver;
import io.stillwatch.campaigns.HandOverWatch;
import io.stillwatch.campaigns.LinkKey;
import io.stillwatch.campaigns.LinkReport;
import io.stillwatch.campaigns.LinkWatchCodec;
import io.stillwatch.enforcement.ActionKey;
import io.stillwatch.enforcement.BudgetSettings;
import io.stillwatch.enforcement.Budgets;
import io.stillwatch.enforcement.FeedbackBook;
import io.stillwatch.enforcement.Ledger;
import io.stillwatch.enforcement.SubjectRows;
import io.stillwatch.intake.Outcome;
import io.stillwatch.intake.Source;
import io.stillwatch.patterns.AccountJudge;
import io.stillwatch.patterns.PatternBook;
import io.stillwatch.patterns.operator.AccountKey;
import io.stillwatch.profiles.AccountProfile;
import io.stillwatch.profiles.Attempt;
import io.stillwatch.profiles.LinkKind;
import io.stillwatch.profiles.LinkObservation;
import io.stillwatch.profiles.ProfileKeeper;
import io.stillwatch.profiles.Shown;
import io.stillwatch.schemas.Campaign;
import io.stillwatch.schemas.EnforcementAction;
import io.stillwatch.schemas.Finding;
import io.stillwatch.schemas.InferenceEvent;
import io.stillwatch.schemas.Mode;
import io.stillwatch.schemas.SubjectKind;
import io.stillwatch.signals.HashKey;
import io.stillwatch.signals.HashKeys;
import io.stillwatch.signals.Sighting;
import io.stillwatch.signals.SignalReader;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The same rooms as the job's, on one thread, in the order of the log, without Flink.
 *
 * <p>Replays, pattern tests and evaluations use it: its results are the same from run to run, byte
 * for byte. The job is held against it. Everything stays in memory. Nobody says anything to it, and
 * it has budgets only where they are asked for.
 */
public final class Driver {

  /** Where what the rooms say goes. */
  public interface Out {
    void rejected(Outcome.Rejected why);

    /** An event has been accepted and is about to be judged. */
    default void sighting(Sighting sighting) {}

    /** An account shows a link that is news. */
    default void link(LinkObservation observation) {}

    void finding(Finding finding);

    /**
     * A pattern stands at its budget and acts on nobody else, or would not.
     *
     * @param accounts that it has acted on within the hour
     */
    default void held(String tenant, String pattern, int accounts, long clockMs) {}

    /**
     * A finding that would wait for a human, where what a budget has no room for acts all the same.
     */
    default void beyondBudget(Finding finding) {}

    /** A campaign as it now stands. */
    default void campaign(Campaign campaign) {}

    void action(EnforcementAction action);
  }

  /** What becomes of what a pattern asks for when it stands at its budget, the standard one. */
  public enum Budget {
    /** Nobody asks for budgets. */
    NONE,
    /** That it would hold is said, and it acts all the same. */
    TOLD,
    /** It holds. */
    KEPT
  }

  private final RecordReader reader;
  private final SignalReader signals;
  private final AccountJudge judge;
  private final Ledger ledger = new Ledger();
  private final FeedbackBook said = new FeedbackBook();
  private final Budget budget;
  private final Budgets budgets = new Budgets(BudgetSettings.standard());
  private final Map<String, Budgets.Memory> tenants = new HashMap<>();
  private final Map<String, AccountProfile> profiles = new HashMap<>();
  private final Map<String, SubjectRows> subjects = new HashMap<>();
  private final HandOverWatch handOvers = new HandOverWatch();
  private final PatternBook book;
  private final Source source;
  private final DeskFactory deskFactory;
  private final Map<String, Desk> desks = new HashMap<>();

  /** Links as their bytes: there are many, and most are shown once. */
  private final Map<String, byte[]> links = new HashMap<>();

  /**
   * A driver that has seen nothing.
   *
   * @param silence after which an account starts anew
   */
  public Driver(PatternBook book, HashKey key, Duration silence) {
    this(book, key, silence, Campaigns.desk());
  }

  /** The same with another desk. */
  public Driver(PatternBook book, HashKey key, Duration silence, DeskFactory desk) {
    this(book, key, silence, desk, Source.RECOGNISED, Budget.NONE);
  }

  /** The same for records that are read as a source says. */
  public Driver(
      PatternBook book,
      HashKey key,
      Duration silence,
      DeskFactory desk,
      Source source,
      Budget budget) {
    this(book, HashKeys.of(key), silence, desk, source, budget, JobSettings.JOIN_WAIT);
  }

  /**
   * The same of what was hashed in a rotation.
   *
   * @param joinWait how long parts of an exchange wait for each other
   */
  public Driver(
      PatternBook book,
      HashKeys keys,
      Duration silence,
      DeskFactory desk,
      Source source,
      Budget budget,
      Duration joinWait) {
    this.budget = budget;
    deskFactory = desk;
    this.book = book;
    this.source = source;
    signals = new SignalReader(keys);
    reader = new RecordReader(signals, joinWait);
    judge = new AccountJudge(new ProfileKeeper(signals.catalog(), silence), book);
  }

  /** Takes the next record of the log through all rooms. */
  public void accept(byte[] record, Out out) {
    accept(record, Sighting.ABSENT, out);
  }

  /**
   * The same, of a record that comes from a broker.
   *
   * @param brokerTimeMs when the broker received it
   */
  public void accept(byte[] record, long brokerTimeMs, Out out) {
    accept(source, record, brokerTimeMs, out);
  }

  /** The same, of a record that is read as this source says. */
  public void accept(Source from, byte[] record, long brokerTimeMs, Out out) {
    reader.accept(from, record, brokerTimeMs, read(out));
  }

  /** No more records come: parts of exchanges wait no longer for their partners. */
  public void finish(Out out) {
    reader.finish(read(out));
  }

  private RecordReader.Out read(Out out) {
    return new RecordReader.Out() {
      @Override
      public void rejected(Outcome.Rejected why) {
        out.rejected(why);
      }

      @Override
      public void event(InferenceEvent event) {
        joined(signals.read(event));
      }

      @Override
      public void joined(Sighting sighting) {
        out.sighting(sighting);
        judge(sighting, out);
      }
    };
  }

  private void judge(Sighting sighting, Out out) {
    AccountProfile profile =
        profiles.computeIfAbsent(AccountKey.of(sighting), key -> AccountProfile.empty());
    judge.judge(
        sighting,
        profile,
        finding -> {
          out.finding(finding);
          enforce(finding, out);
        },
        new Shown() {
          @Override
          public void link(LinkObservation observation) {
            Driver.this.link(observation, out);
          }

          @Override
          public void attempt(Attempt attempt) {
            handOvers.see(attempt, handOver -> handedOver(handOver, out));
          }
        });
  }

  private void link(LinkObservation observation, Out out) {
    out.link(observation);
    if (budget != Budget.NONE && observation.kind() == LinkKind.TENANT) {
      budgets.active(memory(observation.tenant()), observation.accountId(), observation.clockMs());
    }
    String link = LinkKey.of(observation);
    byte[] next = LinkWatchCodec.see(links.get(link), observation, report -> report(report, out));
    if (next != null) {
      links.put(link, next);
    }
  }

  private void report(LinkReport report, Out out) {
    Desk desk = desk(report.observation().tenant());
    desk.see(report, to(out));
    forget(desk);
  }

  private void handedOver(HandOver handOver, Out out) {
    Desk desk = desk(handOver.next().tenant());
    desk.see(handOver, to(out));
    forget(desk);
  }

  /** Nobody restores it, and it need not keep count of what has changed. */
  private static void forget(Desk desk) {
    desk.drainChanged((entry, value) -> {});
  }

  private Desk desk(String tenant) {
    return desks.computeIfAbsent(
        tenant,
        name -> {
          Desk made = deskFactory.create(name, List.of());
          made.use(book);
          return made;
        });
  }

  private DeskOut to(Out out) {
    return new DeskOut() {
      @Override
      public void finding(Finding finding) {
        out.finding(finding);
        enforce(finding, out);
      }

      @Override
      public void campaign(Campaign campaign) {
        out.campaign(campaign);
      }
    };
  }

  private Budgets.Memory memory(String tenant) {
    return tenants.computeIfAbsent(tenant, name -> new HeapMemory());
  }

  private void enforce(Finding found, Out out) {
    Finding finding = found;
    if (budget != Budget.NONE && Budgets.concerns(found)) {
      Finding affordable =
          budgets.admit(
              memory(found.getTenant()),
              found,
              said,
              alarm -> out.held(alarm.tenant(), alarm.what(), alarm.spent(), alarm.atMs()));
      if (affordable != null) {
        finding = affordable;
      } else if (budget == Budget.KEPT) {
        return;
      } else if (found.getMode() == Mode.ENFORCE) {
        out.beyondBudget(found); // nobody says anything here: only its budget keeps it back
      }
    }
    String subject =
        ActionKey.ofSubject(finding.getTenant(), SubjectKind.ACCOUNT, finding.getAccountId());
    SubjectRows rows = subjects.getOrDefault(subject, SubjectRows.none());
    List<EnforcementAction> changed = ledger.decide(rows, finding, said);
    if (!changed.isEmpty()) {
      subjects.put(subject, rows.with(changed));
      changed.forEach(out::action);
    }
  }

  /** Accounts seen so far. */
  public int accounts() {
    return profiles.size();
  }

  /** Lengths of all links' values in bytes, in no order. */
  public int[] linkBytes() {
    return links.values().stream().mapToInt(bytes -> bytes.length).toArray();
  }

  /** Lengths of all profiles in bytes, in no order. */
  public int[] profileBytes() {
    return profiles.values().stream().mapToInt(AccountProfile::length).toArray();
  }
}
