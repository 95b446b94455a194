package io.stillwatch.cli.patterns;

import io.stillwatch.cli.Readings;
import io.stillwatch.intake.Outcome;
import io.stillwatch.jobs.Campaigns;
import io.stillwatch.jobs.Driver;
import io.stillwatch.patterns.PatternBook;
import io.stillwatch.schemas.EnforcementAction;
import io.stillwatch.schemas.Finding;
import io.stillwatch.signals.HashKey;
import io.stillwatch.signals.HashKeys;
import io.stillwatch.signals.Sighting;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** One of the two books of a backtest, with what it made of the record. */
final class Side implements Driver.Out {

  /** As the engine's default: an account that is silent for so long starts anew. */
  private static final Duration SILENCE = Duration.ofDays(30);

  /** What one pattern's live version did. */
  static final class Deeds {
    /** By the name that reports give the account, its id. */
    final Map<String, String> caught = new TreeMap<>();

    final Set<String> actionIds = new HashSet<>();
    final Set<String> acted = new TreeSet<>();
    long findings;
    long actionRows;

    /** When its budget would have held for the first time, for any tenant; null if never. */
    @Nullable Instant heldAt;

    /** On how many accounts it had acted by then within the hour. */
    int heldAfter;

    /** On whom it acted only because nothing holds here. */
    final Set<String> beyondBudget = new TreeSet<>();
  }

  private final PatternBook book;
  private final Driver driver;
  private final Map<String, Deeds> deeds = new HashMap<>();
  private final Map<String, Map<String, Integer>> liveVersions = new HashMap<>();
  private final Map<String, Set<String>> actedBy = new HashMap<>();
  private final Readings readings;
  private long firstMs = Long.MAX_VALUE;
  private long lastMs = Long.MIN_VALUE;

  Side(PatternBook book, Readings readings, Duration joinWait) {
    this.book = book;
    this.readings = readings;
    this.driver =
        new Driver(
            book,
            HashKeys.of(HashKey.PUBLIC),
            SILENCE,
            Campaigns.desk(),
            io.stillwatch.intake.Source.RECOGNISED,
            Driver.Budget.TOLD,
            joinWait);
  }

  void accept(io.stillwatch.intake.Source source, byte[] record, long brokerTimeMs) {
    driver.accept(source, record, brokerTimeMs, this);
  }

  /** No more records come. */
  void finish() {
    driver.finish(this);
  }

  Deeds deeds(String id) {
    return deeds.computeIfAbsent(id, key -> new Deeds());
  }

  int accounts() {
    return driver.accounts();
  }

  Readings readings() {
    return readings;
  }

  /** From the first event to the last. */
  Duration span() {
    return readings.taken() == 0 ? Duration.ZERO : Duration.ofMillis(lastMs - firstMs);
  }

  /** Whether an action of another pattern binds an account. */
  boolean boundByOthers(String account, String id) {
    Set<String> by = actedBy.getOrDefault(account, Set.of());
    return by.size() > (by.contains(id) ? 1 : 0);
  }

  @Override
  public void rejected(Outcome.Rejected why) {
    readings.refuse(why);
  }

  @Override
  public void sighting(Sighting sighting) {
    readings.take();
    firstMs = Math.min(firstMs, sighting.occurredAtMs());
    lastMs = Math.max(lastMs, sighting.occurredAtMs());
  }

  @Override
  public void finding(Finding finding) {
    // What runs in shadow beside the live version is another question.
    if (live(finding.getTenant()).getOrDefault(finding.getPatternId(), 0)
        != finding.getPatternVersion()) {
      return;
    }
    Deeds of = deeds(finding.getPatternId());
    of.findings++;
    if (finding.getRequested() != null) {
      of.caught.put(account(finding.getTenant(), finding.getAccountId()), finding.getAccountId());
    }
  }

  @Override
  public void held(String tenant, String pattern, int accounts, long clockMs) {
    Deeds of = deeds(pattern);
    if (of.heldAt == null) {
      of.heldAt = Instant.ofEpochMilli(clockMs);
      of.heldAfter = accounts;
    }
  }

  @Override
  public void beyondBudget(Finding finding) {
    deeds(finding.getPatternId())
        .beyondBudget
        .add(account(finding.getTenant(), finding.getAccountId()));
  }

  @Override
  public void action(EnforcementAction action) {
    Deeds of = deeds(action.getPatternId());
    String account = account(action.getTenant(), action.getSubjectId());
    of.actionRows++;
    of.actionIds.add(action.getActionId());
    of.acted.add(account);
    actedBy.computeIfAbsent(account, key -> new HashSet<>()).add(action.getPatternId());
  }

  private Map<String, Integer> live(String tenant) {
    return liveVersions.computeIfAbsent(
        tenant,
        key -> {
          Map<String, Integer> versions = new HashMap<>();
          book.of(tenant).live().forEach((id, live) -> versions.put(id, live.pattern().version()));
          return versions;
        });
  }

  /** As reports name it; the tenant's name is left out where there is only one by default. */
  private static String account(String tenant, String account) {
    return tenant.equals("default") ? account : tenant + "/" + account;
  }
}
