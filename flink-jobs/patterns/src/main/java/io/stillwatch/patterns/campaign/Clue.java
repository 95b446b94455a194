package io.stillwatch.patterns.campaign;

import io.stillwatch.profiles.LinkKind;
import java.util.Locale;

/** A kind of evidence that the accounts on one link act as one. */
public enum Clue {
  /** One card pays for accounts of several parties. */
  CARD,
  /** More than one card does. */
  CARDS,
  /** One network that few others use serves several of them. */
  NETWORK,
  /** More than one such network does. */
  NETWORKS,
  /** They send with the same chosen settings and client program. */
  PROGRAM,
  /** They do so in more than one group. */
  PROGRAMS,
  /** They offer the same tools to the model. */
  TOOLS;

  /** What the value that most accounts of a link share is a clue for. */
  public static Clue first(LinkKind kind) {
    return switch (kind) {
      case CARD -> CARD;
      case NETWORK -> NETWORK;
      case PROGRAM -> PROGRAM;
      case TOOLS -> TOOLS;
      case TENANT, TEMPLATE, CLOSING -> throw new IllegalArgumentException(kind + " is no clue");
    };
  }

  /** What the other values that they share are a clue for. */
  public static Clue further(LinkKind kind) {
    return switch (kind) {
      case CARD -> CARDS;
      case NETWORK -> NETWORKS;
      case PROGRAM -> PROGRAMS;
      case TOOLS -> TOOLS;
      case TENANT, TEMPLATE, CLOSING -> throw new IllegalArgumentException(kind + " is no clue");
    };
  }

  public String term() {
    return name().toLowerCase(Locale.ROOT);
  }
}
