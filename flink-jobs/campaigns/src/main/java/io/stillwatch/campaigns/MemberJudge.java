package io.stillwatch.campaigns;

import io.stillwatch.campaigns.CampaignRules.Rule;
import io.stillwatch.patterns.PatternBook;
import io.stillwatch.patterns.campaign.CampaignWeights;
import io.stillwatch.schemas.Mode;
import org.jspecify.annotations.Nullable;

/**
 * Says by the pattern book who is a member of a campaign, and what is found of it: first that it is
 * one, again while it goes on, and whatever else the book says of members.
 */
final class MemberJudge {

  private final String tenant;
  private final Register register;
  private final CampaignRecords records;
  private final DeskNews news;

  private CampaignRules rules = CampaignRules.NONE;
  private CampaignWeights weights = rules.weights();

  /** How many accounts were weighed: what judging costs. */
  private long weighed;

  MemberJudge(String tenant, Register register, CampaignRecords records, DeskNews news) {
    this.tenant = tenant;
    this.register = register;
    this.records = records;
    this.news = news;
  }

  void use(PatternBook book) {
    rules = CampaignRules.of(book, tenant);
    weights = rules.weights();
  }

  CampaignWeights weights() {
    return weights;
  }

  /** Whether the book says who is a member; else nobody is, and desks only learn. */
  boolean hasMembers() {
    return rules.membership() != null;
  }

  long weighed() {
    return weighed;
  }

  Membership weigh(Participant account, CampaignState campaign) {
    weighed++;
    return Membership.of(account, campaign, register.popularity, weights);
  }

  /** Whether the account is a member, as the book has it. */
  boolean holds(Membership why, long clockMs) {
    Rule membership = rules.membership();
    return membership != null
        && membership.holds(new MemberFeatures(why, weights.member(), clockMs));
  }

  /** Who belongs to a campaign may turn out to be a member. */
  void actIfHolds(Participant account, CampaignState campaign, Deciding deciding) {
    if (account.findings() == 0) {
      reportIfHolds(account, campaign, deciding);
    }
  }

  /** A member that goes on stays bound, while it is one by the book of the day. */
  void goesOn(Participant account, CampaignState campaign, Deciding deciding) {
    if (account.findings() == 0
        || isDueAgain(
            rules.membership(), account, account.foundAtMs(), account.enforced(), deciding)) {
      reportIfHolds(account, campaign, deciding);
    }
  }

  private void reportIfHolds(Participant account, CampaignState campaign, Deciding deciding) {
    Membership why = weigh(account, campaign);
    if (holds(why, deciding.clockMs())) {
      report(account, why, deciding);
    }
  }

  void report(Participant account, Membership why, Deciding deciding) {
    Rule membership = rules.membership();
    if (membership == null) {
      return;
    }
    int number = account.found(deciding.clockMs(), enforces(membership, account));
    CampaignState campaign = why.campaign();
    if (!campaign.isActedOn()) {
      news.changed(campaign); // no longer a suspect
    }
    if (number == 1) {
      campaign.actedOn();
      register.suspected(campaign);
    }
    register.memory.changed(account);
    changed(campaign);
    news.found(records.finding(membership, true, why, deciding, number));
  }

  /** What else the book says of members. */
  void judgeFurther(Participant account, Deciding deciding) {
    CampaignState campaign = account.campaign();
    if (campaign == null || rules.others().isEmpty()) {
      return;
    }
    Membership why = weigh(account, campaign);
    MemberFeatures member = new MemberFeatures(why, weights.member(), deciding.clockMs());
    for (Rule rule : rules.others()) {
      Participant.Report last = account.lastReport(rule.key());
      boolean isDue =
          last == null || isDueAgain(rule, account, last.atMs(), last.enforced(), deciding);
      if (isDue && rule.holds(member)) {
        account.keepReports(rules.keys());
        int number = account.report(rule.key(), deciding.clockMs(), enforces(rule, account));
        register.memory.changed(account);
        news.found(records.finding(rule, false, why, deciding, number));
      }
    }
  }

  /** After half of its time, and when what was found in shadow is to be carried out. */
  private boolean isDueAgain(
      @Nullable Rule rule,
      Participant account,
      long lastAtMs,
      boolean enforced,
      Deciding deciding) {
    return rule != null
        && (deciding.clockMs() - lastAtMs >= rule.lasts().toMillis() / 2
            || (!enforced && enforces(rule, account)));
  }

  private boolean enforces(Rule rule, Participant account) {
    return rule.mode(tenant, account.accountId) == Mode.ENFORCE;
  }

  /** The campaign is seen as it now stands: that is stored, and told when it is next told. */
  void changed(CampaignState campaign) {
    campaign.stands(register.day(), weights.member().perHandOver());
    register.memory.changed(campaign);
  }
}
