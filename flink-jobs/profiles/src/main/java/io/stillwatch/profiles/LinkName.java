package io.stillwatch.profiles;

import java.util.HexFormat;
import java.util.Locale;

/**
 * What a link is called where people read it and write exceptions for it: its kind and its hash,
 * {@code card:00ab...}. A finding about an account and one about a member of a campaign call it the
 * same.
 */
public final class LinkName {

  private LinkName() {}

  /** Of a link as campaigns have it. */
  public static String of(LinkKind kind, long link) {
    return kind.name().toLowerCase(Locale.ROOT) + ":" + HexFormat.of().toHexDigits(link);
  }

  /** Of a link as a sighting shows it. */
  public static String ofShown(LinkKind kind, long hash) {
    return of(kind, LinkNews.apart(kind, hash));
  }
}
