package io.stillwatch.campaigns;

import io.stillwatch.profiles.LinkKind;
import io.stillwatch.profiles.LinkObservation;
import io.stillwatch.profiles.LinkObservation.Traits;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Observations for tests. */
public final class LinkObservations {

  public static final long START = 1_750_000_000_000L;

  private LinkObservations() {}

  /** As an account of a provider shows a template, with all that it can show beside. */
  public static LinkObservation of(LinkKind kind, long link, int account, long atMs) {
    return of(kind, link, "acct_7f3b9a" + account, "org_55c0d" + account, atMs);
  }

  public static LinkObservation of(
      LinkKind kind, long link, String account, String organization, long atMs) {
    return new LinkObservation(
        "default",
        account,
        organization,
        "key_91f0aa17",
        account.startsWith("account-") && account.hashCode() % 2 == 0,
        "8f14e45f-ceea-467f-a0e6-b2d1f6a3c0de",
        atMs,
        atMs - 20,
        atMs + 130,
        kind,
        link,
        new Traits(
            kind == LinkKind.TEMPLATE ? link : 0x1111111111111111L,
            kind == LinkKind.CLOSING ? link : 0x2222222222222222L,
            kind == LinkKind.CARD ? link : 0x3333333333333333L,
            kind == LinkKind.NETWORK ? link : 0x4444444444444444L,
            kind == LinkKind.PROGRAM ? link : 0x5555555555555555L,
            kind == LinkKind.TOOLS ? link : 0x6666666666666666L,
            START - 86_400_000L,
            3));
  }

  /** Few links, some of them much shared, by accounts some of which are of one organisation. */
  public static List<LinkObservation> stream(long seed, int count, int accounts) {
    Random random = new Random(seed);
    List<LinkObservation> stream = new ArrayList<>();
    long now = START;
    for (int i = 0; i < count; i++) {
      now += random.nextInt(600_000);
      int account = random.nextInt(accounts);
      LinkKind kind = LinkKind.values()[random.nextInt(LinkKind.values().length)];
      long link = kind == LinkKind.TENANT ? 0 : 1 + (long) (random.nextDouble() * 3);
      stream.add(
          of(
              kind,
              link,
              "account-" + account,
              random.nextInt(3) == 0 ? null : "org-" + account % 5,
              now));
    }
    return stream;
  }
}
