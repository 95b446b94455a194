package io.stillwatch.cli.demo;

/** What becomes of an exchange at the gateway, before any server sees it. */
enum Admission {
  /** Let through: the account gets the answer. */
  SERVED("served"),
  /** Let through, and the server leaves out what the action says. */
  DEGRADED("degraded"),
  /** Asked to prove who it is before it is answered. */
  CHALLENGED("challenged"),
  THROTTLED("throttled"),
  SUSPENDED("suspended");

  private final String word;

  Admission(String word) {
    this.word = word;
  }

  String word() {
    return word;
  }

  /** Whether it is answered at all: people pass a challenge, scripts do not. */
  boolean answered(boolean script) {
    return this == SERVED || this == DEGRADED || (this == CHALLENGED && !script);
  }
}
