package io.stillwatch.cli.demo;

import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Somebody who chats: opens a conversation, follows up a few times, comes back with another one.
 */
final class ChatCustomer implements Customer {

  private static final int FOLLOW_UPS_MAX = 6;

  private final Phrasebook phrases;
  private final @Nullable String system;
  private String sessionId = "";
  private int followUpsLeft;
  private int turns;

  ChatCustomer(Phrasebook phrases, @Nullable String system) {
    this.phrases = phrases;
    this.system = system;
  }

  @Override
  public Exchange next(RandomGenerator random) {
    String prompt;
    if (followUpsLeft == 0) {
      prompt = phrases.say("chat.open", random);
      sessionId = OpaqueId.of("ses", random);
      followUpsLeft = random.nextInt(FOLLOW_UPS_MAX + 1);
      turns = 1;
    } else {
      prompt = phrases.say("chat.next", random);
      followUpsLeft--;
      turns += 2;
    }
    return new Exchange(system, prompt, phrases.say("chat.answer", random), turns, sessionId, 0, 0);
  }
}
