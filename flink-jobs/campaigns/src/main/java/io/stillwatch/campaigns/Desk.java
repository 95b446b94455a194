package io.stillwatch.campaigns;

import org.jspecify.annotations.Nullable;

/** A tenant's place where links come together; what it remembers can be stored piece by piece. */
public interface Desk {

  void see(LinkReport report, DeskOut out);

  /** Hands on what has changed since this was last called, by key; null for what is gone. */
  void drainChanged(Changed changed);

  /** Takes one piece of a desk's memory. */
  interface Changed {
    void put(String key, byte @Nullable [] value);
  }
}
