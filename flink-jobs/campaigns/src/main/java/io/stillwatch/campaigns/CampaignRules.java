package io.stillwatch.campaigns;

import io.stillwatch.patterns.BookView;
import io.stillwatch.patterns.BookView.CampaignEntry;
import io.stillwatch.patterns.CampaignForm;
import io.stillwatch.patterns.Earlier;
import io.stillwatch.patterns.PatternBook;
import io.stillwatch.patterns.PatternSpec;
import io.stillwatch.patterns.campaign.CampaignWeights;
import io.stillwatch.patterns.campaign.MemberView;
import io.stillwatch.schemas.Mode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the pattern book says of a tenant's campaigns: by which weights they are found, who is a
 * member, and what else is judged of members.
 *
 * @param membership the live pattern that brings the weights, null where there is none: then nobody
 *     is found, and what is known stays
 * @param others judged of members beside it: patterns without weights, and versions that run beside
 *     the live one, by the live one's weights
 */
record CampaignRules(CampaignWeights weights, @Nullable Rule membership, List<Rule> others) {

  /** Before any book was opened. */
  static final CampaignRules NONE = new CampaignRules(CampaignWeights.NONE, null, List.of());

  /**
   * One version of a pattern.
   *
   * @param key under which it is noted that it was found of an account
   * @param book by which it is judged, as its hash
   */
  record Rule(CampaignEntry entry, CampaignForm form, String key, String book) {

    PatternSpec pattern() {
      return entry.pattern();
    }

    boolean holds(MemberView member) {
      return form.when().holds(member, Earlier.NOTHING);
    }

    Mode mode(String tenant, String accountId) {
      return entry.mode(tenant, accountId);
    }

    Duration lasts() {
      return pattern().action().duration();
    }
  }

  /** Under which findings by the others are noted. */
  Set<String> keys() {
    Set<String> keys = new HashSet<>();
    others.forEach(rule -> keys.add(rule.key()));
    return keys;
  }

  static CampaignRules of(PatternBook book, String tenant) {
    BookView view = book.of(tenant);
    CampaignWeights weights = CampaignWeights.NONE;
    Rule membership = null;
    List<Rule> others = new ArrayList<>();
    for (CampaignEntry entry : view.campaigns()) {
      PatternSpec pattern = entry.pattern();
      if (!(pattern.form() instanceof CampaignForm form)) {
        throw new IllegalArgumentException("'" + pattern.id() + "' is not of campaign scope");
      }
      String key = entry.candidate() ? pattern.id() + '@' + pattern.version() : pattern.id();
      Rule rule = new Rule(entry, form, key, book.hash());
      CampaignWeights brought = form.weights();
      if (brought != null && !entry.candidate() && membership == null) {
        weights = brought;
        membership = rule;
      } else {
        others.add(rule);
      }
    }
    return new CampaignRules(weights, membership, List.copyOf(others));
  }
}
