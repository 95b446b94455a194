package io.stillwatch.cli.investigation;

import io.stillwatch.schemas.EnforcementAction;
import io.stillwatch.schemas.Feedback;
import io.stillwatch.schemas.FeedbackKind;
import io.stillwatch.schemas.FeedbackLaw;
import io.stillwatch.schemas.FeedbackScope;
import io.stillwatch.schemas.Finding;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What people have said that bears on one account: which exceptions cover it, by its name or by an
 * organisation, a link or a campaign that its own records tell of, and whether its actions were
 * right.
 */
final class WordsOnAccount {

  /** By what a tenant's words can cover the account. */
  private static final class Facts {
    private final Set<String> organizations = new HashSet<>();
    private final Set<String> links = new HashSet<>();
    private final Set<Map<String, Long>> campaigns = new HashSet<>();
  }

  /** What was found of an action. */
  record Verdict(Feedback word, EnforcementAction action) {}

  private final String account;
  private final @Nullable String tenant;
  private final Map<String, Facts> facts = new HashMap<>();

  /**
   * Begins with what the name tells.
   *
   * @param tenant whose words count; null for all
   */
  WordsOnAccount(String account, @Nullable String tenant) {
    this.account = account;
    this.tenant = tenant;
  }

  void add(Finding finding) {
    Facts ofTenant = of(finding.getTenant());
    add(ofTenant, finding.getOrganizationId(), finding.getLinks());
    ofTenant.campaigns.add(FeedbackLaw.campaignsOf(finding));
  }

  void add(EnforcementAction action) {
    Facts ofTenant = of(action.getTenant());
    add(ofTenant, action.getOrganizationId(), action.getLinks());
    ofTenant.campaigns.add(FeedbackLaw.campaignsOf(action));
  }

  /** Of a member only what it joined is known: since when it belongs to the whole is not. */
  void add(CampaignFile campaign, Member member) {
    String joined = member.joined() == null ? campaign.id() : member.joined();
    of(campaign.tenant()).campaigns.add(Map.of(joined, FeedbackLaw.NOTHING));
  }

  private Facts of(String ofTenant) {
    return facts.computeIfAbsent(ofTenant, name -> new Facts());
  }

  private static void add(Facts facts, @Nullable String organization, List<String> links) {
    if (organization != null) {
      facts.organizations.add(organization);
    }
    facts.links.addAll(links);
  }

  /** One word of each exception that covers it now: the others are about parts of a campaign. */
  List<Feedback> exceptions(List<Feedback> said, Instant now) {
    Map<List<String>, Feedback> byException = new LinkedHashMap<>();
    for (Feedback word : said) {
      if (word.getKind() == FeedbackKind.EXCEPTION
          && FeedbackLaw.barMs(word) > now.toEpochMilli()
          && covers(word)) {
        byException.putIfAbsent(List.of(word.getTenant(), word.getFeedbackId()), word);
      }
    }
    return List.copyOf(byException.values());
  }

  private boolean covers(Feedback word) {
    if (tenant != null && !tenant.equals(word.getTenant())) {
      return false;
    }
    String subject = word.getSubject();
    Facts known = facts.getOrDefault(word.getTenant(), new Facts());
    FeedbackScope scope = word.getScope();
    return switch (scope) {
      case ACCOUNT -> subject.equals(account);
      case ORGANIZATION -> known.organizations.contains(subject);
      case LINK, NETWORK -> known.links.contains(subject);
      case CAMPAIGN -> known.campaigns.stream().anyMatch(each -> FeedbackLaw.covers(word, each));
      case ACTION, PATTERN, TENANT, UNKNOWN -> false;
    };
  }

  /** Whether these actions were right, as far as somebody said so. */
  static List<Verdict> verdicts(List<Feedback> said, List<EnforcementAction> actions) {
    List<Verdict> verdicts = new ArrayList<>();
    for (Feedback word : said) {
      if (word.getKind() == FeedbackKind.CONFIRMED
          || word.getKind() == FeedbackKind.FALSE_POSITIVE) {
        actions.stream()
            .filter(action -> action.getTenant().equals(word.getTenant()))
            .filter(action -> action.getActionId().equals(word.getSubject()))
            .forEach(action -> verdicts.add(new Verdict(word, action)));
      }
    }
    return List.copyOf(verdicts);
  }
}
