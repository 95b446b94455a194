package io.stillwatch.patterns;

import io.stillwatch.patterns.campaign.CampaignWeights;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Members of campaigns that meet a condition.
 *
 * @param when asks for {@link io.stillwatch.patterns.campaign.CampaignFeature}s
 * @param weights by which campaigns are found; only one pattern of a book has them, and its
 *     condition decides who is a member
 */
public record CampaignForm(Condition when, @Nullable CampaignWeights weights) implements Form {

  /** A campaign is remembered for as long as it lives; a link, by default, for so long. */
  private static final Duration REMEMBERED = Duration.ofDays(14);

  @Override
  public Duration within() {
    return REMEMBERED;
  }
}
