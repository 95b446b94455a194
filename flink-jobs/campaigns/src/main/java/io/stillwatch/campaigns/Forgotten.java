package io.stillwatch.campaigns;

/**
 * What a desk forgets because nobody has shown it for weeks, or because there is too much of it.
 */
public enum Forgotten {
  /** Accounts that were nobody's. */
  ACCOUNTS("forgottenAccounts"),
  /** Members of campaigns. */
  MEMBERS("forgottenMembers"),
  /** That work went from one account to another, as either of them knows it. */
  HAND_OVERS("forgottenHandOvers"),
  /** Campaigns of which nobody was acted on. */
  SUSPECTS("forgottenSuspects"),
  /** How many accounts show a value. */
  VALUES("forgottenValues"),
  /** Names of campaigns that are gone. */
  NAMES("forgottenCampaignNames"),
  /** That an account is a member, of a campaign that was not stored; only a fault makes one. */
  STRAYS("strayMembers");

  private final String metric;

  Forgotten(String metric) {
    this.metric = metric;
  }

  /** The counter that counts them. */
  public String metric() {
    return metric;
  }
}
