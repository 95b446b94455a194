package io.stillwatch.campaigns;

import io.stillwatch.profiles.LinkKind;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The numbers that campaigns are judged by. All evidence is in nats: logarithms of how much
 * likelier something is under one driver than by chance.
 *
 * @param coincidence by kind, how likely two unrelated accounts share a value of it
 * @param clueMax by clue, the most that it can add: no single kind of evidence decides
 * @param innocent what else may explain some of the clues
 * @param found evidence, beyond the best innocent explanation, at which a campaign is founded
 * @param cardShare part of a card's accounts that has to stand on the link: a promotion's card or
 *     an agency's mostly pays for something else
 * @param commonShare a value that more than this part of all accounts shows says nothing
 * @param member how an account's own evidence is weighed
 */
record CampaignWeights(
    Map<LinkKind, Double> coincidence,
    Map<Clue, Double> clueMax,
    List<Innocent> innocent,
    double found,
    double cardShare,
    double commonShare,
    Member member) {

  /** A harmless reason for accounts to be alike, and the clues that it explains. */
  record Innocent(String name, Set<Clue> explains) {}

  /**
   * How an account's own evidence is weighed.
   *
   * @param max by tie, the most that it can add
   * @param joins the sum at which an account is a member
   * @param strong a tie from here on is evidence of its own; a member needs two
   * @param notable a template that weighs less is not the campaign's
   * @param perFurtherTemplate what one more of the campaign's templates adds, of its weight
   * @param perHandOver what it adds that work goes from or to one member
   * @param otherCard what a card of its own adds
   * @param habit what it adds that half of what the account does is the campaign's; the half of it
   *     for a fifth, and the negative for next to nothing
   * @param own part of all who show a value that has to be proven members for it to be the
   *     campaign's own
   * @param ownAlone the same for a template that is all that ties an account
   * @param ownShare part of what an account does that has to be on the campaign's own templates
   */
  record Member(
      Map<Tie, Double> max,
      double joins,
      double strong,
      double notable,
      double perFurtherTemplate,
      double perHandOver,
      double otherCard,
      double habit,
      double own,
      double ownAlone,
      double ownShare) {

    double max(Tie tie) {
      return max.getOrDefault(tie, 0.0);
    }
  }

  double coincidence(LinkKind kind) {
    return coincidence.getOrDefault(kind, 1.0);
  }

  double clueMax(Clue clue) {
    return clueMax.getOrDefault(clue, 0.0);
  }

  /** Set by hand on generated traffic of four seeds; fitted on nothing yet. */
  static CampaignWeights starter() {
    EnumMap<LinkKind, Double> coincidence = new EnumMap<>(LinkKind.class);
    coincidence.put(LinkKind.CARD, 0.0006);
    coincidence.put(LinkKind.NETWORK, 0.012);
    coincidence.put(LinkKind.PROGRAM, 0.003);
    coincidence.put(LinkKind.TOOLS, 0.0002);
    EnumMap<Clue, Double> clueMax = new EnumMap<>(Clue.class);
    clueMax.put(Clue.CARD, 6.0);
    clueMax.put(Clue.CARDS, 8.0);
    clueMax.put(Clue.NETWORK, 4.0);
    clueMax.put(Clue.NETWORKS, 3.0);
    clueMax.put(Clue.PROGRAM, 6.0);
    clueMax.put(Clue.PROGRAMS, 3.0);
    clueMax.put(Clue.TOOLS, 4.0);
    EnumMap<Tie, Double> tieMax = new EnumMap<>(Tie.class);
    tieMax.put(Tie.TEMPLATE, 5.0);
    tieMax.put(Tie.TEMPLATES, 3.0);
    tieMax.put(Tie.CARD, 5.0);
    tieMax.put(Tie.NETWORK, 2.0);
    tieMax.put(Tie.PROGRAM, 3.5);
    tieMax.put(Tie.HAND_OVER, 4.5);
    tieMax.put(Tie.HAND_OVERS, 4.5);
    return new CampaignWeights(
        coincidence,
        clueMax,
        List.of(
            new Innocent("a public tool", EnumSet.of(Clue.PROGRAM, Clue.PROGRAMS, Clue.TOOLS)),
            new Innocent("a class", EnumSet.of(Clue.PROGRAM, Clue.TOOLS, Clue.NETWORK)),
            new Innocent("an agency", EnumSet.of(Clue.CARD, Clue.PROGRAM, Clue.TOOLS)),
            new Innocent("a reseller", EnumSet.of(Clue.NETWORK, Clue.PROGRAM))),
        5.0,
        0.3,
        0.03,
        new Member(tieMax, 6.0, 1.5, 2.0, 0.6, 4.5, -0.4, 2.0, 0.25, 0.8, 0.2));
  }
}
