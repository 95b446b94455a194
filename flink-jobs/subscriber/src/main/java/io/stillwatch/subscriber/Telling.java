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
    } catch (RuntimeException | Error e) {
      trouble(e);
    }
  }

  void trouble(Throwable failure) {
    try {
      listener.trouble(
          failure instanceof Exception exception
              ? exception
              : new IllegalStateException(failure.toString(), failure));
    } catch (RuntimeException | Error ignored) {
      // nobody is left to tell
    }
  }
}
