package io.stillwatch.profiles;

import org.jspecify.annotations.Nullable;

/**
 * An account shows a link: the unit that campaigns are made of.
 *
 * <p>It carries in brief what else the account shares at this moment, so that whoever sees several
 * accounts on one link can tell what they have in common beside it.
 *
 * @param verified whether the provider has seen the papers of its organisation
 * @param exchangeId the exchange that showed it
 * @param clockMs the account's clock
 * @param link its hash; 0 for the tenant
 * @param traits what the account shows with it
 */
public record LinkObservation(
    String tenant,
    String accountId,
    @Nullable String organizationId,
    @Nullable String apiKeyId,
    boolean verified,
    String exchangeId,
    long clockMs,
    long occurredAtMs,
    long receivedAtMs,
    LinkKind kind,
    long link,
    Traits traits) {

  /** What the account shows of a kind, by the link or beside it; 0 where it shows nothing. */
  public long shown(LinkKind of) {
    return of == kind ? link : traits.of(of);
  }

  /**
   * What an account shows beside a link, as hashes; 0 where it shows nothing of the kind.
   *
   * @param bornAtMs when the account was created, or {@link #UNTOLD}
   * @param templates how many observations of templates the account has made, this one among them
   * @param exchanges the account has had at least so many, this one among them; 0 where nobody told
   * @param otherCard the card under the other key of a rotation
   * @param otherNetwork the network under that key
   */
  public record Traits(
      long template,
      long closing,
      long card,
      long network,
      long program,
      long tools,
      long bornAtMs,
      int templates,
      int exchanges,
      long otherCard,
      long otherNetwork) {

    public static final long UNTOLD = Long.MIN_VALUE;

    /** While no key is rotated, and nobody told how many exchanges there were. */
    public Traits(
        long template,
        long closing,
        long card,
        long network,
        long program,
        long tools,
        long bornAtMs,
        int templates) {
      this(template, closing, card, network, program, tools, bornAtMs, templates, 0, 0, 0);
    }

    public long of(LinkKind kind) {
      return switch (kind) {
        case TENANT -> 0;
        case TEMPLATE -> template;
        case CLOSING -> closing;
        case CARD -> card;
        case NETWORK -> network;
        case PROGRAM -> program;
        case TOOLS -> tools;
      };
    }

    /** The same thing under the other key of a rotation, or 0. */
    public long otherOf(LinkKind kind) {
      return switch (kind) {
        case CARD -> otherCard;
        case NETWORK -> otherNetwork;
        default -> 0;
      };
    }
  }
}
