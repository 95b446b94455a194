package io.stillwatch.patterns.condition;

import io.stillwatch.patterns.Anchor;
import io.stillwatch.patterns.Capture;
import io.stillwatch.patterns.Condition;
import io.stillwatch.patterns.Earlier;
import io.stillwatch.profiles.Judged;
import java.util.List;

/** A condition as a tree of closures over typed fields. */
record CompiledCondition(String text, Truth truth, List<Capture> captures, List<Anchor> anchors)
    implements Condition {

  CompiledCondition {
    captures = List.copyOf(captures);
    anchors = List.copyOf(anchors);
  }

  @Override
  public boolean holds(Judged judged, Earlier earlier) {
    return truth.ask(judged, earlier) == Truth.YES;
  }

  @Override
  public boolean isRuledOut(Judged judged, Earlier earlier) {
    return truth.ask(judged, earlier) == Truth.NO;
  }
}
