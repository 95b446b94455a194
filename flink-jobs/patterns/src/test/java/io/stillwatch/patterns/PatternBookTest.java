package io.stillwatch.patterns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.stillwatch.patterns.Letters.Is;
import io.stillwatch.patterns.Sequence.AfterMatch;
import io.stillwatch.patterns.Sequence.Step;
import io.stillwatch.patterns.cep.Packer;
import io.stillwatch.schemas.Mode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Which text of a pattern is judged for whom, and how far it may go. */
class PatternBookTest {

  private static final String ALL = PatternBook.ALL_TENANTS;

  /** Its texts are a version and the times that a step is taken, such as {@code 1 3}. */
  private final PatternBook empty =
      PatternBook.empty(
          (name, source) -> {
            String[] words = source.split(" ", -1);
            Step step = Step.of("a", new Is(1, null, true), Integer.parseInt(words[1]));
            return Letters.spec(
                Integer.parseInt(words[0]),
                new Sequence(List.of(step), Duration.ofHours(1), AfterMatch.NO_SKIP));
          },
          Packer::pack);

  private static BookRow revision(String tenant, String text) {
    return new BookRow.Revision(tenant, "trial", Integer.parseInt(text.split(" ", -1)[0]), text);
  }

  private static BookRow enforce(String tenant, String text) {
    return new BookRow.Pointer(
        tenant,
        "trial",
        Integer.parseInt(text.split(" ", -1)[0]),
        Mode.ENFORCE,
        1,
        PatternBook.digest(text));
  }

  private PatternBook book(BookRow... rows) {
    PatternBook book = empty;
    for (BookRow row : rows) {
      book = book.with(row);
    }
    return book;
  }

  /** Such as {@code ENFORCE v1 x3}, the live one first. */
  private static List<String> judged(PatternBook book, String tenant) {
    return book.of(tenant).entries().stream()
        .map(
            entry ->
                entry.mode()
                    + " v"
                    + entry.pattern().version()
                    + " x"
                    + ((Sequence) entry.pattern().form()).steps().get(0).least()
                    + (entry.candidate() ? " beside" : ""))
        .toList();
  }

  @Test
  void aPromotionForAllPromotesNoTenantsOwnTextOfThatNumber() {
    PatternBook book = book(revision(ALL, "3 2"), revision("acme", "3 9"), enforce(ALL, "3 2"));
    assertEquals(List.of("ENFORCE v3 x2"), judged(book, "other"));
    assertEquals(List.of("ENFORCE v3 x2", "SHADOW v3 x9 beside"), judged(book, "acme"));
    assertEquals(List.of("ENFORCE v3 x9"), judged(book.with(enforce("acme", "3 9")), "acme"));
  }

  @Test
  void aTextThatTookThePlaceOfAPromotedOneIsInShadowAndSaysSo() {
    PatternBook book = book(revision(ALL, "1 2"), enforce(ALL, "1 2"));
    assertEquals(List.of("ENFORCE v1 x2"), judged(book, "acme"));
    PatternBook replaced = book.with(revision(ALL, "1 9"));
    assertEquals(List.of("SHADOW v1 x9 beside"), judged(replaced, "acme"));
    assertEquals(
        Map.of(
            "promotion of trial@1",
            "its text is another than the one that was promoted, and in shadow; promote it anew"),
        replaced.refusals());
    assertEquals(Map.of(), replaced.with(enforce(ALL, "1 9")).refusals());
    assertNotEquals(book.hash(), book(revision(ALL, "1 2"), enforce(ALL, "1 9")).hash());
  }

  @Test
  void aPromotionWithoutADigestMeansAnyTextOfItsVersion() {
    PatternBook book =
        book(
            revision(ALL, "3 2"),
            revision("acme", "3 9"),
            new BookRow.Pointer(ALL, "trial", 3, Mode.ENFORCE, 1));
    assertEquals(List.of("ENFORCE v3 x2"), judged(book, "other"));
    assertEquals(List.of("ENFORCE v3 x9"), judged(book, "acme"));
  }

  @Test
  void aPromotionOfAVersionThatIsNotThereSaysSo() {
    PatternBook book = book(revision(ALL, "2 2"), enforce(ALL, "1 2"));
    assertEquals(List.of("SHADOW v2 x2 beside"), judged(book, "acme"));
    assertEquals(List.of("promotion of trial@1"), List.copyOf(book.refusals().keySet()));
    assertEquals(book.refusals(), book.only(CampaignForm.class).refusals());
    assertEquals(Map.of(), book.only(Tally.class).with(revision(ALL, "1 2")).refusals());
  }

  @Test
  void whatIsSwitchedOffStaysSoWhateverIsPublished() {
    PatternBook book =
        book(
            revision(ALL, "1 2"),
            new BookRow.Pointer(ALL, "trial", 1, Mode.OFF, 1, PatternBook.digest("1 2")));
    assertEquals(List.of(), judged(book, "acme"));
    PatternBook upgraded =
        book.with(revision(ALL, "2 2")).with(new BookRow.RevisionGone(ALL, "trial", 1));
    assertEquals(List.of(), judged(upgraded, "acme"));
    assertEquals(Map.of(), upgraded.refusals());
  }
}
