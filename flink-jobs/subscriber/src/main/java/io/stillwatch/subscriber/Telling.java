package io.stillwatch.subscriber;

/** Calls the listener, whatever it does: the actions matter more than who listens. */
final class Telling {

  private final ControlTopicListener listener;

  Telling(ControlTopicListener listener) {
    this.listener = listener;
  }

  /** What to say. */
  interface Message {
    void to(ControlTopicListener listener);
  }

  void tell(Message message) {
    try {
      message.to(listener);
    } catch (RuntimeException e) {
      trouble(e);
    }
  }

  void trouble(Exception failure) {
    try {
      listener.trouble(failure);
    } catch (RuntimeException ignored) {
      // nobody is left to tell
    }
  }
}
