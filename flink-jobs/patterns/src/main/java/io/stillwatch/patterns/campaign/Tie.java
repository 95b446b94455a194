package io.stillwatch.patterns.campaign;

import java.util.Locale;

/** What ties one account to a campaign. */
public enum Tie {
  /** It uses a template of the campaign's. */
  TEMPLATE,
  /** It uses several of them. */
  TEMPLATES,
  /** They are a good part of all that it does. */
  HABIT,
  /** A card of the campaign's pays for it. */
  CARD,
  /** It comes from a network of the campaign's that few others use. */
  NETWORK,
  /** It sends with the campaign's settings and client, or offers its tools. */
  PROGRAM,
  /** It hands work to a member, or takes it over. */
  HAND_OVER,
  /** It does so with several members, and handed on itself. */
  HAND_OVERS;

  public String term() {
    return name().toLowerCase(Locale.ROOT);
  }
}
