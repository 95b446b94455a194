package io.stillwatch.cli.demo;

import org.jspecify.annotations.Nullable;

/**
 * One exchange as its customer makes it, before the gateway has made events of it.
 *
 * @param turns messages in the conversation so far
 * @param sessionId the conversation, or null where the customer has none
 */
record Exchange(
    @Nullable String system,
    String prompt,
    String answer,
    int turns,
    @Nullable String sessionId,
    int toolCount,
    int toolCallCount) {

  static Exchange single(@Nullable String system, String prompt, String answer) {
    return new Exchange(system, prompt, answer, 1, null, 0, 0);
  }
}
