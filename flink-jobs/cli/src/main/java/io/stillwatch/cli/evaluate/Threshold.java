package io.stillwatch.cli.evaluate;

import io.stillwatch.cli.evaluate.Score.Clusters;
import io.stillwatch.cli.evaluate.Score.Newcomers;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What a gate may ask of a score. */
enum Threshold {
  CAMPAIGN_RECALL_MIN,
  CAMPAIGN_RECALL_LOWER95_MIN,
  ACCOUNT_RECALL_MIN,
  ACCOUNT_PRECISION_MIN,
  PRECISION_AT_1_PERCENT_MIN,
  PRECISION_AT_0_1_PERCENT_MIN,
  WRONG_ACCOUNTS_MAX,
  WRONG_PER_100K_MAX,
  WRONG_UPPER95_PER_100K_MAX,
  WRONG_GROUPS_MAX,
  WRONG_GROUPS_AS_CAMPAIGN_MAX,
  BLOCKED_EXCHANGES_MAX,
  LEAKED_MAX,
  LEAKED_OF_ONE_CAMPAIGN_MAX,
  SERVED_PER_ACCOUNT_MEDIAN_MAX,
  SERVED_PER_ACCOUNT_P90_MAX,
  JOINERS_WITHIN_10_MIN,
  SUCCESSORS_WITHIN_10_MIN,
  PURITY_MIN,
  UNKNOWN_SUBJECTS_MAX;

  /** Its name in a gate file. */
  String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Optional<Threshold> of(String key) {
    return Arrays.stream(values()).filter(each -> each.key().equals(key)).findFirst();
  }

  /** Whether less is better. */
  boolean ceiling() {
    return name().endsWith("_MAX");
  }

  /** NaN where the stream has nothing to measure it on. */
  double measure(Score score) {
    boolean attacked = score.accounts().of() > 0;
    return switch (this) {
      case CAMPAIGN_RECALL_MIN -> attacked ? score.found().share() : Double.NaN;
      case CAMPAIGN_RECALL_LOWER95_MIN -> attacked ? score.found().wilson().low() : Double.NaN;
      case ACCOUNT_RECALL_MIN -> attacked ? score.accounts().share() : Double.NaN;
      case ACCOUNT_PRECISION_MIN -> attacked ? score.accountPrecision() : Double.NaN;
      case PRECISION_AT_1_PERCENT_MIN -> precisionAt("0.01", attacked, score);
      case PRECISION_AT_0_1_PERCENT_MIN -> precisionAt("0.001", attacked, score);
      case WRONG_ACCOUNTS_MAX -> score.wrong().accounts().hits();
      case WRONG_PER_100K_MAX -> score.wrong().per100kAccountDays();
      case WRONG_UPPER95_PER_100K_MAX -> score.wrong().upperPer100kAccountDays();
      case WRONG_GROUPS_MAX ->
          score.wrong().groups().values().stream().mapToInt(Score.Groups::anyMember).sum();
      case WRONG_GROUPS_AS_CAMPAIGN_MAX ->
          score.wrong().groups().values().stream().mapToInt(Score.Groups::asCampaign).sum();
      case BLOCKED_EXCHANGES_MAX -> score.wrong().blocked();
      case LEAKED_MAX -> attacked ? score.leakedShare() : Double.NaN;
      case LEAKED_OF_ONE_CAMPAIGN_MAX ->
          score.campaigns().stream()
              .mapToDouble(CampaignScore::leakedShare)
              .max()
              .orElse(Double.NaN);
      case SERVED_PER_ACCOUNT_MEDIAN_MAX -> attacked ? score.served().median() : Double.NaN;
      case SERVED_PER_ACCOUNT_P90_MAX -> attacked ? score.served().p90() : Double.NaN;
      case JOINERS_WITHIN_10_MIN -> within10(score.joiners());
      case SUCCESSORS_WITHIN_10_MIN -> within10(score.successors());
      case PURITY_MIN -> purity(score);
      case UNKNOWN_SUBJECTS_MAX -> score.unknownSubjects();
    };
  }

  private static double precisionAt(String share, boolean attacked, Score score) {
    return attacked ? score.precisionAtShare().getOrDefault(share, Double.NaN) : Double.NaN;
  }

  private static double within10(Newcomers newcomers) {
    return newcomers.count() == 0 ? Double.NaN : (double) newcomers.within10() / newcomers.count();
  }

  private static double purity(Score score) {
    Clusters clusters = score.clusters();
    return clusters == null ? Double.NaN : clusters.purity();
  }
}
