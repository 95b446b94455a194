package io.stillwatch.patterns.condition;

import io.stillwatch.patterns.Capture;
import io.stillwatch.patterns.Earlier;
import io.stillwatch.patterns.Field;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Goes through a condition for the cases in which it is true, or false.
 *
 * <p>Between them the cases hold every look for which it is so, and others perhaps: where none is
 * left, there is no such look. A part that is not understood is taken for one that may be either,
 * but not both at once, and only where all that it reads is there.
 */
final class Cases {

  /** Beyond it a condition is not gone through any further, and nothing is said of it. */
  static final class TooMuchException extends Exception {
    private static final long serialVersionUID = 1L;
  }

  private final List<Capture> captures;
  private final @Nullable Set<Field> only;
  private int workLeft;

  /**
   * @param captures what parts that ask for earlier looks count by
   * @param only where they are named, nothing is known of the values of other fields
   */
  Cases(List<Capture> captures, @Nullable Set<Field> only, int work) {
    this.captures = captures;
    this.only = only;
    this.workLeft = work;
  }

  int workLeft() {
    return workLeft;
  }

  private void work(int amount) throws TooMuchException {
    workLeft -= amount;
    if (workLeft < 0) {
      throw new TooMuchException();
    }
  }

  /**
   * Where it comes to this, or cannot be told; empty where it does so for no look.
   *
   * @param untold whether what cannot be told belongs to it
   */
  List<Case> of(Truth truth, boolean yes, boolean untold) throws TooMuchException {
    work(1);
    if (truth instanceof Truths.Not not) {
      return of(not.of(), !yes, untold);
    }
    if (truth instanceof Truths.And and) {
      return yes
          ? both(of(and.left(), true, untold), of(and.right(), true, untold))
          : either(of(and.left(), false, untold), of(and.right(), false, untold));
    }
    if (truth instanceof Truths.Or or) {
      return yes
          ? either(of(or.left(), true, untold), of(or.right(), true, untold))
          : both(of(or.left(), false, untold), of(or.right(), false, untold));
    }
    if (truth instanceof Truths.Same same) {
      boolean equal = same.same() == yes;
      return either(
          both(of(same.left(), true, untold), of(same.right(), equal, untold)),
          both(of(same.left(), false, untold), of(same.right(), !equal, untold)));
    }
    if (truth instanceof Truths.OwnHas has) {
      if (only != null && !only.contains(has.field())) {
        return List.of(Case.ANY);
      }
      return !LookField.isAlways(has.field())
          ? presence(has, yes)
          : yes ? List.of(Case.ANY) : List.of();
    }
    return truth instanceof Truths.EarlierHas ? presence(truth, yes) : leaf(truth, yes, untold);
  }

  private static List<Case> presence(Truth has, boolean yes) {
    return List.of(new Case(Map.of(has, Ranges.only(yes ? 1 : 0))));
  }

  private static List<Case> either(List<Case> left, List<Case> right) {
    List<Case> all = new ArrayList<>(left);
    all.addAll(right);
    return all;
  }

  List<Case> both(List<Case> left, List<Case> right) throws TooMuchException {
    List<Case> all = new ArrayList<>();
    for (Case a : left) {
      for (Case b : right) {
        work(a.size() + b.size());
        Case both = a.and(b);
        if (both != null) {
          all.add(both);
        }
      }
    }
    return all;
  }

  // ---- parts that are true or false by themselves

  private List<Case> leaf(Truth truth, boolean yes, boolean untold) throws TooMuchException {
    Reading reading = new Reading();
    if (!reading.read(truth)) {
      return List.of(Case.ANY);
    }
    if (reading.fixed) {
      int answer = truth.ask(Nowhere.LOOK, Earlier.NOTHING);
      return answer == Truth.of(yes) || (untold && answer == Truth.UNTOLD)
          ? List.of(Case.ANY)
          : List.of();
    }
    if (only != null && (reading.fields.isEmpty() || !only.containsAll(reading.fields))) {
      return List.of(Case.ANY);
    }
    if (untold && !reading.sure) {
      return List.of(Case.ANY);
    }
    List<Case> cases = new ArrayList<>();
    if (untold) {
      reading.needs.forEach(has -> cases.addAll(presence(has, false)));
    }
    Subject subject = Subject.of(truth, captures);
    Domain left = subject.all().and(yes ? subject.whereTrue() : subject.whereTrue().not());
    work(left.size());
    if (!left.isEmpty()) {
      Map<Object, Domain> known = new HashMap<>();
      reading.needs.forEach(has -> known.put(has, Ranges.only(1)));
      known.put(subject.of(), left);
      cases.add(new Case(known));
    }
    return cases;
  }

  // ---- what it reads

  /** The fields of the look at hand that a condition asks for, in the order of its text. */
  static Set<Field> fields(Truth truth) {
    Set<Field> fields = new LinkedHashSet<>();
    gather(truth, fields);
    return fields;
  }

  private static void gather(Truth truth, Set<Field> fields) {
    if (truth instanceof Truths.Not not) {
      gather(not.of(), fields);
    } else if (truth instanceof Truths.And and) {
      gather(and.left(), fields);
      gather(and.right(), fields);
    } else if (truth instanceof Truths.Or or) {
      gather(or.left(), fields);
      gather(or.right(), fields);
    } else if (truth instanceof Truths.Same same) {
      gather(same.left(), fields);
      gather(same.right(), fields);
    } else if (truth instanceof Truths.OwnHas has) {
      fields.add(has.field());
    } else {
      Reading reading = new Reading();
      reading.read(truth);
      fields.addAll(reading.fields);
    }
  }
}
