package io.stillwatch.patterns.condition;

import io.stillwatch.patterns.Anchor;
import io.stillwatch.patterns.condition.Term.Logic;
import java.util.List;

/** Compiles {@code &&}, {@code ||} and {@code !}, and tells what they can come to. */
final class Connectives {

  private Connectives() {}

  static Logic and(Logic a, Logic b) {
    return both(a, b, new Truths.And(a.node(), b.node()), true);
  }

  static Logic or(Logic a, Logic b) {
    return both(a, b, new Truths.Or(a.node(), b.node()), false);
  }

  static Logic not(Logic a) {
    int can =
        (a.can() & Logic.CAN_UNTOLD)
            | ((a.can() & Logic.CAN_NO) != 0 ? Logic.CAN_YES : 0)
            | ((a.can() & Logic.CAN_YES) != 0 ? Logic.CAN_NO : 0);
    return new Logic(new Truths.Not(a.node()), can, Anchors.NONE, a.reads());
  }

  private static Logic both(Logic a, Logic b, Truth node, boolean and) {
    int can = 0;
    for (int left = Truth.NO; left <= Truth.UNTOLD; left++) {
      for (int right = Truth.NO; right <= Truth.UNTOLD; right++) {
        if ((a.can() & (1 << left)) != 0 && (b.can() & (1 << right)) != 0) {
          can |= 1 << (and ? and(left, right) : or(left, right));
        }
      }
    }
    List<Anchor> anchors =
        and
            ? Anchors.both(a.anchors(), b.anchors())
            : !a.canHold()
                ? b.anchors()
                : !b.canHold() ? a.anchors() : Anchors.either(a.anchors(), b.anchors());
    // Either side may be missing what it reads, as long as the other decides.
    Term.Reads reads =
        new Term.Reads(a.reads().fixed() && b.reads().fixed(), (can & Logic.CAN_UNTOLD) == 0, null);
    return new Logic(node, can, anchors, reads);
  }

  private static int and(int a, int b) {
    return a == Truth.NO || b == Truth.NO ? Truth.NO : Math.max(a, b);
  }

  private static int or(int a, int b) {
    return a == Truth.YES || b == Truth.YES ? Truth.YES : Math.max(a, b);
  }
}
