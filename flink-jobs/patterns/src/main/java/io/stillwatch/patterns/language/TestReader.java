package io.stillwatch.patterns.language;

import io.stillwatch.schemas.InferenceEvent;
import io.stillwatch.schemas.RecordJson;
import io.stillwatch.signals.SignalCatalog;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** Reads a pattern's tests and writes their events out, repetitions and all. */
final class TestReader {

  /** When every test begins. */
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private final SignalCatalog catalog;
  private final Problems problems;
  private int events;
  private int chars;

  TestReader(SignalCatalog catalog, Problems problems) {
    this.catalog = catalog;
    this.problems = problems;
  }

  private record Written(long offsetMs, int line, String json) {}

  PatternTests read(Block tests) {
    List<PatternTest> read = new ArrayList<>();
    readAll(tests, "fires", Grammar.FIRING_TEST, read);
    readAll(tests, "staysQuiet", Grammar.QUIET_TEST, read);
    if (read.size() > LanguageLimits.TESTS_MAX) {
      problems.add(
          tests.at(),
          "spec.tests",
          read.size() + " tests, the limit is " + LanguageLimits.TESTS_MAX,
          "keep those near the threshold");
    }
    read.sort(Comparator.comparingInt(PatternTest::line));
    return new PatternTests(read);
  }

  private void readAll(Block tests, String key, Keys keys, List<PatternTest> read) {
    List<Yaml> items = tests.items(key, 1, LanguageLimits.TESTS_MAX);
    for (int i = 0; i < items.size() && !problems.isFull(); i++) {
      Block test = Block.of(items.get(i), tests.path(key) + "[" + i + "]", keys, problems);
      if (test != null) {
        read.add(test(test, key.equals("fires")));
      }
    }
  }

  private PatternTest test(Block test, boolean fires) {
    String name = test.text("name", LanguageLimits.TITLE_CHARS_MAX);
    int onEvent = test.whole("onEvent", 1, LanguageLimits.TEST_EVENTS_MAX, 0);
    List<Written> written = new ArrayList<>();
    List<Yaml> items = test.items("events", 1, LanguageLimits.TEST_EVENTS_MAX);
    for (int i = 0; i < items.size() && !problems.isFull(); i++) {
      String path = test.path("events") + "[" + i + "]";
      Block event = Block.of(items.get(i), path, EventKeys.of(""), problems);
      if (event != null) {
        write(event, i + 1, written);
      }
    }
    if (onEvent > written.size() && !written.isEmpty()) {
      problems.add(
          test.at("onEvent"), test.path("onEvent"), "the test has " + written.size() + " events");
    }
    written.sort(Comparator.comparingLong(Written::offsetMs));
    return new PatternTest(
        name,
        fires,
        onEvent,
        test.at().line(),
        test.at().column(),
        written.stream().map(Written::json).toList(),
        written.stream().map(Written::offsetMs).toList(),
        written.stream().map(Written::line).toList(),
        Map.of());
  }

  private void write(Block block, int number, List<Written> written) {
    EventTemplate template = EventTemplate.of(block, catalog, problems);
    int repeat =
        block.has("repeat") ? block.whole("repeat", 1, LanguageLimits.TEST_EVENTS_MAX, 0) : 1;
    long at = offset(block, "at");
    long every = offset(block, "every");
    if (repeat > 1 && !block.has("every")) {
      problems.add(
          block.at("repeat"), block.path("every"), "repeated how often?", "write every: 10s");
    } else if (repeat == 1 && block.has("every")) {
      problems.add(block.at("every"), block.path("every"), "there is no repeat", "write repeat: 2");
    }
    long span = LanguageLimits.TEST_SPAN_MAX.toMillis();
    if (at > span || every > span || at + every * (repeat - 1) > span) {
      problems.add(
          block.at(),
          block.path("at"),
          "a test lasts at most " + DurationText.show(span),
          "bring its events closer together");
      return;
    }
    if (events + repeat > LanguageLimits.TEST_EVENTS_MAX) {
      problems.add(
          block.at(),
          block.path("repeat"),
          "the tests of a file have at most " + LanguageLimits.TEST_EVENTS_MAX + " events",
          "lower repeat, or test nearer to the threshold");
      return;
    }
    events += repeat;
    for (int i = 0; i < repeat && chars <= LanguageLimits.TEST_CHARS_MAX; i++) {
      long offset = at + every * i;
      String id = "exchange-" + number + "-" + i;
      InferenceEvent event = template.event(id, START.plusMillis(offset), i);
      if (event == null) {
        return;
      }
      String json = RecordJson.write(event);
      chars += json.length();
      if (chars > LanguageLimits.TEST_CHARS_MAX) {
        problems.add(
            block.at(),
            block.path("repeat"),
            "the events of a file's tests have at most "
                + LanguageLimits.TEST_CHARS_MAX
                + " characters",
            "shorten the texts, or give signals in their place");
      }
      written.add(new Written(offset, block.at().line(), json));
    }
  }

  private long offset(Block block, String key) {
    Yaml value = block.get(key);
    return value == null ? 0 : Math.max(0, Values.duration(value, block.path(key), problems));
  }
}
