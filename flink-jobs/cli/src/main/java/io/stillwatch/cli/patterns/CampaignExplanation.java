package io.stillwatch.cli.patterns;

import io.stillwatch.campaigns.CampaignDesk;
import io.stillwatch.cli.Readings;
import io.stillwatch.cli.WrongUse;
import io.stillwatch.intake.Outcome;
import io.stillwatch.jobs.Driver;
import io.stillwatch.patterns.BookRow;
import io.stillwatch.patterns.PatternBook;
import io.stillwatch.patterns.PatternSpec;
import io.stillwatch.patterns.campaign.MemberView;
import io.stillwatch.patterns.condition.ConditionParts.Answer;
import io.stillwatch.patterns.condition.FieldCatalog;
import io.stillwatch.schemas.EnforcementAction;
import io.stillwatch.schemas.Finding;
import io.stillwatch.schemas.Mode;
import io.stillwatch.signals.HashKey;
import io.stillwatch.signals.HashKeys;
import io.stillwatch.signals.Sighting;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a pattern of campaign scope made of one account, exchange by exchange: the whole record goes
 * through the rooms, because who is a member hangs on all the others.
 */
final class CampaignExplanation implements Driver.Out {

  private static final Duration SILENCE = Duration.ofDays(30);

  /** What was said after an exchange of the account, where it differs from what was said before. */
  record Step(Instant at, String exchange, List<String> findings, @Nullable List<Asked.Said> said) {

    List<String> lines() {
      List<String> lines = new ArrayList<>();
      lines.add(at + "  " + exchange);
      if (said == null) {
        lines.add("    near no campaign");
      } else {
        said.forEach(one -> lines.add("    " + one.text()));
      }
      findings.forEach(finding -> lines.add("    found: " + finding));
      return lines;
    }

    Json json() {
      return Json.object()
          .with("at", at)
          .with("exchange", exchange)
          .with(
              "conditions", said == null ? List.of() : said.stream().map(Asked.Said::json).toList())
          .with("findings", findings);
    }
  }

  private final PatternSpec spec;
  private final String account;
  private final @Nullable String tenant;
  private final List<Asked> asked;
  private final Map<String, CampaignDesk> desks = new HashMap<>();
  private final Driver driver;
  private final SortedSet<String> tenants = new TreeSet<>();
  private final List<Step> steps = new ArrayList<>();
  private final List<String> findings = new ArrayList<>();
  private Readings readings = new Readings(() -> "");
  private @Nullable Sighting seen;
  private @Nullable List<Asked.Said> before;
  private long events;
  private long asks;

  /**
   * Judges by a book in which this version is the live one.
   *
   * @param text of the pattern's file
   */
  CampaignExplanation(
      PatternBook book,
      PatternSpec spec,
      String text,
      String account,
      @Nullable String tenant,
      Duration joinWait) {
    PatternBook changed =
        book.with(new BookRow.Revision(PatternBook.ALL_TENANTS, spec.id(), spec.version(), text))
            .with(
                new BookRow.Pointer(
                    PatternBook.ALL_TENANTS, spec.id(), spec.version(), Mode.SHADOW, 1));
    String refusal = changed.refusals().get(spec.id() + "@" + spec.version());
    if (refusal != null) {
      throw new WrongUse("the book does not take this pattern: " + refusal);
    }
    this.spec = spec;
    this.account = account;
    this.tenant = tenant;
    this.asked = Asked.of(spec.form(), FieldCatalog.ofCampaigns());
    this.driver =
        new Driver(
            changed,
            HashKeys.of(HashKey.PUBLIC),
            SILENCE,
            (name, stored) -> desks.computeIfAbsent(name, n -> new CampaignDesk(n, stored)),
            io.stillwatch.intake.Source.RECOGNISED,
            Driver.Budget.NONE,
            joinWait);
  }

  void accept(
      io.stillwatch.intake.Source source, byte[] record, long brokerTimeMs, Readings counted) {
    readings = counted;
    driver.accept(source, record, brokerTimeMs, this);
    tell();
  }

  /** No more records come. */
  void finish() {
    driver.finish(this);
    tell();
  }

  /** Tells of the exchange that has just gone through the rooms. */
  private void tell() {
    Sighting sighting = seen;
    if (sighting == null) {
      return;
    }
    seen = null;
    CampaignDesk desk = desks.get(sighting.tenant());
    MemberView member = desk == null ? null : desk.member(account, sighting.occurredAtMs());
    List<Asked.Said> said =
        member == null ? null : asked.stream().map(one -> one.say(member, List.of())).toList();
    if (!findings.isEmpty() || (said == null ? before != null : !said.equals(before))) {
      steps.add(
          new Step(
              Instant.ofEpochMilli(sighting.occurredAtMs()),
              sighting.exchangeId(),
              List.copyOf(findings),
              said));
    }
    findings.clear();
    before = said;
  }

  List<Step> steps() {
    return steps;
  }

  long events() {
    return events;
  }

  /** How often its action was asked for. */
  long asks() {
    return asks;
  }

  /** The tenants that have an account of that name. */
  SortedSet<String> tenants() {
    return tenants;
  }

  /** Whether the condition held at last. */
  boolean holds() {
    List<Asked.Said> last = before;
    return last != null && last.stream().allMatch(said -> said.answer() == Answer.YES);
  }

  @Override
  public void rejected(Outcome.Rejected why) {
    readings.refuse(why);
  }

  @Override
  public void sighting(Sighting sighting) {
    readings.take();
    tell(); // one record may tell of several exchanges
    if (sighting.accountId().equals(account)
        && (tenant == null || sighting.tenant().equals(tenant))) {
      seen = sighting;
      events++;
      tenants.add(sighting.tenant());
    }
  }

  @Override
  public void finding(Finding finding) {
    if (finding.getAccountId().equals(account)
        && (tenant == null || finding.getTenant().equals(tenant))
        && finding.getPatternId().equals(spec.id())
        && finding.getPatternVersion() == spec.version()) {
      findings.add(finding.getExplanation());
      asks++;
    }
  }

  @Override
  public void action(EnforcementAction action) {}
}
