package io.stillwatch.patterns.campaign;

import io.stillwatch.profiles.LinkKind;
import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The numbers that campaigns are judged by, as a pattern file gives them. All evidence is in nats:
 * logarithms of how much likelier something is under one driver than by chance.
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
public record CampaignWeights(
    Map<LinkKind, Double> coincidence,
    Map<Clue, Double> clueMax,
    List<Innocent> innocent,
    double found,
    double cardShare,
    double commonShare,
    Member member)
    implements Serializable {

  /** Nothing is weighed and nobody founds a campaign: where no pattern brings weights. */
  public static final CampaignWeights NONE =
      new CampaignWeights(
          Map.of(),
          Map.of(),
          List.of(),
          Double.POSITIVE_INFINITY,
          1,
          0,
          new Member(Map.of(), Double.POSITIVE_INFINITY, 0, 0, 0, 0, 0, 1, 1, 1));

  public CampaignWeights {
    coincidence = Map.copyOf(coincidence);
    clueMax = Map.copyOf(clueMax);
    innocent = List.copyOf(innocent);
  }

  /** A harmless reason for accounts to be alike, and the clues that it explains. */
  public record Innocent(String name, Set<Clue> explains) implements Serializable {
    public Innocent {
      explains = Set.copyOf(explains);
    }
  }

  /**
   * How an account's own evidence is weighed.
   *
   * @param max by tie, the most that it can add
   * @param strong a tie from here on is evidence of its own; a member needs two
   * @param notable a template that weighs less is not the campaign's
   * @param perFurtherTemplate what one more of the campaign's templates adds, of its weight
   * @param perHandOver what it adds that work goes from or to one member
   * @param otherCard what a card of its own adds
   * @param habit what it adds that half of what the account does is the campaign's; the half of it
   *     for a fifth, and the negative for next to nothing
   * @param own part of all who show a value that has to be proven members for it to be the
   *     campaign's own
   * @param ownShare part of what an account does that has to be on the campaign's own templates
   * @param queue so many hand-overs make one queue of a campaign
   */
  public record Member(
      Map<Tie, Double> max,
      double strong,
      double notable,
      double perFurtherTemplate,
      double perHandOver,
      double otherCard,
      double habit,
      double own,
      double ownShare,
      int queue)
      implements Serializable {

    public Member {
      max = Map.copyOf(max);
    }

    public double max(Tie tie) {
      return max.getOrDefault(tie, 0.0);
    }
  }

  public double coincidence(LinkKind kind) {
    return coincidence.getOrDefault(kind, 1.0);
  }

  public double clueMax(Clue clue) {
    return clueMax.getOrDefault(clue, 0.0);
  }
}
