package io.stillwatch.perf.engine;

import io.stillwatch.campaigns.CampaignDesk;
import io.stillwatch.campaigns.DeskOut;
import io.stillwatch.campaigns.LinkKey;
import io.stillwatch.campaigns.LinkReport;
import io.stillwatch.campaigns.LinkWatchCodec;
import io.stillwatch.patterns.language.StarterBook;
import io.stillwatch.perf.Heap;
import io.stillwatch.profiles.LinkKind;
import io.stillwatch.profiles.LinkObservation;
import io.stillwatch.profiles.LinkObservation.Traits;
import io.stillwatch.schemas.Campaign;
import io.stillwatch.schemas.Finding;
import io.stillwatch.schemas.Mode;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What links and the desk hold while so many accounts show what accounts show: keys and values as
 * they are stored, before RocksDB packs them.
 *
 * <p>Of a hundred accounts 25 are of companies of five with one card, network and organisation; 25
 * use published templates, most of them one or two and some 24, and one is a member of a campaign
 * of twenty. Each shows four templates, its own or its company's, by their opening and their
 * closing, and one of 200 programs. So some ninety of a hundred links are one account's for ever.
 */
final class StateBytes implements DeskOut {

  private static final String TENANT = "default";
  private static final int OWN_TEMPLATES = 4;
  private static final int PROGRAMS = 200;
  private static final int PUBLISHED_MAX = 24;
  private static final int COMPANY = 5;
  private static final int CAMPAIGN = 20;
  private static final int CAMPAIGN_EVERY = 100 * CAMPAIGN;
  private static final int CARD_MEMBERS = 3;
  private static final long DAY_MS = 24 * CampaignTraffic.HOUR_MS;
  private static final int SIZES = 1 << 17;

  private final int accounts;

  /** Links that others show too, as they are stored, by their hash. */
  private final Map<Long, byte[]> shared = new HashMap<>();

  private final Map<Long, Integer> keys = new HashMap<>();
  private final long[] links = new long[SIZES];
  private final Map<String, Integer> pieces = new HashMap<>();
  private CampaignDesk desk = new CampaignDesk(TENANT, List.of());
  private long found;

  private StateBytes(int accounts) {
    this.accounts = accounts;
    desk.use(StarterBook.book().promoted(Mode.ENFORCE));
  }

  /** The fields of one case. */
  static String measured(int accounts) {
    return new StateBytes(accounts).measure();
  }

  private String measure() {
    for (int day = 0; day < 2; day++) {
      for (int i = 0; i < accounts; i++) {
        long atMs = CampaignTraffic.START_MS + day * DAY_MS + i * DAY_MS / accounts;
        show(i, day, atMs);
      }
    }
    shared.forEach((link, stored) -> links[keys.getOrDefault(link, 0) + stored.length]++);
    long[] atDesk = new long[SIZES];
    long deskBytes = 0;
    for (Map.Entry<String, Integer> piece : pieces.entrySet()) {
      int bytes = piece.getKey().length() + piece.getValue();
      deskBytes += bytes;
      if (piece.getKey().charAt(0) == 'p') {
        atDesk[bytes]++;
      }
    }
    long known = Arrays.stream(atDesk).sum();
    long heap = Heap.usedBytes();
    desk = new CampaignDesk(TENANT, List.of());
    heap -= Heap.usedBytes();
    return String.format(
        Locale.ROOT,
        "\"accounts\":%d,\"found\":%d,\"links\":%d,\"bytes_a_link\":%s,"
            + "\"accounts_at_desk\":%d,\"bytes_an_account\":%s,\"desk_bytes\":%d,"
            + "\"desk_heap_bytes\":%d",
        accounts,
        found,
        Arrays.stream(links).sum(),
        spread(links),
        known,
        spread(atDesk),
        deskBytes,
        heap);
  }

  /** Of how many there are of each size. */
  private static String spread(long[] sizes) {
    long count = Arrays.stream(sizes).sum();
    long bytes = 0;
    int max = 0;
    for (int i = 0; i < sizes.length; i++) {
      bytes += i * sizes[i];
      max = sizes[i] > 0 ? i : max;
    }
    return String.format(
        Locale.ROOT,
        "{\"mean\":%d,\"p50\":%d,\"p99\":%d,\"max\":%d}",
        bytes / Math.max(1, count),
        at(sizes, count, 0.5),
        at(sizes, count, 0.99),
        max);
  }

  private static int at(long[] sizes, long count, double share) {
    long upTo = 0;
    for (int i = 0; i < sizes.length; i++) {
      upTo += sizes[i];
      if (upTo >= share * count) {
        return i;
      }
    }
    return sizes.length - 1;
  }

  private void show(int account, int day, long atMs) {
    boolean member = account % CAMPAIGN_EVERY < CAMPAIGN;
    boolean company = !member && account / COMPANY % 4 == 1;
    boolean published = !member && Mix.unit(account + 1L) < 0.25;
    int campaign = account / CAMPAIGN_EVERY;
    long payer = company ? account / COMPANY : account;
    long card =
        member
            ? hash(1, (long) campaign * CAMPAIGN + account % CAMPAIGN_EVERY / CARD_MEMBERS)
            : hash(company ? 2 : 3, payer);
    long network = hash(company ? 4 : 5, payer);
    long program =
        member ? hash(6, campaign) : hash(7, (long) Math.pow(PROGRAMS, Mix.unit(account + 7L)));
    long template = published ? published(account, 0) : member ? hash(9, campaign) : 0;
    long closing = member ? hash(10, campaign) : 0;
    String organization = String.format(company ? "team-%07x" : "org-%08x", payer);
    Shown shown = new Shown(id(account), organization, card, network, program, atMs);
    see(shown, LinkKind.TENANT, 0, 0, 0, true);
    for (int i = 0; (company || day == 0) && i < OWN_TEMPLATES; i++) {
      long own = hash(company ? 11 : 12, payer * OWN_TEMPLATES + i);
      see(shown, LinkKind.TEMPLATE, own, own, own + 1, company);
      see(shown, LinkKind.CLOSING, own + 1, own, own + 1, company);
    }
    for (int i = 1; published && i < Math.pow(PUBLISHED_MAX, Mix.unit(account + 17L)); i++) {
      see(shown, LinkKind.TEMPLATE, published(account, i), template, closing, true);
    }
    if (template != 0) {
      see(shown, LinkKind.TEMPLATE, template, template, closing, true);
    }
    if (closing != 0) {
      see(shown, LinkKind.CLOSING, closing, template, closing, true);
    }
    if (company || member || day == 0) {
      see(shown, LinkKind.CARD, card, template, closing, company || member);
    }
    if (company || day == 0) {
      see(shown, LinkKind.NETWORK, network, template, closing, company);
    }
    see(shown, LinkKind.PROGRAM, program, template, closing, true);
  }

  /** The most used of them are so by Zipf's law with exponent 1, near enough. */
  private long published(int account, int i) {
    double used = Mix.unit((long) account * PUBLISHED_MAX + i + 13);
    return hash(8, (long) Math.pow(Math.max(10, accounts / 100), used));
  }

  private record Shown(
      String account, String organization, long card, long network, long program, long atMs) {}

  /**
   * @param others whether others show it too; what nobody else shows is not kept, only its size
   */
  private void see(
      Shown shown, LinkKind kind, long link, long template, long closing, boolean others) {
    LinkObservation observation =
        new LinkObservation(
            TENANT,
            shown.account,
            shown.organization,
            "key-" + shown.account,
            false,
            "8f14e45f-ceea-467f-a0e6-" + shown.account.substring(5),
            shown.atMs,
            shown.atMs,
            shown.atMs + 3,
            kind,
            link,
            new Traits(
                template,
                closing,
                shown.card,
                shown.network,
                shown.program,
                0,
                CampaignTraffic.START_MS - DAY_MS,
                1 + OWN_TEMPLATES));
    byte @Nullable [] next =
        LinkWatchCodec.see(others ? shared.get(link) : null, observation, this::tell);
    if (next == null) {
      return;
    }
    int key = LinkKey.of(observation).getBytes(StandardCharsets.UTF_8).length;
    if (others) {
      shared.put(link, next);
      keys.put(link, key);
    } else {
      links[key + next.length]++;
    }
  }

  private void tell(LinkReport report) {
    desk.see(report, this);
    desk.drainChanged(
        (key, value) -> {
          if (value == null) {
            pieces.remove(key);
          } else {
            pieces.put(key, value.length);
          }
        });
  }

  @Override
  public void finding(Finding finding) {
    found += finding.getRevision() == 1 ? 1 : 0;
  }

  @Override
  public void campaign(Campaign campaign) {}

  private static String id(int account) {
    return String.format("acct-%012x", Mix.of(account + 1L) >>> 16);
  }

  private static long hash(int kind, long number) {
    return Mix.of(((long) kind << 40) + number + 1);
  }
}
