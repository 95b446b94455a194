package io.stillwatch.cli.demo;

/**
 * What an account of the simulated world really is; known to the simulation and its summary only.
 */
enum Role {
  CHAT("people who chat"),
  SUPPORT_BOT("support bot of one company"),
  DOCUMENTS("answers from documents"),
  BATCH("batch labelling and translation"),
  CODE("code assistant"),
  EVALUATION("evaluation suite"),
  JUDGE("judge in CI"),
  GRADER("grader of a document assistant"),
  CLASSROOM("classroom"),
  QUOTER("someone who quotes a reasoning trace"),
  LOGPROB_CLASSIFIER("log-probability classifier"),
  REASONING_HARVEST("reasoning harvest"),
  REWARD_PAIRS("reward-model pairs"),
  RUBRIC_GRADING("rubric grading");

  private final String words;

  Role(String words) {
    this.words = words;
  }

  /** What a human reads. */
  String words() {
    return words;
  }

  boolean campaign() {
    return compareTo(REASONING_HARVEST) >= 0;
  }
}
