package io.stillwatch.cli.investigation;

import io.stillwatch.schemas.EnforcementAction;
import io.stillwatch.schemas.Feedback;
import io.stillwatch.schemas.Finding;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All that the topics still tell of one account. Tenants may have accounts of the same id; each
 * line says whose it is.
 */
final class AccountFile {

  /** A campaign with the account as its member. */
  record Membership(CampaignFile campaign, Member member) {}

  private final String account;
  private final List<Episode> episodes;
  private final List<EnforcementAction> inForce = new ArrayList<>();
  private final List<EnforcementAction> past = new ArrayList<>();
  private final List<Membership> memberships = new ArrayList<>();

  private final List<Feedback> exceptions;
  private final List<WordsOnAccount.Verdict> verdicts;

  private AccountFile(
      String account,
      List<Episode> episodes,
      ActionsOnTopic actions,
      CampaignsOnTopic campaigns,
      WordsOnAccount words,
      List<Feedback> said,
      Instant now) {
    this.account = account;
    this.episodes = episodes;
    actions.all().stream()
        .sorted(Comparator.comparing(EnforcementAction::getEffectiveAt).reversed())
        .forEach(action -> (actions.isInForce(action) ? inForce : past).add(action));
    for (CampaignFile campaign : campaigns.all()) {
      campaign.members().stream()
          .filter(member -> member.account().equals(account))
          .forEach(
              member -> {
                memberships.add(new Membership(campaign, member));
                words.add(campaign, member);
              });
    }
    actions.all().forEach(words::add);
    exceptions = words.exceptions(said, now);
    verdicts = WordsOnAccount.verdicts(said, actions.all());
  }

  static AccountFile read(TopicReads reads, String account, @Nullable String tenant, Instant now) {
    CampaignsOnTopic campaigns = CampaignsOnTopic.read(reads, tenant);
    WordsOnAccount words = new WordsOnAccount(account, tenant);
    Map<Episode.Name, Episode> episodes = new LinkedHashMap<>();
    reads.each(
        reads.topics().findings(),
        Finding.class,
        (key, finding) -> {
          if (finding != null
              && finding.getAccountId().equals(account)
              && (tenant == null || tenant.equals(finding.getTenant()))) {
            campaigns.nameMemberOf(finding);
            words.add(finding);
            episodes.merge(Episode.Name.of(finding), Episode.of(finding), Episode::with);
          }
        });
    ActionsOnTopic actions =
        ActionsOnTopic.read(
            reads,
            now,
            row ->
                row.getSubjectId().equals(account)
                    && (tenant == null || tenant.equals(row.getTenant())));
    campaigns.nameMembersOf(actions);
    List<Episode> newestFirst = new ArrayList<>(episodes.values());
    newestFirst.sort(
        Comparator.comparing((Episode episode) -> episode.newest().getEventTime()).reversed());
    return new AccountFile(
        account, List.copyOf(newestFirst), actions, campaigns, words, reads.said(), now);
  }

  String account() {
    return account;
  }

  /** The newest first. */
  List<Episode> episodes() {
    return episodes;
  }

  /** The newest finding that tells how the account's counters stood; null where none does. */
  @Nullable Finding profiled() {
    return episodes.stream()
        .map(Episode::newest)
        .filter(finding -> !finding.getEvidence().getProfile().isEmpty())
        .findFirst()
        .orElse(null);
  }

  List<EnforcementAction> inForce() {
    return inForce;
  }

  /** Ended, revoked, or replaced by another of the same kind. */
  List<EnforcementAction> past() {
    return past;
  }

  List<Membership> memberships() {
    return memberships;
  }

  /** Those that cover it now. */
  List<Feedback> exceptions() {
    return exceptions;
  }

  /** What was found of its actions. */
  List<WordsOnAccount.Verdict> verdicts() {
    return verdicts;
  }

  boolean isEmpty() {
    return episodes.isEmpty()
        && inForce.isEmpty()
        && past.isEmpty()
        && memberships.isEmpty()
        && exceptions.isEmpty();
  }
}
