package io.stillwatch.patterns;

import io.stillwatch.patterns.Sequence.Step;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a step's condition asks of earlier looks, read from a partial match. */
final class CapturedValues implements Earlier {

  private final PartialLayout layout;
  private final int[] places;
  private @Nullable Partial partial;

  CapturedValues(PartialLayout layout, Step step) {
    this.layout = layout;
    List<Capture> asked = step.condition().captures();
    places = new int[asked.size()];
    for (int i = 0; i < places.length; i++) {
      places[i] = layout.captures().indexOf(asked.get(i));
    }
  }

  /** Reads from this one from now on. */
  Earlier of(Partial newPartial) {
    partial = newPartial;
    return this;
  }

  /** As before the first look. */
  Earlier nothing() {
    partial = null;
    return this;
  }

  @Override
  public boolean has(int capture) {
    return partial != null && layout.has(partial.slots, places[capture]);
  }

  @Override
  public long bits(int capture) {
    if (partial == null) {
      throw new IllegalStateException("nothing was captured");
    }
    return layout.bits(partial.slots, places[capture]);
  }
}
