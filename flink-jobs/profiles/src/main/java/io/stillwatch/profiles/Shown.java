package io.stillwatch.profiles;

/** Where what an account shows goes: all that others can be held beside it for. */
@FunctionalInterface
public interface Shown {

  /** A link that is news. */
  void link(LinkObservation observation);

  /** A prompt that it tries to have answered, or has failed with. */
  default void attempt(Attempt attempt) {}
}
