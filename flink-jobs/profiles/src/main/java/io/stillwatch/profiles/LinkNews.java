package io.stillwatch.profiles;

import io.stillwatch.profiles.LinkObservation.Traits;
import io.stillwatch.schemas.Phase;
import io.stillwatch.signals.Fact;
import io.stillwatch.signals.Facts;
import io.stillwatch.signals.LinkHashes;
import io.stillwatch.signals.Sighting;
import io.stillwatch.signals.SignalCatalog;
import io.stillwatch.signals.SignalSet;
import java.util.function.Consumer;

/**
 * Which of the links that a look shows are news: those that the account had not shown, and those
 * that were last told ten minutes of the account's time ago.
 *
 * <p>Links are told with the prompt, so that whoever joins a campaign is seen before it is
 * answered; a response carries none. What was told stands in {@link Section#LINKS}, the oldest
 * telling first, so that the search ends where the ten minutes do. A link that was pushed out of
 * there is news again. Where nothing is news, nothing is allocated.
 */
public final class LinkNews {

  private static final int MINUTE = 8;
  private static final long MINUTE_MS = 60_000;

  /** Ages beyond are no ages; in milliseconds. */
  private static final double AGE_MS_MAX = 1e14;

  private static final double HOUR_MS = 60 * 60 * 1000.0;

  /**
   * Settings that somebody chose. That a request streams is the habit of a library; a seed alone is
   * a choice, though pipelines count it up and the program's hash leaves out what it is.
   */
  private static final Fact[] CHOSEN = {
    Fact.MAX_TOKENS,
    Fact.TEMPERATURE,
    Fact.TOP_P,
    Fact.N,
    Fact.TOP_LOGPROBS,
    Fact.LOGIT_BIAS_SIZE,
    Fact.THINKING_BUDGET,
    Fact.SEED
  };

  private static final int TENANT = 1 << LinkKind.TENANT.ordinal();
  private static final int TEMPLATE = 1 << LinkKind.TEMPLATE.ordinal();
  private static final int CLOSING = 1 << LinkKind.CLOSING.ordinal();
  private static final int CARD = 1 << LinkKind.CARD.ordinal();
  private static final int NETWORK = 1 << LinkKind.NETWORK.ordinal();
  private static final int PROGRAM = 1 << LinkKind.PROGRAM.ordinal();
  private static final int TOOLS = 1 << LinkKind.TOOLS.ordinal();

  private final int nearSkeleton;
  private final int skeleton;
  private final int tail;
  private final int params;

  LinkNews(SignalCatalog catalog) {
    nearSkeleton = catalog.code("near_skeleton");
    skeleton = catalog.code("skeleton");
    tail = catalog.code("tail");
    params = catalog.code("params");
  }

  /** Tells what is news in a look that the profile has just given, and remembers that it was. */
  public void tell(AccountProfile profile, Look look, Consumer<LinkObservation> out) {
    if (look.asked() != look.answered()) {
      profile.sawHalf();
    }
    Sighting sighting = look.sighting();
    if (!look.asked() || sighting.phase() == Phase.RESPONSE) {
      return;
    }
    SignalSet signals = sighting.signals();
    LinkHashes links = sighting.links();
    long head = signals.hash(nearSkeleton);
    long template = apart(LinkKind.TEMPLATE, head != 0 ? head : signals.hash(skeleton));
    long closing = apart(LinkKind.CLOSING, signals.hash(tail));
    long card = apart(LinkKind.CARD, links.card());
    long network = apart(LinkKind.NETWORK, links.network());
    long program = program(signals, links, sighting.facts());
    long tools = apart(LinkKind.TOOLS, links.tools());

    int due =
        (profile.told() ? 0 : TENANT)
            | (template == 0 ? 0 : TEMPLATE)
            | (closing == 0 ? 0 : CLOSING)
            | (card == 0 ? 0 : CARD)
            | (network == 0 ? 0 : NETWORK)
            | (program == 0 ? 0 : PROGRAM)
            | (tools == 0 ? 0 : TOOLS);
    int minute = (int) (look.clockMs() / MINUTE_MS);
    for (int i = profile.count(Section.LINKS) - 1; i >= 0 && due != 0; i--) {
      int at = profile.at(Section.LINKS, i);
      if (minute - profile.getInt(at + MINUTE) >= ProfileLimits.LINK_QUIET_MINUTES) {
        break;
      }
      long told = profile.getLong(at);
      due &=
          ~((told == template ? TEMPLATE : 0)
              | (told == closing ? CLOSING : 0)
              | (told == card ? CARD : 0)
              | (told == network ? NETWORK : 0)
              | (told == program ? PROGRAM : 0)
              | (told == tools ? TOOLS : 0));
    }
    if (due == 0) {
      return;
    }
    Traits traits =
        new Traits(
            template,
            closing,
            card,
            network,
            program,
            tools,
            bornAtMs(sighting),
            (due & TEMPLATE) != 0 ? profile.nextTemplate() : profile.templates(),
            profile.exchanges(),
            apart(LinkKind.CARD, links.otherCard()),
            apart(LinkKind.NETWORK, links.otherNetwork()));
    for (int left = due; left != 0; left &= left - 1) {
      LinkKind kind = LinkKind.of(Integer.numberOfTrailingZeros(left));
      long link = traits.of(kind);
      if (kind == LinkKind.TENANT) {
        profile.tell();
      } else {
        remember(profile, link, minute);
      }
      out.accept(
          new LinkObservation(
              sighting.tenant(),
              sighting.accountId(),
              sighting.organizationId(),
              sighting.apiKeyId(),
              Verified.in(sighting.facts()),
              sighting.exchangeId(),
              look.clockMs(),
              sighting.occurredAtMs(),
              sighting.receivedAtMs(),
              kind,
              link,
              traits));
    }
  }

  private static void remember(AccountProfile profile, long link, int minute) {
    int known = profile.find(Section.LINKS, link);
    if (known >= 0) {
      profile.remove(Section.LINKS, known);
    }
    int at = profile.append(Section.LINKS);
    profile.putLong(at, link);
    profile.putInt(at + MINUTE, minute);
  }

  private long program(SignalSet signals, LinkHashes links, Facts facts) {
    for (Fact fact : CHOSEN) {
      if (facts.has(fact)) {
        // Mixed first, so that settings and client cannot stand for each other.
        return apart(LinkKind.PROGRAM, mixed(signals.hash(params)) + links.client());
      }
    }
    return 0;
  }

  /** The hash of a value as one of its kind: one number in two kinds is two links. */
  static long apart(LinkKind kind, long value) {
    if (value == 0) {
      return 0;
    }
    long hash = mixed(value + kind.ordinal() * 0x9e3779b97f4a7c15L);
    return hash == 0 ? 1 : hash;
  }

  /** One to one, so that hashes that differ stay different. */
  private static long mixed(long hash) {
    long mixed = (hash ^ (hash >>> 30)) * 0xbf58476d1ce4e5b9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
    return mixed ^ (mixed >>> 31);
  }

  /** From the age, which was told as of the event. */
  private static long bornAtMs(Sighting sighting) {
    if (!sighting.facts().has(Fact.AGE_HOURS)) {
      return Traits.UNTOLD;
    }
    double ageMs = sighting.facts().real(Fact.AGE_HOURS) * HOUR_MS;
    return Math.abs(ageMs) <= AGE_MS_MAX
        ? sighting.occurredAtMs() - Math.round(ageMs)
        : Traits.UNTOLD;
  }
}
