package io.stillwatch.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine.TypeConversionException;

/** Durations as people write them. */
class DurationsTest {

  @ParameterizedTest
  @CsvSource({
    "60s,60000",
    "5m,300000",
    "1h30m,5400000",
    "500ms,500",
    "PT2M,120000",
    "2d,172800000",
    "1d12h,129600000"
  })
  void readsWhatPeopleWrite(String text, long ms) {
    assertEquals(Duration.ofMillis(ms), new Durations().convert(text));
  }

  @ParameterizedTest
  @CsvSource({
    "'',is not a duration",
    "60,is not a duration",
    "abc,is not a duration",
    "1x,is not a duration",
    "ms,is not a duration",
    "-5s,must be longer than nothing",
    "0s,must be longer than nothing"
  })
  void refusesTheRest(String text, String why) {
    TypeConversionException e =
        assertThrows(TypeConversionException.class, () -> new Durations().convert(text));
    assertTrue(e.getMessage().startsWith("'" + text + "' " + why), e.getMessage());
  }
}
