package io.stillwatch.patterns.language;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.stillwatch.patterns.language.Yaml.Scalar;
import io.stillwatch.patterns.language.Yaml.Style;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Durations, kinds of values, guesses: the small words of the language. */
class WordsOfTheLanguageTest {

  @Test
  void durationsAreReadAsPeopleWriteThem() {
    assertEquals(90_000, DurationText.parse("90s"));
    assertEquals(5_400_000, DurationText.parse("1h30m"));
    assertEquals(86_400_001, DurationText.parse("1d1ms"));
    assertEquals(0, DurationText.parse("0s"));
    for (String wrong :
        List.of("", "h", "1", "1.5h", "-1h", "1h 30m", "1m1h", "1h1h", "1w", "١h")) {
      assertEquals(DurationText.WRONG, DurationText.parse(wrong), wrong);
    }
    assertEquals(DurationText.TOO_LONG, DurationText.parse("9999999999999999999d"));
    assertEquals(DurationText.TOO_LONG, DurationText.parse("106751991168d"));
  }

  @Test
  void aDurationIsShownAsItIsRead() {
    for (String text : List.of("90s", "1h30m", "36d", "1d1ms", "0s")) {
      long ms = DurationText.parse(text);
      assertEquals(ms, DurationText.parse(DurationText.show(ms)), text);
    }
    assertEquals("1m30s", DurationText.show(90_000));
  }

  @Test
  void plainValuesAreWhatYamlOneTwoTakesThemFor() {
    kinds(Kind.WHOLE, "0", "-5", "+5", "007");
    kinds(Kind.DECIMAL, "1.0", "1.", ".5", "-1e9", "1E+9", ".nan", "-.inf");
    kinds(Kind.TRUTH, "true", "False", "TRUE");
    kinds(Kind.NOTHING, "", "~", "null");
    kinds(
        Kind.TEXT, "yes", "on", ".", "-", "1_000", "0x10", "1e", "1h", "e5", "1.2.3", "--1", "NaN");
    assertEquals(Kind.TEXT, Kind.of(new Scalar(Place.START, "5", Style.SINGLE_QUOTED, 0)));
  }

  private static void kinds(Kind kind, String... texts) {
    for (String text : texts) {
      assertEquals(kind, Kind.of(new Scalar(Place.START, text, Style.PLAIN, 0)), text);
    }
  }

  @Test
  void aNearWordIsGuessedAndAFarOneIsNot() {
    List<String> known = List.of("within", "sequence", "blindSpots", "atLeast");
    assertEquals("within", Nearest.of("withn", known));
    assertEquals("within", Nearest.of("wihtin", known));
    assertEquals("blindSpots", Nearest.of("blind_spots", known));
    assertEquals("atLeast", Nearest.of("at-least", known));
    assertNull(Nearest.of("sudo", known));
    assertNull(Nearest.of("", known));
    assertNull(Nearest.of("w".repeat(65), known));
  }

  @Test
  void placeholdersAreOneSmallFormAndNothingElse() {
    for (String wrong :
        List.of(
            "$(",
            "$()",
            "$(j)",
            "$(i",
            "$(i/0)",
            "$(i+)",
            "$(i**2)",
            "$(i+1+2)",
            "$(1+i)",
            "$(i/9999999999)")) {
      assertNull(Repeating.parse(wrong), wrong);
    }
    assertEquals("a7b", Repeating.parse("a$(i)b").at(7));
    assertEquals("3 1 19", Repeating.parse("$(i/2) $( i % 2 ) $(i*3-2)").at(7));
  }

  @Test
  void aProblemReadsAsEditorsLinkIt() {
    assertEquals(
        "a.yaml:3:4 spec.match: wrong; write right",
        new Problem("a.yaml", 3, 4, "spec.match", "wrong", "write right").toString());
    assertEquals("a.yaml:1:1: wrong", new Problem("a.yaml", 1, 1, "", "wrong", null).toString());
  }
}
