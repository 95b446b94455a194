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
import io.stillwatch.enforcement.Ledger;
import io.stillwatch.enforcement.SubjectRows;
import io.stillwatch.intake.ConfluentSchemas;
import io.stillwatch.intake.Intake;
import io.stillwatch.intake.IntakeLimits;
import io.stillwatch.intake.Outcome;
import io.stillwatch.patterns.AccountJudge;
import io.stillwatch.patterns.PatternBook;
import io.stillwatch.patterns.operator.AccountKey;
import io.stillwatch.profiles.AccountProfile;
import io.stillwatch.profiles.Attempt;
import io.stillwatch.profiles.LinkObservation;
import io.stillwatch.profiles.ProfileKeeper;
import io.stillwatch.profiles.Shown;
import io.stillwatch.schemas.Campaign;
import io.stillwatch.schemas.EnforcementAction;
import io.stillwatch.schemas.Finding;
import io.stillwatch.schemas.Mode;
import io.stillwatch.schemas.SchemaResolver;
import io.stillwatch.schemas.SubjectKind;
import io.stillwatch.signals.HashKey;
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
 * for byte. The job is held against it. Everything stays in memory.
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

    /** A campaign as it now stands. */
    default void campaign(Campaign campaign) {}

    void action(EnforcementAction action);
  }

  private final Intake intake;
  private final SignalReader signals;
  private final AccountJudge judge;
  private final Ledger ledger = new Ledger();
  private final Map<String, AccountProfile> profiles = new HashMap<>();
  private final Map<String, SubjectRows> subjects = new HashMap<>();
  private final HandOverWatch handOvers = new HandOverWatch();
  private final DeskFactory deskFactory;
  private final Map<String, Desk> desks = new HashMap<>();

  /** Links as their bytes: there are many, and most are shown once. */
  private final Map<String, byte[]> links = new HashMap<>();

  /**
   * A driver that has seen nothing, and only finds campaigns.
   *
   * @param silence after which an account starts anew
   */
  public Driver(PatternBook book, HashKey key, Duration silence) {
    this(book, key, silence, Campaigns.desk(Mode.SHADOW));
  }

  /** The same with another desk. */
  public Driver(PatternBook book, HashKey key, Duration silence, DeskFactory desk) {
    deskFactory = desk;
    // Recorded events carry the time at which the broker received them.
    intake =
        new Intake(IntakeLimits.defaults(), SchemaResolver.builtIn(), ConfluentSchemas.NONE, true);
    signals = new SignalReader(key);
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
    Outcome outcome = intake.accept(record, brokerTimeMs);
    if (outcome instanceof Outcome.Rejected rejected) {
      out.rejected(rejected);
    } else if (outcome instanceof Outcome.Accepted accepted) {
      Sighting sighting = signals.read(accepted.event());
      out.sighting(sighting);
      judge(sighting, out);
    }
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
    return desks.computeIfAbsent(tenant, made -> deskFactory.create(made, List.of()));
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

  private void enforce(Finding finding, Out out) {
    String subject =
        ActionKey.ofSubject(finding.getTenant(), SubjectKind.ACCOUNT, finding.getAccountId());
    SubjectRows rows = subjects.getOrDefault(subject, SubjectRows.none());
    List<EnforcementAction> changed = ledger.decide(rows, finding);
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
