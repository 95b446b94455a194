package io.stillwatch.campaigns;

import io.stillwatch.patterns.campaign.CampaignWeights;
import io.stillwatch.patterns.campaign.CampaignWeights.Member;
import io.stillwatch.patterns.campaign.Tie;
import io.stillwatch.profiles.LinkKind;
import java.util.EnumMap;
import java.util.Map;

/**
 * What ties one account to a campaign, from its own exchanges.
 *
 * <p>A value that it shares with the campaign weighs the logarithm of how much more often the
 * campaign's members show it than those do who belong to no campaign. Of each kind the heaviest
 * counts.
 *
 * <p>A campaign that grows, by mergers above all, does many things, and only a part of it each. So
 * that this takes no weight from what a part has in common, what an account shows beside the
 * heaviest template is judged among those members who show that one too. Not so that template, nor
 * networks: in a large campaign some show whatever its users show, and some meet on a network.
 *
 * <p>What a tool's users all show, a template, settings, tools, can be copied to make somebody look
 * like a member. So what the account used before the campaign took it up does not count; and who is
 * tied by such things alone is a member only where a good part of all who show them are proven
 * members, by a card, a network or work that went from hand to hand. Those of another campaign that
 * the account belongs to do not count: it and a stranger are such a one by a single hand-over.
 */
record Membership(
    Participant account,
    CampaignState campaign,
    Map<Tie, Double> ties,
    boolean proven,
    boolean usesItsOwn,
    boolean takesOver,
    int handOvers,
    boolean handedOn) {

  /** Who used something so much earlier than the campaign did not get it from there. */
  private static final long SENIOR_MS = 24 * 60 * 60 * 1000L;

  private static final int PROVEN_MIN = 3;

  static Membership of(
      Participant account, CampaignState campaign, Popularity popularity, CampaignWeights weights) {
    return new Weighing(account, campaign, popularity, weights).weigh();
  }

  /** The same, of a campaign founded by those that it was weighed against. */
  Membership of(CampaignState founded) {
    return new Membership(
        account, founded, ties, proven, usesItsOwn, takesOver, handOvers, handedOn);
  }

  double score() {
    double score = 0;
    for (double nats : ties.values()) {
      score += nats;
    }
    return score;
  }

  /** Ties that are evidence of their own. */
  int kinds(Member weights) {
    int strong = 0;
    for (Map.Entry<Tie, Double> tie : ties.entrySet()) {
      // That it lives on a template is no second kind beside the template; nor is it one that
      // work went through its hands twice.
      boolean counts = tie.getKey() != Tie.HABIT && tie.getKey() != Tie.HAND_OVERS;
      strong += counts && isStrong(tie.getKey(), tie.getValue(), weights) ? 1 : 0;
    }
    return strong;
  }

  /** Neighbours use one tool: a network is evidence of its own only with all that it can weigh. */
  private static boolean isStrong(Tie tie, double nats, Member weights) {
    return nats >= (tie == Tie.NETWORK ? weights.max(tie) : weights.strong());
  }

  /** One account held against one campaign. */
  private static final class Weighing {
    private final Participant account;
    private final CampaignState campaign;
    private final Popularity popularity;
    private final CampaignWeights weights;
    private final Map<Tie, Double> ties = new EnumMap<>(Tie.class);

    /** The heaviest template, 0 where there is none. */
    private long main;

    private double mainNats;

    /** The heaviest beside it: opening and closing of one prompt are no two templates. */
    private double further;

    private int onTemplates;
    private int onOwnTemplates;
    private int withMembers;
    private boolean handedOn;
    private boolean takesOver;

    Weighing(
        Participant account,
        CampaignState campaign,
        Popularity popularity,
        CampaignWeights weights) {
      this.account = account;
      this.campaign = campaign;
      this.popularity = popularity;
      this.weights = weights;
    }

    Membership weigh() {
      Member member = weights.member();
      chooseMain(LinkKind.TEMPLATE);
      chooseMain(LinkKind.CLOSING);
      put(Tie.TEMPLATE, mainNats);
      templates(LinkKind.TEMPLATE);
      templates(LinkKind.CLOSING);
      put(Tie.TEMPLATES, further * member.perFurtherTemplate());
      put(Tie.PROGRAM, Math.max(heaviest(LinkKind.PROGRAM), heaviest(LinkKind.TOOLS)));
      put(Tie.NETWORK, heaviest(LinkKind.NETWORK));
      put(Tie.CARD, heaviest(LinkKind.CARD));
      handOvers();
      if (!ties.containsKey(Tie.CARD) && account.values(LinkKind.CARD).length > 0) {
        ties.put(Tie.CARD, member.otherCard());
      }
      habit(member.habit());
      return new Membership(
          account,
          campaign,
          ties,
          proven(member),
          usesItsOwn(member),
          takesOver,
          withMembers,
          handedOn);
    }

    private void chooseMain(LinkKind kind) {
      long[] values = account.values(kind);
      for (int i = 0; i < values.length; i++) {
        double nats = senior(kind, i) ? 0 : weight(values[i]);
        if (nats >= weights.member().notable() && nats > mainNats) {
          mainNats = nats;
          main = values[i];
        }
      }
    }

    private void templates(LinkKind kind) {
      double first = 0;
      long[] values = account.values(kind);
      for (int i = 0; i < values.length; i++) {
        double inAll = weight(values[i]);
        if (senior(kind, i) || inAll < weights.member().notable()) {
          continue;
        }
        int hits = account.hits(kind, i);
        onTemplates += kind == LinkKind.TEMPLATE ? hits : 0;
        onOwnTemplates += isCampaignsOwn(values[i], weights.member().own()) ? hits : 0;
        double nats = besideMain(values[i], inAll);
        further = Math.max(further, Math.min(first, nats));
        first = Math.max(first, nats);
      }
    }

    private double heaviest(LinkKind kind) {
      double heaviest = 0;
      long[] values = account.values(kind);
      for (int i = 0; i < values.length; i++) {
        if (kind == LinkKind.CARD && isItsOwn(i)) {
          continue;
        }
        boolean goesOn = takesOver(kind, values[i]);
        takesOver |= goesOn;
        if (goesOn || (kind == LinkKind.CARD && campaign.othersShowing(values[i], account) == 1)) {
          heaviest = Math.max(heaviest, ofTwo(values[i]));
        } else if (tells(kind, i)) {
          double inAll = weight(values[i]);
          heaviest =
              Math.max(heaviest, kind == LinkKind.NETWORK ? inAll : besideMain(values[i], inAll));
        }
      }
      return heaviest;
    }

    /**
     * Whether the card is the account's: one that others take is used by its owner first, and
     * nobody becomes a member by what was done to it. Nor who has shown papers.
     */
    private boolean isItsOwn(int card) {
      if (account.verified()) {
        return true;
      }
      long byOther = campaign.firstShownByOtherMs(account.values(LinkKind.CARD)[card], account);
      return account.sinceMs(LinkKind.CARD, card) < byOther - CampaignLimits.OWNED_MS;
    }

    /**
     * What one other party of the campaign shows, too, and not many beside the two: a card, or the
     * settings of a stopped account that it goes on with. Of anything else that would be chance;
     * strangers share these so rarely that half a party is left of it.
     */
    private double ofTwo(long value) {
      if (2 < weights.cardShare() * popularity.accounts(value)) {
        return 0;
      }
      // Who is nobody's counts as an outsider: of so few, it must not speak against itself.
      long itself = account.campaign() == null ? 1 : 0;
      double outside = outside(value, Math.max(itself, campaign.supposedShowing(value)));
      return Math.max(0, Math.log(0.5 / Math.max(1, others()) / outside));
    }

    /**
     * Whether it goes on with the settings of a stopped account: one member alone had them, was
     * found and has been silent since before this one came, a week ago at most. Nobody else may
     * show them, nor may anybody else have gone on with what that member had: else all who begin to
     * use a tool would be drawn in one after the other. And who had a life of its own had the
     * settings before a member that copied them. Not tools: how few show them is told too late.
     */
    private boolean takesOver(LinkKind kind, long value) {
      if (kind != LinkKind.PROGRAM
          || (account.exchanges() > CampaignLimits.NEWCOMER_EXCHANGES && account.findings() == 0)
          || account.verified()
          || campaign.size() > CampaignLimits.SUCCEEDED_MEMBERS_MAX
          || campaign.othersShowing(value, account) != 1
          || popularity.outsiders(value) > (account.campaign() == null ? 1 : 0)) {
        return false;
      }
      for (Participant other : campaign.members()) {
        if (!other.party().equals(account.party()) && other.shows(kind, value)) {
          return isStopped(other) && !hasSuccessor(other);
        }
      }
      return false;
    }

    private boolean isStopped(Participant member) {
      long silentMs = account.firstAtMs - member.lastAtMs();
      return member.findings() > 0
          && silentMs >= CampaignLimits.STOPPED_MS
          && silentMs <= CampaignLimits.SUCCESSION_MS;
    }

    private boolean hasSuccessor(Participant stopped) {
      for (Participant other : campaign.members()) {
        if (other.firstAtMs > stopped.lastAtMs() && other.firstAtMs < account.firstAtMs) {
          for (long value : stopped.values(LinkKind.PROGRAM)) {
            if (other.shows(LinkKind.PROGRAM, value)) {
              return true;
            }
          }
        }
      }
      return false;
    }

    private boolean tells(LinkKind kind, int index) {
      return switch (kind) {
        case CARD -> true;
        case NETWORK -> !popularity.isCommon(account.values(kind)[index], weights.commonShare());
        default -> !senior(kind, index);
      };
    }

    private boolean senior(LinkKind kind, int index) {
      long takenUp = campaign.takenUpAtMs(account.values(kind)[index]);
      return takenUp != Long.MAX_VALUE && account.sinceMs(kind, index) < takenUp - SENIOR_MS;
    }

    private double weight(long value) {
      return nats(value, campaign.othersShowing(value, account), Math.max(1, others()));
    }

    /** In all of the campaign, or among those who show the heaviest template: which says more. */
    private double besideMain(long value, double inAll) {
      if (main == 0 || main == value || campaign.othersShowing(value, account) < 2) {
        return inAll;
      }
      CampaignState.Both both = campaign.othersShowingBoth(main, value, account);
      return Math.max(inAll, nats(value, both.parties(), Math.max(1, both.of())));
    }

    /** Parties of the campaign beside the account's own. */
    private int others() {
      return campaign.parties() - (campaign.has(account.accountId) ? 1 : 0);
    }

    private double nats(long value, int showing, int parties) {
      if (showing < 2) {
        return 0;
      }
      // What few of them show may be chance: taken at one deviation below.
      double inside = Math.min(1, (showing - Math.sqrt(showing)) / parties);
      return Math.log(inside / outside(value, campaign.supposedShowing(value)));
    }

    /** How many of all show the value and belong to no campaign, so many of them left out. */
    private double outside(long value, long without) {
      return (Math.max(0, popularity.outsiders(value) - without) + 0.5) / popularity.population();
    }

    /**
     * Whether a good part of all who show the value are proven members: of few taken at one
     * deviation below, as for what ties an account to them.
     */
    private boolean isCampaignsOwn(long value, double part) {
      CampaignState own = account.campaign();
      int withIt = own == null || own == campaign ? 0 : own.provenShowing(value);
      int proven = popularity.proven(value) - withIt;
      return proven >= PROVEN_MIN
          && proven - Math.sqrt(proven) >= part * popularity.accounts(value);
    }

    private void put(Tie tie, double nats) {
      if (nats > 0) {
        ties.put(tie, Math.min(nats, weights.member().max(tie)));
      }
    }

    private void habit(double most) {
      if (account.templates() == 0) {
        return;
      }
      double share = (double) onTemplates / account.templates();
      if (share >= 0.5) {
        ties.put(Tie.HABIT, onTemplates >= 2 ? most : most / 2);
      } else if (share >= 0.2) {
        ties.put(Tie.HABIT, most / 2);
      } else if (share < 0.07 && account.templates() > 10 && !ties.containsKey(Tie.HAND_OVER)) {
        ties.put(Tie.HABIT, -most);
      }
    }

    private void handOvers() {
      for (Map.Entry<String, Participant.Partner> partner : account.partners().entrySet()) {
        if (campaign.has(partner.getKey())) {
          withMembers++;
          handedOn |= partner.getValue().took();
        }
      }
      if (withMembers > 0 || handsOnTheirOwn()) {
        put(Tie.HAND_OVER, weights.member().perHandOver());
      }
      if (handedOn) {
        put(Tie.HAND_OVERS, (withMembers - 1) * weights.member().perHandOver());
      }
    }

    /**
     * Whether it does the campaign's own work, and exchanges work with a stranger: if the one is a
     * member, so is the other, and both were in this for the same queue.
     */
    private boolean handsOnTheirOwn() {
      return account.campaign() != null
          && account.campaign() != campaign
          && campaign.isActedOn()
          && !account.partners().isEmpty()
          && usesItsOwn(weights.member());
    }

    private boolean proven(Member member) {
      return ties.containsKey(Tie.HAND_OVER)
          || isStrong(Tie.CARD, ties.getOrDefault(Tie.CARD, 0.0), member)
          || isStrong(Tie.NETWORK, ties.getOrDefault(Tie.NETWORK, 0.0), member);
    }

    private boolean usesItsOwn(Member member) {
      if (onOwnTemplates >= 2 && onOwnTemplates >= member.ownShare() * account.templates()) {
        return true;
      }
      return ties.getOrDefault(Tie.PROGRAM, 0.0) >= member.strong()
          && (anyOwn(LinkKind.PROGRAM) || anyOwn(LinkKind.TOOLS));
    }

    private boolean anyOwn(LinkKind kind) {
      for (long value : account.values(kind)) {
        if (isCampaignsOwn(value, weights.member().own())) {
          return true;
        }
      }
      return false;
    }
  }
}
