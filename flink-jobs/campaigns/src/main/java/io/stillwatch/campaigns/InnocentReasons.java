package io.stillwatch.campaigns;

import io.stillwatch.patterns.PatternBook;
import io.stillwatch.patterns.campaign.CampaignWeights;
import io.stillwatch.schemas.ScoreTerm;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What else may be behind the evidence of a campaign, for whoever has to judge it. */
public final class InnocentReasons {

  private InnocentReasons() {}

  /**
   * By innocent reason, how much of this evidence it explains away, in nats.
   *
   * @param book whose live weights for the tenant name the reasons
   */
  public static Map<String, Double> of(PatternBook book, String tenant, List<ScoreTerm> evidence) {
    Map<String, Double> explained = new LinkedHashMap<>();
    for (CampaignWeights.Innocent innocent : CampaignRules.of(book, tenant).weights().innocent()) {
      double nats = 0;
      for (ScoreTerm term : evidence) {
        boolean explains =
            innocent.explains().stream().anyMatch(clue -> clue.term().equals(term.getName()));
        nats += explains ? term.getValue() * term.getWeight() : 0;
      }
      explained.put(innocent.name(), nats);
    }
    return explained;
  }
}
