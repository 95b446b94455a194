package io.stillwatch.campaigns;

import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** A desk that hears everything and says nothing. */
public final class QuietDesk implements Desk {

  @Override
  public void see(LinkReport report, DeskOut out) {}

  @Override
  public void drainChanged(BiConsumer<String, byte @Nullable []> changed) {}
}
