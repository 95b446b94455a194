package io.stillwatch.patterns.language;

import io.stillwatch.patterns.CampaignForm;
import io.stillwatch.patterns.Earlier;
import io.stillwatch.patterns.campaign.CampaignFeature;
import io.stillwatch.patterns.campaign.MemberView;
import java.util.Map;

/** Runs the tests of a pattern of campaign scope: its condition, on the values that they give. */
final class MemberTrial {

  private MemberTrial() {}

  static boolean fires(CampaignForm form, PatternTest test) {
    return form.when().holds(new Given(test.features()), Earlier.NOTHING);
  }

  /** What a test does not give is nothing, or unknown where that can be. */
  private record Given(Map<CampaignFeature, Double> features) implements MemberView {

    @Override
    public boolean has(CampaignFeature feature) {
      return features.containsKey(feature) || !feature.mayBeAbsent();
    }

    @Override
    public double value(CampaignFeature feature) {
      return features.getOrDefault(feature, 0.0);
    }
  }
}
