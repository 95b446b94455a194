package io.stillwatch.patterns;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.stillwatch.patterns.Letters.Is;
import io.stillwatch.patterns.Match.StepTaken;
import io.stillwatch.patterns.Sequence.AfterMatch;
import io.stillwatch.patterns.Sequence.Contiguity;
import io.stillwatch.patterns.Sequence.Step;
import io.stillwatch.patterns.cep.Packer;
import io.stillwatch.profiles.AccountProfile;
import io.stillwatch.profiles.Look;
import io.stillwatch.schemas.Mode;
import io.stillwatch.schemas.Phase;
import io.stillwatch.signals.ExchangeHash;
import io.stillwatch.signals.Sighting;
import io.stillwatch.signals.SignalSet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A changed pattern goes on with the partial matches whose steps still exist. */
class SwapTest {

  private static final long START = 1_750_000_000_000L;

  private final AccountProfile profile = AccountProfile.empty();
  private final List<Match> matches = new ArrayList<>();
  private int looks;

  private static Step step(String name, long letter, int times) {
    return Step.of(name, new Is(letter, null, true), times);
  }

  private static Automaton version(int version, List<Automaton> older, Step... steps) {
    PatternSpec spec =
        Letters.spec(
            version, new Sequence(List.of(steps), Duration.ofHours(1), AfterMatch.NO_SKIP));
    return Packer.pack(spec, spec.key(), older);
  }

  private void see(Automaton automaton, long letter) {
    see(automaton, letter, 1);
  }

  private void see(Automaton automaton, long letter, long number) {
    long[] values = new long[Traffic.CATALOG.width()];
    values[Traffic.CATALOG.code("prompt")] = letter;
    values[Traffic.CATALOG.code("pair")] = number;
    Sighting sighting =
        Traffic.sighting(
            "a", "x" + ++looks, Phase.EXCHANGE, START + 1_000L * looks, SignalSet.of(values));
    Look look =
        new Look(
            sighting,
            sighting.occurredAtMs(),
            true,
            true,
            false,
            sighting.signals(),
            AccountProfile.empty());
    automaton.accept(look, profile.nextLook(), profile, matches::add);
  }

  private static StepTaken took(String step, int exchange) {
    long hash = ExchangeHash.of("x" + exchange);
    return new StepTaken(step, 1, hash, hash);
  }

  @Test
  void aPartialMatchGoesOnWhereItsStepStillExistsAndALaterOneIsAdded() {
    Automaton one = version(1, List.of(), step("a", 1, 1), step("b", 2, 1));
    see(one, 1);
    Automaton two = version(2, List.of(one), step("a", 1, 1), step("b", 2, 1), step("c", 3, 1));
    see(two, 2);
    assertEquals(List.of(), matches);
    see(two, 3);
    assertEquals(1, matches.size());
    assertEquals(List.of(took("a", 1), took("b", 2), took("c", 3)), matches.get(0).steps());
    assertEquals(0, profile.dropped());
  }

  @Test
  void aPartialMatchIsGivenUpAndCountedWhereItsStepIsGone() {
    Automaton one = version(1, List.of(), step("a", 1, 1), step("b", 2, 1));
    see(one, 1);
    Automaton two = version(2, List.of(one), step("a", 1, 1), step("other", 2, 1));
    see(two, 2);
    assertEquals(List.of(), matches);
    assertEquals(1, profile.dropped());
  }

  @Test
  void aPartialMatchInsideARepeatedStepKeepsHowFarItIs() {
    Automaton one = version(1, List.of(), step("a", 1, 3), step("b", 2, 1));
    see(one, 1);
    see(one, 1);
    Automaton two = version(2, List.of(one), step("a", 1, 3), step("b", 3, 1));
    see(two, 1);
    see(two, 3);
    assertEquals(1, matches.size());
    assertEquals(3, matches.get(0).steps().get(0).count());
  }

  @Test
  void aStepThatNowComparesWithALookThatNobodyKeptCannotGoOn() {
    Automaton one = version(1, List.of(), step("a", 1, 1), step("b", 2, 1));
    see(one, 1, 7);
    Step compares =
        new Step("b", new Is(2, "a", true), 1, 1, false, false, Contiguity.RELAXED, false);
    Automaton two = version(2, List.of(one), step("a", 1, 1), compares);
    see(two, 2, 7);
    assertEquals(List.of(), matches);
    assertEquals(1, profile.dropped());
  }

  @Test
  void rollingBackFindsThePartialMatchesOfTheNewerVersion() {
    Automaton one = version(1, List.of(), step("a", 1, 1), step("b", 2, 1));
    Automaton two = version(2, List.of(one), step("a", 1, 1), step("b", 3, 1));
    see(two, 1);
    Automaton back = version(1, List.of(two), step("a", 1, 1), step("b", 2, 1));
    see(back, 2);
    assertEquals(1, matches.size());
  }

  @Test
  void withoutTheOlderVersionItsPartialMatchesAreGivenUp() {
    Automaton one = version(1, List.of(), step("a", 1, 1), step("b", 2, 1));
    see(one, 1);
    see(version(2, List.of(), step("a", 1, 1), step("b", 2, 1)), 2);
    assertEquals(List.of(), matches);
    assertEquals(1, profile.dropped());
  }

  private static BookRow pointer(int version) {
    return new BookRow.Pointer(PatternBook.ALL_TENANTS, "trial", version, Mode.ENFORCE, 1);
  }

  private static Automaton live(PatternBook book) {
    return book.of("acme").entries().get(0).automaton();
  }

  @Test
  void aBookThatIsRolledBackFindsThePartialMatchesOfTheNewerVersion() {
    PatternBook book =
        PatternBook.empty(
            (name, source) ->
                Letters.spec(
                    Integer.parseInt(source),
                    new Sequence(
                        List.of(step("a", 1, 1), step("b", 1 + Integer.parseInt(source), 1)),
                        Duration.ofHours(1),
                        AfterMatch.NO_SKIP)),
            Packer::pack);
    book = book.with(new BookRow.Revision(PatternBook.ALL_TENANTS, "trial", 1, "1"));
    see(live(book.with(pointer(1))), 3);
    book = book.with(new BookRow.Revision(PatternBook.ALL_TENANTS, "trial", 2, "2"));
    see(live(book.with(pointer(2))), 1);
    see(live(book.with(pointer(1))), 2);
    assertEquals(1, matches.size());
    assertEquals(0, profile.dropped());
  }
}
