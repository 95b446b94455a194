package io.stillwatch.patterns.condition;

import io.stillwatch.patterns.Anchor;
import io.stillwatch.patterns.Earlier;
import io.stillwatch.patterns.Field;
import io.stillwatch.patterns.condition.Term.Logic;
import io.stillwatch.patterns.condition.Term.Reads;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Compiles comparisons: picks the closure, and tells what the comparison needs at least. */
final class Comparing {

  private Comparing() {}

  /** Null where the two cannot be compared so. */
  static @Nullable Logic of(Term left, Order order, Term right) {
    if (left instanceof Term.Int a && right instanceof Term.Int b) {
      return wholes(a, order, b);
    }
    if (left instanceof Term.Fraction a && right instanceof Term.Fraction b) {
      return reals(a, order, b);
    }
    if (left instanceof Term.Fraction a && right instanceof Term.Int b) {
      return mixed(a, order, b);
    }
    if (left instanceof Term.Int a && right instanceof Term.Fraction b) {
      return mixed(b, order.flipped(), a);
    }
    if (left instanceof Term.Text a && right instanceof Term.Text b) {
      return texts(a, order, b);
    }
    if (left instanceof Logic a && right instanceof Logic b) {
      return truths(a, order, b);
    }
    return null;
  }

  private static Logic wholes(Term.Int a, Order order, Term.Int b) {
    Reads reads = a.reads().and(b.reads());
    if (a.own() != null && b.written() != null) {
      return ownWhole(a.own(), order, b.written(), reads);
    }
    if (b.own() != null && a.written() != null) {
      return ownWhole(b.own(), order.flipped(), a.written(), reads);
    }
    return term(new Truths.Wholes(a.node(), order, b.node()), reads, needed(order, reads));
  }

  private static Logic ownWhole(Field field, Order order, long to, Reads reads) {
    return term(new Truths.WholeField(field, order, to), reads, Anchors.of(field, order, to));
  }

  private static Logic reals(Term.Fraction a, Order order, Term.Fraction b) {
    Reads reads = a.reads().and(b.reads());
    if (a.own() != null && b.written() != null) {
      return ownReal(a.own(), order, b.written(), reads);
    }
    if (b.own() != null && a.written() != null) {
      return ownReal(b.own(), order.flipped(), a.written(), reads);
    }
    return term(new Truths.Reals(a.node(), order, b.node()), reads, needed(order, reads));
  }

  private static Logic ownReal(Field field, Order order, double to, Reads reads) {
    return within(
        field,
        order,
        to,
        term(new Truths.RealField(field, order, to), reads, Anchors.of(field, order, to)));
  }

  private static Logic mixed(Term.Fraction a, Order order, Term.Int b) {
    Reads reads = a.reads().and(b.reads());
    Truth node = new Truths.RealToWhole(a.node(), order, b.node());
    if (a.own() != null && b.written() != null) {
      List<Anchor> anchors = Anchors.ofReal(a.own(), order, b.written());
      return within(a.own(), order, (double) b.written(), term(node, reads, anchors));
    }
    if (b.own() != null && a.written() != null) {
      return term(node, reads, Anchors.ofWhole(b.own(), order.flipped(), a.written()));
    }
    return term(node, reads, needed(order, reads));
  }

  private static @Nullable Logic texts(Term.Text a, Order order, Term.Text b) {
    Reads reads = a.reads().and(b.reads());
    boolean equality = order == Order.EQUAL || order == Order.UNEQUAL;
    if (a.words() == null || b.words() == null) {
      return equality
          ? term(new Truths.Wholes(a.bits(), order, b.bits()), reads, needed(order, reads))
          : null;
    }
    if (equality && b.written() != null) {
      return ownText(a, order, b.written(), reads);
    }
    if (equality && a.written() != null) {
      return ownText(b, order, a.written(), reads);
    }
    return term(new TextTests.Compared(a.words(), order, b.words()), reads, needed(order, reads));
  }

  private static @Nullable Logic ownText(Term.Text text, Order order, String to, Reads reads) {
    if (text.words() == null) {
      return null;
    }
    boolean same = order == Order.EQUAL;
    List<Anchor> anchors =
        same && text.own() != null ? Anchors.equal(text.own(), TextHash.of(to)) : Anchors.NONE;
    return term(new TextTests.Is(text.words(), to, same), reads, anchors);
  }

  private static @Nullable Logic truths(Logic a, Order order, Logic b) {
    if (order != Order.EQUAL && order != Order.UNEQUAL) {
      return null;
    }
    boolean same = order == Order.EQUAL;
    Reads reads = a.reads().and(b.reads());
    Field own = own(a) != null ? own(a) : own(b);
    Boolean written = written(own(a) != null ? b : a);
    List<Anchor> anchors =
        same && own != null && written != null
            ? Anchors.equal(own, written ? 1 : 0)
            : needed(order, reads);
    return term(new Truths.Same(a.node(), b.node(), same), reads, anchors);
  }

  private static @Nullable Field own(Logic logic) {
    return logic.node() instanceof Truths.OfBits of && of.bits() instanceof Numbers.OwnBits bits
        ? bits.field()
        : null;
  }

  private static @Nullable Boolean written(Logic logic) {
    return logic.node() instanceof Truths.Fixed fixed ? fixed.written() : null;
  }

  // ---- lists

  static Logic in(Term.Int of, List<Long> wholes, List<Double> reals) {
    List<Anchor> anchors = new ArrayList<>();
    boolean exact = of.own() != null;
    Field own = of.own();
    if (own != null) {
      for (long whole : wholes) {
        anchors.addAll(Anchors.equal(own, whole));
      }
      for (double real : reals) {
        if (real == Math.rint(real)) {
          List<Anchor> entry = Anchors.ofWhole(own, Order.EQUAL, real);
          exact &= entry.size() == 1 && entry.get(0).test() == Anchor.Test.EQUAL;
          anchors.addAll(entry);
        }
      }
    }
    return term(
        new Lists.WholeIn(of.node(), longs(wholes), doubles(reals)),
        of.reads(),
        exact ? anchors : Anchors.present(of.reads().need()));
  }

  static Logic in(Term.Fraction of, List<Long> wholes, List<Double> reals) {
    List<Anchor> anchors = new ArrayList<>();
    boolean exact = of.own() != null;
    Field own = of.own();
    if (own != null) {
      for (double real : reals) {
        anchors.addAll(Anchors.of(own, Order.EQUAL, real));
      }
      for (long whole : wholes) {
        List<Anchor> entry = Anchors.ofReal(own, Order.EQUAL, whole);
        exact &= !entry.isEmpty();
        anchors.addAll(entry);
      }
    }
    return term(
        new Lists.RealIn(of.node(), longs(wholes), doubles(reals)),
        of.reads(),
        exact ? anchors : Anchors.present(of.reads().need()));
  }

  static Logic in(Term.Text of, List<String> texts) {
    Field own = of.own();
    if (of.words() == null) {
      List<Long> hashes = texts.stream().map(TextHash::of).toList();
      return term(
          new Lists.WholeIn(of.bits(), longs(hashes), new double[0]), of.reads(), Anchors.NONE);
    }
    Set<String> distinct = new HashSet<>(texts);
    List<Anchor> anchors = new ArrayList<>();
    if (own != null) {
      for (String text : distinct) {
        anchors.addAll(Anchors.equal(own, TextHash.of(text)));
      }
    }
    return term(new Lists.TextIn(of.words(), Set.copyOf(distinct)), of.reads(), anchors);
  }

  private static long[] longs(List<Long> values) {
    return values.stream().mapToLong(Long::longValue).toArray();
  }

  private static double[] doubles(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).toArray();
  }

  // ---- what is known of them

  /** A comparison or test that needs a value of all that it reads. */
  static Logic term(Truth node, Reads reads, List<Anchor> anchors) {
    int can = Logic.CAN_NO | Logic.CAN_YES | (reads.sure() ? 0 : Logic.CAN_UNTOLD);
    if (reads.fixed()) {
      can = 1 << node.ask(Nowhere.LOOK, Earlier.NOTHING);
    }
    return new Logic(node, can, List.copyOf(new LinkedHashSet<>(anchors)), reads);
  }

  private static List<Anchor> needed(Order order, Reads reads) {
    return order == Order.UNEQUAL ? Anchors.NONE : Anchors.present(reads.need());
  }

  /** Takes the known bounds of a field into account. */
  private static Logic within(Field field, Order order, double to, Logic compared) {
    if (!(field instanceof LookField known)) {
      return compared;
    }
    boolean atLeast = order.holds(known.least(), to);
    boolean atMost = order.holds(known.most(), to);
    boolean inside = to >= known.least() && to <= known.most();
    boolean same =
        switch (order) {
          case EQUAL, UNEQUAL -> !inside;
          default -> atLeast == atMost;
        };
    int untold = compared.can() & Logic.CAN_UNTOLD;
    int can = same ? untold | (atLeast ? Logic.CAN_YES : Logic.CAN_NO) : compared.can();
    return new Logic(compared.node(), can, compared.anchors(), compared.reads());
  }
}
