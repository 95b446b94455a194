package io.stillwatch.campaigns;

import io.stillwatch.campaigns.LinkWatch.Held;
import io.stillwatch.profiles.LinkKind;
import io.stillwatch.profiles.LinkObservation;
import io.stillwatch.profiles.LinkObservation.Traits;
import io.stillwatch.signals.ExchangeHash;
import io.stillwatch.signals.Sighting;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Writes and reads a link as one state value. Most links are shown by one account for ever, so such
 * a one has to be small.
 *
 * <pre>
 *   version        u8
 *   flags          u8       1 suspect, 2 accounts are counted by a sketch
 *   day            number   newest day on which it was shown, since 1970
 *   told           number   accounts when last told, of a kind that only counts
 *   parties  u8       0 to 3, then the hash of each, i64
 *   accounts       u8       0 to 64, then the hash of each, i64; none where they are the members
 *    or registers  u8 x 256 of the sketch
 *   members        u8       0 to 64, in the order in which they came, then of each:
 *     account      text
 *     exchange     text
 *     shown        u16      a bit for each of the following that is there
 *     organization text     bit 0
 *     API key      text     bit 1
 *     clock        number
 *     since        number   clock - when it first showed the link, from version 3 on
 *     times        number   how often it did, from version 3 on
 *     late         number   clock - occurred
 *     received     number   received - occurred, bit 2
 *     born         number   clock - born, bit 3
 *     templates    number
 *     exchanges    number   not in version 1
 *     hashes       i64      of each kind but the tenant, bit 3 + ordinal; left out where it is the
 *                           link itself, or 0
 *     other card   i64      bit 13, under the other key of a rotation
 *     other network i64     bit 14, under that key
 *     verified              bit 15 itself
 * </pre>
 *
 * <p>A number is zigzag of seven bits a byte, a text its length and UTF-8. Tenant, kind and link
 * are the state's key and not written again.
 */
public final class LinkWatchCodec {

  static final byte VERSION = 3;
  private static final byte OLDEST_READ = 1;

  private static final int SUSPECT = 1;
  private static final int SKETCHED = 2;

  private static final int ORGANIZATION = 1;
  private static final int API_KEY = 1 << 1;
  private static final int RECEIVED = 1 << 2;
  private static final int BORN = 1 << 3;
  private static final int HASHES_FROM = 3;
  private static final int OTHER_CARD = 1 << 13;
  private static final int OTHER_NETWORK = 1 << 14;
  private static final int VERIFIED = 1 << 15;
  private static final int SHOWN_ALL =
      VERIFIED | OTHER_NETWORK | OTHER_CARD | (1 << (HASHES_FROM + LinkKind.values().length)) - 1;

  private LinkWatchCodec() {}

  /**
   * One step of a link that rests in its bytes: the whole of the link stage.
   *
   * @param stored what the step before gave, or null for a link that nobody has shown
   * @return what is to be stored, or null where that is what was
   */
  public static byte @Nullable [] see(
      byte @Nullable [] stored, LinkObservation observation, Consumer<LinkReport> out) {
    LinkWatch link = stored == null ? new LinkWatch() : decode(stored, observation);
    link.see(observation, out);
    return link.changed() ? encode(link) : null;
  }

  /** What is to be stored. */
  static byte[] encode(LinkWatch watch) {
    byte[] registers = watch.accounts.registers();
    StateWriter out = new StateWriter();
    out.u8(VERSION);
    out.u8((watch.suspect ? SUSPECT : 0) | (registers != null ? SKETCHED : 0));
    out.number(watch.day);
    out.number(watch.told);
    out.u8(watch.parties.length);
    for (long organization : watch.parties) {
      out.i64(organization);
    }
    if (registers != null) {
      out.bytes(registers);
    } else {
      int count = watch.members.isEmpty() ? watch.accounts.exact() : 0;
      out.u8(count);
      for (int i = 0; i < count; i++) {
        out.i64(watch.accounts.hash(i));
      }
    }
    out.u8(watch.members.size());
    for (Held member : watch.members.values()) {
      write(member, out);
    }
    return out.toBytes();
  }

  private static void write(Held held, StateWriter out) {
    LinkObservation member = held.newest();
    Traits traits = member.traits();
    out.text(member.accountId());
    out.text(member.exchangeId());
    int shown =
        (member.organizationId() != null ? ORGANIZATION : 0)
            | (member.apiKeyId() != null ? API_KEY : 0)
            | (member.receivedAtMs() != Sighting.ABSENT ? RECEIVED : 0)
            | (traits.bornAtMs() != Traits.UNTOLD ? BORN : 0)
            | (traits.otherCard() != 0 ? OTHER_CARD : 0)
            | (traits.otherNetwork() != 0 ? OTHER_NETWORK : 0)
            | (member.verified() ? VERIFIED : 0);
    for (LinkKind kind : LinkKind.values()) {
      shown |= isWritten(member, kind) ? bit(kind) : 0;
    }
    out.u16(shown);
    writeIfThere(member.organizationId(), out);
    writeIfThere(member.apiKeyId(), out);
    out.number(member.clockMs());
    out.number(member.clockMs() - held.sinceMs());
    out.number(held.times());
    out.number(member.clockMs() - member.occurredAtMs());
    if ((shown & RECEIVED) != 0) {
      out.number(member.receivedAtMs() - member.occurredAtMs());
    }
    if ((shown & BORN) != 0) {
      out.number(member.clockMs() - traits.bornAtMs());
    }
    out.number(traits.templates());
    out.number(traits.exchanges());
    for (LinkKind kind : LinkKind.values()) {
      if (isWritten(member, kind)) {
        out.i64(traits.of(kind));
      }
    }
    if (traits.otherCard() != 0) {
      out.i64(traits.otherCard());
    }
    if (traits.otherNetwork() != 0) {
      out.i64(traits.otherNetwork());
    }
  }

  private static void writeIfThere(@Nullable String text, StateWriter out) {
    if (text != null) {
      out.text(text);
    }
  }

  private static boolean isWritten(LinkObservation member, LinkKind kind) {
    return kind != member.kind() && member.traits().of(kind) != 0;
  }

  private static int bit(LinkKind kind) {
    return 1 << (HASHES_FROM + kind.ordinal());
  }

  /**
   * Reads what was stored.
   *
   * @param of an observation of the same link
   * @throws IllegalArgumentException if the bytes are not a whole value of a known version
   */
  static LinkWatch decode(byte[] stored, LinkObservation of) {
    StateReader in = new StateReader(stored, "link");
    int version = in.u8();
    if (version < OLDEST_READ || version > VERSION) {
      throw in.damaged(
          "version "
              + version
              + " is not known here; this code reads "
              + OLDEST_READ
              + " to "
              + VERSION);
    }
    int flags = in.upTo(SUSPECT | SKETCHED, "flags");
    long day = in.number();
    long told = in.number();
    long[] parties = in.hashes(in.upTo(CampaignLimits.LINK_PARTIES_MIN, "parties"));
    Headcount accounts;
    if ((flags & SKETCHED) != 0) {
      accounts = Headcount.sketched(in.bytes(Headcount.REGISTERS));
    } else {
      accounts = new Headcount();
      for (long account : in.hashes(in.upTo(CampaignLimits.LINK_ACCOUNTS_EXACT_MAX, "accounts"))) {
        accounts.add(account);
      }
    }
    LinkWatch watch = new LinkWatch(accounts);
    watch.suspect = (flags & SUSPECT) != 0;
    watch.day = day;
    watch.told = told;
    watch.parties = parties;
    int members = in.upTo(CampaignLimits.LINK_MEMBERS_MAX, "members");
    for (int i = 0; i < members; i++) {
      Held member = read(in, version, of);
      String account = member.newest().accountId();
      watch.members.put(account, member);
      if ((flags & SKETCHED) == 0) {
        accounts.add(ExchangeHash.of(account));
      }
    }
    in.end();
    return watch;
  }

  private static Held read(StateReader in, int version, LinkObservation of) {
    String account = in.text();
    String exchange = in.text();
    int shown = in.u16();
    if ((shown & ~SHOWN_ALL) != 0) {
      throw in.damaged("a member shows what is not known: " + Integer.toHexString(shown));
    }
    String organization = (shown & ORGANIZATION) != 0 ? in.text() : null;
    String apiKey = (shown & API_KEY) != 0 ? in.text() : null;
    long clock = in.number();
    long since = version < 3 ? sinceUntold(of.kind(), clock) : clock - in.number();
    int times = version < 3 ? 1 : (int) in.number();
    long occurred = clock - in.number();
    long received = (shown & RECEIVED) != 0 ? occurred + in.number() : Sighting.ABSENT;
    long born = (shown & BORN) != 0 ? clock - in.number() : Traits.UNTOLD;
    int templates = (int) in.number();
    int exchanges = version == 1 ? 0 : (int) in.number();
    LinkObservation newest =
        new LinkObservation(
            of.tenant(),
            account,
            organization,
            apiKey,
            (shown & VERIFIED) != 0,
            exchange,
            clock,
            occurred,
            received,
            of.kind(),
            of.link(),
            new Traits(
                hash(in, shown, of, LinkKind.TEMPLATE),
                hash(in, shown, of, LinkKind.CLOSING),
                hash(in, shown, of, LinkKind.CARD),
                hash(in, shown, of, LinkKind.NETWORK),
                hash(in, shown, of, LinkKind.PROGRAM),
                hash(in, shown, of, LinkKind.TOOLS),
                born,
                templates,
                exchanges,
                (shown & OTHER_CARD) != 0 ? in.i64() : 0,
                (shown & OTHER_NETWORK) != 0 ? in.i64() : 0));
    return new Held(newest, since, times);
  }

  /** That nothing earlier is known of a card must not speak against who paid with it alone. */
  private static long sinceUntold(LinkKind kind, long clockMs) {
    return kind == LinkKind.CARD
        ? clockMs - CampaignLimits.OWNED_MS - CampaignLimits.DAY_MS
        : clockMs;
  }

  private static long hash(StateReader in, int shown, LinkObservation of, LinkKind kind) {
    if (kind == of.kind()) {
      return of.link();
    }
    return (shown & bit(kind)) != 0 ? in.i64() : 0;
  }
}
