package io.stillwatch.campaigns;

import io.stillwatch.patterns.CampaignForm;
import io.stillwatch.patterns.Earlier;
import io.stillwatch.patterns.campaign.CampaignWeights;
import io.stillwatch.patterns.campaign.CampaignWeights.Member;
import io.stillwatch.patterns.campaign.Clue;
import io.stillwatch.patterns.campaign.Tie;
import io.stillwatch.profiles.LinkKind;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Fits weights to desks whose accounts are known for what they are.
 *
 * <p>Chance rates are counted among honest accounts that do not belong together. What a clue or a
 * tie may add at most is the logarithm of how much more often it shows of campaigns than of honest
 * accounts. Both are drawn towards the weights that stood before, the more the less was seen:
 * accounts of one campaign are no independent witnesses, so campaigns are counted and not accounts.
 * Thresholds are the lowest that keep the stated budget of wrong hits on these desks, and the
 * evidence at which the stated prior is outweighed. What nothing was seen of stays as it was.
 */
public final class CampaignFit {

  /** Pairs of accounts, and campaigns, that the weights before count for. */
  private static final double PAIRS_BEFORE = 2_000;

  private static final double CAMPAIGNS_BEFORE = 20;

  /** No clue and no tie adds more: a few dozen campaigns prove no more than that. */
  private static final double NATS_MAX = 10;

  /** Without a bound, to see how heavy it is. */
  private static final double UNBOUNDED = 50;

  /** A clue from here on shows. */
  private static final double SHOWS = 1;

  private static final double STEP = 0.25;
  private static final double FOUNDING_MIN = 3;
  private static final double THRESHOLD_MAX = 15;

  private static final List<LinkKind> KINDS =
      List.of(LinkKind.CARD, LinkKind.NETWORK, LinkKind.PROGRAM, LinkKind.TOOLS);

  /**
   * What an account really is.
   *
   * @param campaign that it belongs to, null for an honest one
   * @param group of honest accounts that belong together, null for one that stands alone
   */
  public record Known(@Nullable String campaign, @Nullable String group) {}

  /**
   * What was fitted.
   *
   * @param evidence from which on an account is a member
   * @param pairs of honest strangers on one link, in all
   * @param campaigns that showed a clue or a tie
   * @param honest accounts
   * @param wrong of them, as many as are made members here
   * @param keepsBudget whether these are no more than was asked for
   * @param members accounts of campaigns that were held against their own
   * @param found of them, as many as the fitted weights make members
   */
  public record Fitted(
      CampaignWeights weights,
      double evidence,
      long pairs,
      int campaigns,
      int honest,
      int wrong,
      boolean keepsBudget,
      int members,
      int found) {}

  private record Learned(int number, CampaignDesk desk, Function<String, @Nullable Known> known) {

    /** Two streams may have an account or a campaign of one name. */
    String name(String named) {
      return number + "/" + named;
    }
  }

  /** Accounts on one link that are all honest, or all of one campaign. */
  private record Case(
      Learned from, LinkKind kind, Collection<Participant> accounts, @Nullable String campaign) {}

  /** An account beside a campaign that is what it was taken for. */
  private record Beside(Learned from, Participant account, CampaignState campaign, boolean own) {}

  private final CampaignWeights before;
  private final double wrongMax;
  private final double prior;
  private final List<Learned> desks = new ArrayList<>();
  private int honest;

  /**
   * A fit that has seen nothing.
   *
   * @param wrongMax part of honest accounts that may be taken for members
   * @param prior part of accounts that belong to campaigns
   */
  public CampaignFit(CampaignWeights before, double wrongMax, double prior) {
    this.before = before;
    this.wrongMax = wrongMax;
    this.prior = prior;
  }

  /**
   * Takes in a desk at the end of a stream.
   *
   * @param known what an account is; null for one that nobody labelled, which is left out
   * @param honestAccounts of the stream, those included that the desk never heard of
   */
  public void add(CampaignDesk desk, Function<String, @Nullable Known> known, int honestAccounts) {
    desks.add(new Learned(desks.size(), desk, known));
    honest += honestAccounts;
  }

  /** Fits what was seen. */
  public Fitted fit() {
    long[] pairs = new long[1];
    Map<LinkKind, Double> chance = chance(pairs);
    CampaignWeights loose =
        with(chance, unbounded(Clue.class), before.found(), unbounded(Tie.class));
    List<Case> cases = cases();
    Map<Clue, Double> clues = clues(cases, loose);
    double found = founding(cases, with(chance, clues, before.found(), before.member().max()));
    List<Beside> beside = beside();
    Map<Tie, Double> ties = ties(beside, loose);
    CampaignWeights fitted = with(chance, clues, found, ties);
    double evidence = evidence(beside, fitted);
    Set<String> campaigns = new TreeSet<>();
    beside.stream().filter(Beside::own).forEach(one -> campaigns.add(campaignOf(one)));
    int wrong = admitted(beside, fitted, evidence, false);
    return new Fitted(
        fitted,
        evidence,
        pairs[0],
        campaigns.size(),
        honest,
        wrong,
        keepsBudget(wrong),
        distinct(beside, true),
        admitted(beside, fitted, evidence, true));
  }

  /**
   * The same with the honest accounts that the pattern made of it has for members here: its
   * condition may have them by other things than their evidence.
   */
  public Fitted judgedBy(CampaignForm form, Fitted fitted) {
    CampaignWeights weights = form.weights();
    if (weights == null) {
      throw new IllegalArgumentException("nobody is a member by a pattern without weights");
    }
    Set<String> wrong = new HashSet<>();
    for (Beside one : beside()) {
      MemberFeatures member =
          new MemberFeatures(membership(one, weights), weights.member(), one.campaign().lastAtMs());
      if (!one.own() && form.when().holds(member, Earlier.NOTHING)) {
        wrong.add(name(one));
      }
    }
    return new Fitted(
        fitted.weights(),
        fitted.evidence(),
        fitted.pairs(),
        fitted.campaigns(),
        fitted.honest(),
        wrong.size(),
        keepsBudget(wrong.size()),
        fitted.members(),
        fitted.found());
  }

  /** None is as few as a stream can tell of. */
  private boolean keepsBudget(int wrong) {
    return wrong == 0 || (wrong + 0.5) / (honest + 1.0) <= wrongMax;
  }

  private CampaignWeights with(
      Map<LinkKind, Double> chance, Map<Clue, Double> clues, double found, Map<Tie, Double> ties) {
    Member member = before.member();
    return new CampaignWeights(
        chance,
        clues,
        before.innocent(),
        found,
        before.cardShare(),
        before.commonShare(),
        new Member(
            ties,
            member.strong(),
            member.notable(),
            member.perFurtherTemplate(),
            ties.getOrDefault(Tie.HAND_OVER, member.perHandOver()),
            member.otherCard(),
            member.habit(),
            member.own(),
            member.ownShare(),
            member.queue()));
  }

  private static <E extends Enum<E>> Map<E, Double> unbounded(Class<E> of) {
    EnumMap<E, Double> bounds = new EnumMap<>(of);
    for (E one : EnumSet.allOf(of)) {
      bounds.put(one, UNBOUNDED);
    }
    return bounds;
  }

  // ---- chance

  private Map<LinkKind, Double> chance(long[] allPairs) {
    EnumMap<LinkKind, Long> shared = new EnumMap<>(LinkKind.class);
    EnumMap<LinkKind, Long> pairs = new EnumMap<>(LinkKind.class);
    for (Learned from : desks) {
      for (Map.Entry<Long, Map<String, Participant>> link : from.desk().links().entrySet()) {
        List<Participant> strangers = strangers(from, link.getValue().values());
        LinkKind kind = kind(link.getKey(), strangers);
        long here = strangers.size() * (strangers.size() - 1L) / 2;
        if (kind == null || here == 0) {
          continue;
        }
        allPairs[0] += here;
        for (LinkKind other : KINDS) {
          if (other != kind) {
            int seen = LinkCase.shared(other, strangers, from.desk().popularity(), before);
            shared.merge(other, (long) seen, Long::sum);
            pairs.merge(other, here, Long::sum);
          }
        }
      }
    }
    EnumMap<LinkKind, Double> chance = new EnumMap<>(LinkKind.class);
    for (LinkKind kind : KINDS) {
      double seen = shared.getOrDefault(kind, 0L) + PAIRS_BEFORE * before.coincidence(kind);
      chance.put(kind, seen / (pairs.getOrDefault(kind, 0L) + PAIRS_BEFORE));
    }
    return chance;
  }

  /** Honest accounts, and of those that belong together one. */
  private static List<Participant> strangers(Learned from, Collection<Participant> accounts) {
    List<Participant> strangers = new ArrayList<>();
    Set<String> groups = new HashSet<>();
    for (Participant account : inOrder(accounts)) {
      Known known = from.known().apply(account.accountId);
      if (known != null
          && known.campaign() == null
          && (known.group() == null || groups.add(known.group()))) {
        strangers.add(account);
      }
    }
    return strangers;
  }

  private static Collection<Participant> inOrder(Collection<Participant> accounts) {
    TreeMap<String, Participant> ordered = new TreeMap<>();
    accounts.forEach(account -> ordered.put(account.accountId, account));
    return ordered.values();
  }

  private static @Nullable LinkKind kind(long link, Collection<Participant> accounts) {
    for (Participant account : accounts) {
      for (LinkKind kind : LinkKind.values()) {
        for (long value : account.values(kind)) {
          if (value == link) {
            return kind;
          }
        }
      }
    }
    return null;
  }

  // ---- clues

  private List<Case> cases() {
    List<Case> cases = new ArrayList<>();
    for (Learned from : desks) {
      for (Map.Entry<Long, Map<String, Participant>> link :
          new TreeMap<>(from.desk().links()).entrySet()) {
        LinkKind kind = kind(link.getKey(), link.getValue().values());
        if (kind == null) {
          continue;
        }
        Map<String, List<Participant>> sides = new TreeMap<>();
        for (Participant account : inOrder(link.getValue().values())) {
          Known known = from.known().apply(account.accountId);
          if (known != null) {
            String side = known.campaign() == null ? "" : known.campaign();
            sides.computeIfAbsent(side, s -> new ArrayList<>()).add(account);
          }
        }
        sides.forEach(
            (side, accounts) -> {
              if (accounts.size() >= CampaignLimits.CASE_ACCOUNTS_MIN) {
                cases.add(new Case(from, kind, accounts, side.isEmpty() ? null : from.name(side)));
              }
            });
      }
    }
    return cases;
  }

  private static Map<String, Double> evidence(Case one, CampaignWeights weights) {
    return LinkCase.of(one.kind(), one.accounts(), one.from().desk().popularity(), weights)
        .evidence();
  }

  private Map<Clue, Double> clues(List<Case> cases, CampaignWeights loose) {
    List<Map<String, Double>> seen = cases.stream().map(one -> evidence(one, loose)).toList();
    EnumMap<Clue, Double> clues = new EnumMap<>(Clue.class);
    for (Clue clue : Clue.values()) {
      Rates rates = new Rates();
      for (int i = 0; i < cases.size(); i++) {
        boolean shows = seen.get(i).getOrDefault(clue.term(), 0.0) >= SHOWS;
        rates.add(cases.get(i).campaign(), shows);
      }
      clues.put(clue, rates.weight(before.clueMax(clue), 0));
    }
    return clues;
  }

  private double founding(List<Case> cases, CampaignWeights weights) {
    double found = FOUNDING_MIN;
    while (found < THRESHOLD_MAX) {
      int wrong = 0;
      int of = 0;
      for (Case one : cases) {
        if (one.campaign() == null) {
          of++;
          LinkCase made =
              LinkCase.of(one.kind(), one.accounts(), one.from().desk().popularity(), weights);
          wrong += made.score() >= found ? 1 : 0;
        }
      }
      if (of == 0) {
        return before.found();
      }
      if ((wrong + 0.5) / (of + 1) <= Math.max(wrongMax, 0.5 / (of + 1))) {
        return found;
      }
      found += STEP;
    }
    return found;
  }

  /** How often something shows of campaigns and of honest accounts. */
  private static final class Rates {
    private final Map<String, int[]> ofCampaigns = new TreeMap<>();
    private int honestShow;
    private int honest;

    void add(@Nullable String campaign, boolean shows) {
      if (campaign == null) {
        honest++;
        honestShow += shows ? 1 : 0;
      } else {
        int[] counts = ofCampaigns.computeIfAbsent(campaign, c -> new int[2]);
        counts[0] += shows ? 1 : 0;
        counts[1]++;
      }
    }

    /** Each campaign counts once, by the part of its cases or accounts that show it. */
    double weight(double before, double least) {
      int campaigns = ofCampaigns.size();
      if (campaigns == 0 || honest == 0) {
        return before;
      }
      double show = 0;
      for (int[] counts : ofCampaigns.values()) {
        show += (double) counts[0] / counts[1];
      }
      double ratio =
          Math.log((show + 0.5) / (campaigns + 1)) - Math.log((honestShow + 0.5) / (honest + 1.0));
      double trust = campaigns / (campaigns + CAMPAIGNS_BEFORE);
      double drawn = trust * ratio + (1 - trust) * before;
      return Math.min(NATS_MAX, Math.max(least, drawn));
    }
  }

  // ---- ties

  /** Accounts beside campaigns whose members are mostly those of one real campaign. */
  private List<Beside> beside() {
    List<Beside> all = new ArrayList<>();
    for (Learned from : desks) {
      for (CampaignState campaign : from.desk().campaigns()) {
        String label = label(from, campaign);
        if (label == null) {
          continue;
        }
        Map<String, Participant> near = new TreeMap<>();
        campaign.members().forEach(member -> near.put(member.accountId, member));
        for (long value : campaign.values()) {
          near.putAll(from.desk().links().getOrDefault(value, Map.of()));
        }
        for (Participant account : near.values()) {
          Known known = from.known().apply(account.accountId);
          if (known != null && (known.campaign() == null || known.campaign().equals(label))) {
            all.add(new Beside(from, account, campaign, known.campaign() != null));
          }
        }
      }
    }
    return all;
  }

  private static @Nullable String label(Learned from, CampaignState campaign) {
    Map<String, Integer> labels = new HashMap<>();
    for (Participant member : campaign.members()) {
      Known known = from.known().apply(member.accountId);
      if (known != null && known.campaign() != null) {
        labels.merge(known.campaign(), 1, Integer::sum);
      }
    }
    for (Map.Entry<String, Integer> label : labels.entrySet()) {
      if (2 * label.getValue() > campaign.size()) {
        return label.getKey();
      }
    }
    return null;
  }

  private static String campaignOf(Beside one) {
    Known known = one.from().known().apply(one.account().accountId);
    return known == null || known.campaign() == null ? "" : one.from().name(known.campaign());
  }

  private static Membership membership(Beside one, CampaignWeights weights) {
    return Membership.of(one.account(), one.campaign(), one.from().desk().popularity(), weights);
  }

  private Map<Tie, Double> ties(List<Beside> beside, CampaignWeights loose) {
    Member member = before.member();
    EnumMap<Tie, Rates> rates = new EnumMap<>(Tie.class);
    for (Beside one : beside) {
      Map<Tie, Double> ties = membership(one, loose).ties();
      for (Tie tie : Tie.values()) {
        boolean shows = ties.getOrDefault(tie, 0.0) >= member.strong();
        rates.computeIfAbsent(tie, t -> new Rates()).add(one.own() ? campaignOf(one) : null, shows);
      }
    }
    EnumMap<Tie, Double> max = new EnumMap<>(Tie.class);
    for (Tie tie : Tie.values()) {
      Rates seen = rates.get(tie);
      double stood = member.max(tie);
      // Habit is a scale with a negative end, and no bound. A tie that no longer reaches what is
      // evidence of its own would change what counts as a kind.
      max.put(
          tie,
          seen == null || tie == Tie.HABIT
              ? stood
              : seen.weight(stood, Math.min(stood, member.strong())));
    }
    return max;
  }

  private double evidence(List<Beside> beside, CampaignWeights weights) {
    double threshold = Math.ceil(Math.log((1 - prior) / prior) / STEP) * STEP;
    while (threshold < THRESHOLD_MAX && !keepsBudget(admitted(beside, weights, threshold, false))) {
      threshold += STEP;
    }
    return threshold;
  }

  /** Accounts of campaigns, or honest ones, that have enough evidence of independent kinds. */
  private static int admitted(
      List<Beside> beside, CampaignWeights weights, double threshold, boolean own) {
    Set<String> admitted = new HashSet<>();
    for (Beside one : beside) {
      if (one.own() == own) {
        Membership why = membership(one, weights);
        // What the book asks but for its bound on small campaigns: so it admits honest ones that
        // the book does not, and the threshold comes out no lower than the book needs it.
        if (why.score() >= threshold
            && why.kinds(weights.member()) >= 2
            && (why.proven() || why.usesItsOwn() || why.takesOver())) {
          admitted.add(name(one));
        }
      }
    }
    return admitted.size();
  }

  private static int distinct(List<Beside> beside, boolean own) {
    Set<String> names = new HashSet<>();
    beside.stream().filter(one -> one.own() == own).forEach(one -> names.add(name(one)));
    return names.size();
  }

  private static String name(Beside one) {
    return one.from().name(one.account().accountId);
  }
}
