package io.stillwatch.patterns.language;

import io.stillwatch.patterns.campaign.CampaignWeights;
import io.stillwatch.patterns.campaign.CampaignWeights.Innocent;
import io.stillwatch.patterns.campaign.CampaignWeights.Member;
import io.stillwatch.patterns.campaign.Clue;
import io.stillwatch.patterns.campaign.Tie;
import io.stillwatch.profiles.LinkKind;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Reads the weights by which campaigns are found. */
final class WeightsReader {

  /** The kinds that are held against chance. */
  static final Map<String, LinkKind> KINDS = kinds();

  static final Map<String, Clue> CLUES = clues();
  static final Map<String, Tie> TIES = ties();

  private final Problems problems;

  WeightsReader(Problems problems) {
    this.problems = problems;
  }

  CampaignWeights read(Block weights) {
    EnumMap<LinkKind, Double> chance = new EnumMap<>(LinkKind.class);
    Block chances = weights.block("chance", Grammar.CHANCE);
    if (chances != null) {
      KINDS.forEach((name, kind) -> chance.put(kind, chances.part(name)));
    }
    EnumMap<Clue, Double> clues = new EnumMap<>(Clue.class);
    Block most = weights.block("clues", Grammar.CLUES);
    if (most != null) {
      CLUES.forEach((name, clue) -> clues.put(clue, most.nats(name)));
    }
    return new CampaignWeights(
        chance,
        clues,
        innocent(weights),
        weights.positive("founding", LanguageLimits.NATS_MAX),
        weights.part("cardShare"),
        weights.part("commonShare"),
        member(weights));
  }

  private Member member(Block weights) {
    EnumMap<Tie, Double> ties = new EnumMap<>(Tie.class);
    Block most = weights.block("ties", Grammar.TIES);
    if (most != null) {
      TIES.forEach((name, tie) -> ties.put(tie, most.nats(name)));
    }
    return new Member(
        ties,
        weights.positive("strongTie", LanguageLimits.NATS_MAX),
        weights.positive("notableTemplate", LanguageLimits.NATS_MAX),
        weights.part("perFurtherTemplate"),
        weights.nats("perHandOver"),
        weights.number("otherCard", -LanguageLimits.NATS_MAX, 0),
        ties.getOrDefault(Tie.HABIT, 0.0),
        weights.part("ownPart"),
        weights.part("ownShare"),
        weights.whole("queue", 1, LanguageLimits.TALLY_MAX, 1));
  }

  private List<Innocent> innocent(Block weights) {
    List<Innocent> innocent = new ArrayList<>();
    if (!weights.has("innocent")) {
      return innocent;
    }
    List<Yaml> items = weights.items("innocent", 1, LanguageLimits.TERMS_MAX);
    for (int i = 0; i < items.size(); i++) {
      String path = weights.path("innocent") + "[" + i + "]";
      Block one = Block.of(items.get(i), path, Grammar.INNOCENT, problems);
      if (one != null) {
        innocent.add(
            new Innocent(one.text("name", LanguageLimits.TITLE_CHARS_MAX), explained(one)));
      }
    }
    return innocent;
  }

  private Set<Clue> explained(Block innocent) {
    EnumSet<Clue> explained = EnumSet.noneOf(Clue.class);
    List<Yaml> items = innocent.items("explains", 1, CLUES.size());
    for (int i = 0; i < items.size(); i++) {
      String path = innocent.path("explains") + "[" + i + "]";
      Clue clue = Values.choice(items.get(i), path, CLUES, Map.of(), null, problems);
      if (clue != null) {
        explained.add(clue);
      }
    }
    return explained;
  }

  private static Map<String, LinkKind> kinds() {
    Map<String, LinkKind> kinds = new LinkedHashMap<>();
    for (LinkKind kind :
        List.of(LinkKind.CARD, LinkKind.NETWORK, LinkKind.PROGRAM, LinkKind.TOOLS)) {
      kinds.put(kind.name().toLowerCase(Locale.ROOT), kind);
    }
    return kinds;
  }

  private static Map<String, Clue> clues() {
    Map<String, Clue> clues = new LinkedHashMap<>();
    for (Clue clue : Clue.values()) {
      clues.put(clue.term(), clue);
    }
    return clues;
  }

  private static Map<String, Tie> ties() {
    Map<String, Tie> ties = new LinkedHashMap<>();
    for (Tie tie : Tie.values()) {
      ties.put(tie.term(), tie);
    }
    return ties;
  }
}
