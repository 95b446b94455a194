package io.stillwatch.patterns.condition;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * A set of texts: those that are named, or all but those, as far as they pass some tests.
 *
 * @param named these only, or without {@code but} these
 * @param tests of those that are not named one by one
 */
record Texts(boolean but, Set<String> named, List<Test> tests) implements Domain {

  static final Texts ALL = new Texts(true, Set.of(), List.of());
  private static final Texts NONE = only(Set.of());

  /**
   * A test and whether it is passed.
   *
   * @param same what makes two tests the same one
   */
  record Test(Object same, Predicate<String> passes, boolean passed) {}

  Texts {
    named = Set.copyOf(named);
    tests = List.copyOf(tests);
  }

  static Texts only(Set<String> named) {
    return new Texts(false, named, List.of());
  }

  static Texts but(Set<String> named) {
    return new Texts(true, named, List.of());
  }

  static Texts passing(Object same, Predicate<String> passes, boolean passed) {
    return new Texts(true, Set.of(), List.of(new Test(same, passes, passed)));
  }

  @Override
  public boolean isEmpty() {
    return !but && named.isEmpty();
  }

  @Override
  public int size() {
    return named.size() + tests.size();
  }

  private boolean contains(String text) {
    return named.contains(text) != but
        && tests.stream().allMatch(test -> test.passes().test(text) == test.passed());
  }

  @Override
  public Texts and(Domain other) {
    Texts with = (Texts) other;
    if (but && !with.but) {
      return with.and(this);
    }
    Set<String> both = new HashSet<>(named);
    if (!but) {
      both.removeIf(text -> !with.contains(text));
      return only(both);
    }
    both.addAll(with.named);
    List<Test> all = new ArrayList<>(tests);
    for (Test test : with.tests) {
      for (Test known : tests) {
        if (known.same().equals(test.same()) && known.passed() != test.passed()) {
          return NONE;
        }
      }
      all.add(test);
    }
    return new Texts(true, both, all);
  }

  /** Of what is named, or of one test; nobody asks it of both together. */
  @Override
  public Texts not() {
    if (tests.isEmpty()) {
      return new Texts(!but, named, tests);
    }
    Test test = tests.get(0);
    if (tests.size() > 1 || !named.isEmpty()) {
      throw new IllegalStateException("not one test: " + this);
    }
    return passing(test.same(), test.passes(), !test.passed());
  }
}
