package io.stillwatch.patterns.language;

import io.stillwatch.patterns.Condition;
import io.stillwatch.patterns.Earlier;
import io.stillwatch.patterns.campaign.CampaignFeature;
import io.stillwatch.patterns.campaign.MemberView;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Whether a condition of campaign scope asks for evidence of the member's own.
 *
 * <p>Reason: who is made to look like a member must not be met for what others did. A condition is
 * asked about a member of whom only its evidence is known and everything else is not; where it can
 * hold all the same, belonging is enough for it.
 */
final class OwnEvidence {

  private static final Set<CampaignFeature> EVIDENCE =
      EnumSet.of(
          CampaignFeature.EVIDENCE,
          CampaignFeature.KINDS,
          CampaignFeature.PROVEN,
          CampaignFeature.USES_THEIR_OWN,
          CampaignFeature.TAKES_OVER,
          CampaignFeature.HAND_OVERS,
          CampaignFeature.HANDED_ON);

  /** What anybody can come to show by using what the campaign uses. */
  private static final Set<CampaignFeature> COPIED =
      EnumSet.of(
          CampaignFeature.EVIDENCE,
          CampaignFeature.TEMPLATE,
          CampaignFeature.TEMPLATES,
          CampaignFeature.HABIT,
          CampaignFeature.PROGRAM);

  /** What one hand-over shows, in whichever direction. */
  private static final Set<CampaignFeature> ARRANGED =
      EnumSet.of(CampaignFeature.EVIDENCE, CampaignFeature.HAND_OVER, CampaignFeature.HANDED_ON);

  /** Hours: a condition may ask whether an age is known. */
  private static final List<Double> AGES = List.of(1.0, 100.0, 10_000.0);

  static {
    for (CampaignFeature feature : CampaignFeature.values()) {
      if (feature.tie() != null) {
        EVIDENCE.add(feature);
      }
    }
  }

  private OwnEvidence() {}

  /** Whether it cannot hold for a member that shows nothing. */
  static boolean isAskedFor(Condition when) {
    return !canHold(when, nothing());
  }

  /**
   * Whether it can hold for a member that shows one kind of evidence, of which others can see to it
   * that it does: what can be copied, or one hand-over.
   */
  static boolean oneArrangedKindIsEnough(Condition when) {
    return canHold(when, oneKind(COPIED)) || canHold(when, oneHandOver());
  }

  private static Map<CampaignFeature, Double> oneKind(Set<CampaignFeature> of) {
    Map<CampaignFeature, Double> known = nothing();
    known.keySet().removeAll(of);
    known.put(CampaignFeature.KINDS, 1.0);
    return known;
  }

  /** Of whom a prompt is known before it is answered, another account can send it too. */
  private static Map<CampaignFeature, Double> oneHandOver() {
    Map<CampaignFeature, Double> known = oneKind(ARRANGED);
    known.put(CampaignFeature.PROVEN, 1.0);
    known.put(CampaignFeature.HAND_OVERS, 1.0);
    return known;
  }

  private static Map<CampaignFeature, Double> nothing() {
    Map<CampaignFeature, Double> known = new EnumMap<>(CampaignFeature.class);
    EVIDENCE.forEach(feature -> known.put(feature, 0.0));
    return known;
  }

  private static boolean canHold(Condition when, Map<CampaignFeature, Double> known) {
    if (!when.isRuledOut(new Known(known), Earlier.NOTHING)) {
      return true;
    }
    for (double age : AGES) {
      Map<CampaignFeature, Double> aged = new EnumMap<>(known);
      aged.put(CampaignFeature.AGE, age);
      if (!when.isRuledOut(new Known(aged), Earlier.NOTHING)) {
        return true;
      }
    }
    return false;
  }

  /** Anything may be true of what is not known. */
  private record Known(Map<CampaignFeature, Double> features) implements MemberView {

    @Override
    public boolean has(CampaignFeature feature) {
      return features.containsKey(feature);
    }

    @Override
    public double value(CampaignFeature feature) {
      return features.getOrDefault(feature, 0.0);
    }
  }
}
