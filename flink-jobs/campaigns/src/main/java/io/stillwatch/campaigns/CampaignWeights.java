package io.stillwatch.campaigns;

import io.stillwatch.profiles.LinkKind;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The numbers that campaigns are judged by, as data.
 *
 * @param coincidence by kind, how likely two unrelated accounts share a value of it
 * @param clueMax by clue, the most that it can add, in nats: no single kind of evidence decides
 * @param innocent what else may explain clues, each at no cost
 * @param found evidence, beyond the best innocent explanation, at which a campaign is founded
 * @param memberMax by kind, the most that a shared value can add to an account's own evidence
 * @param joins evidence at which an account is a member
 * @param strong evidence of one kind that counts as independent; a member needs two
 * @param popularShare a value that so large a part of all accounts shows says nothing
 */
record CampaignWeights(
    Map<LinkKind, Double> coincidence,
    Map<Clue, Double> clueMax,
    List<Innocent> innocent,
    double found,
    Map<LinkKind, Double> memberMax,
    double otherCard,
    double joins,
    double strong,
    double popularShare) {

  double coincidence(LinkKind kind) {
    return coincidence.getOrDefault(kind, 1.0);
  }

  double clueMax(Clue clue) {
    return clueMax.getOrDefault(clue, 0.0);
  }

  double memberMax(LinkKind kind) {
    return memberMax.getOrDefault(kind, 0.0);
  }

  /** A harmless reason for accounts to be alike, and the clues that it explains. */
  record Innocent(String name, Set<Clue> explains) {}

  static final double FOUND = Double.parseDouble(System.getProperty("TF", "5.5"));
  static final double JOIN = Double.parseDouble(System.getProperty("TJ", "6.5"));

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
    EnumMap<LinkKind, Double> memberMax = new EnumMap<>(LinkKind.class);
    memberMax.put(LinkKind.TEMPLATE, 5.0);
    memberMax.put(LinkKind.CLOSING, 5.0);
    memberMax.put(LinkKind.CARD, 5.0);
    memberMax.put(LinkKind.NETWORK, 2.0);
    memberMax.put(LinkKind.PROGRAM, 3.5);
    memberMax.put(LinkKind.TOOLS, 3.5);
    return new CampaignWeights(
        coincidence,
        clueMax,
        List.of(
            new Innocent("a public tool", EnumSet.of(Clue.PROGRAM, Clue.PROGRAMS, Clue.TOOLS)),
            new Innocent(
                "a class or an office", EnumSet.of(Clue.PROGRAM, Clue.TOOLS, Clue.NETWORK)),
            new Innocent("an agency", EnumSet.of(Clue.CARD, Clue.PROGRAM, Clue.TOOLS)),
            new Innocent("a reseller", EnumSet.of(Clue.NETWORK, Clue.PROGRAM))),
        FOUND,
        memberMax,
        -0.4,
        JOIN,
        1.5,
        0.03);
  }
}
