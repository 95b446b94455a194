package io.stillwatch.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
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
  @ValueSource(strings = {"", "60", "abc", "-5s", "0s", "1x", "ms"})
  void refusesTheRest(String text) {
    assertThrows(TypeConversionException.class, () -> new Durations().convert(text));
  }
}
