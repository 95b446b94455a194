package io.stillwatch.cli.patterns;

import io.stillwatch.cli.Console;
import io.stillwatch.cli.ExitCode;
import io.stillwatch.cli.Output;
import io.stillwatch.patterns.PatternSpec;
import io.stillwatch.patterns.language.PatternTest;
import io.stillwatch.patterns.language.Problem;
import io.stillwatch.patterns.language.RoomsTrial;
import io.stillwatch.patterns.language.Vetted;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code stillwatch patterns test}. */
@Command(
    name = "test",
    description = {
      "Runs the tests that pattern files bring along, each by name, and says what happened in it.",
      "Exits with 2 if a test fails or a file cannot be read as a pattern."
    },
    sortOptions = false)
final class TestVerb implements Callable<Integer> {

  private final Console console;

  @Parameters(arity = "1..*", paramLabel = "FILE|DIR", description = "Pattern files, or folders.")
  private List<Path> paths = List.of();

  @Mixin private Output output = new Output();

  private final List<Json> told = new ArrayList<>();
  private int passed;
  private int failed;
  private int unreadable;

  TestVerb(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    Language language = new Language();
    for (PatternFile file : PatternFile.read(paths)) {
      Vetted vetted = language.read(file);
      if (vetted instanceof Vetted.Passed pattern) {
        Optional<String> unpackable = Language.unpackable(pattern.spec());
        if (unpackable.isPresent()) {
          unreadable(file, List.of(unpackable.get()));
        } else {
          run(file, pattern);
        }
      } else {
        unreadable(
            file, ((Vetted.Refused) vetted).problems().stream().map(Problem::toString).toList());
      }
    }
    if (output.isJson()) {
      console.out(
          Json.object()
              .with("passed", passed)
              .with("failed", failed)
              .with("files_refused", unreadable)
              .with("files", told)
              .toString());
    } else {
      console.out(
          Words.count(passed, "test")
              + " passed, "
              + failed
              + " failed"
              + (unreadable == 0 ? "" : ", " + Words.count(unreadable, "file") + " refused"));
    }
    return failed + unreadable == 0 ? ExitCode.DONE : ExitCode.CHECK_FAILED;
  }

  private void unreadable(PatternFile file, List<String> problems) {
    unreadable++;
    told.add(Json.object().with("file", file.name()).with("problems", problems));
    text(file.name() + ": refused; see 'stillwatch patterns vet'");
    problems.forEach(problem -> text("  " + problem));
  }

  private void run(PatternFile file, Vetted.Passed pattern) {
    PatternSpec spec = pattern.spec();
    text(spec.id() + " v" + spec.version() + "  (" + file.name() + ")");
    List<Json> tests = new ArrayList<>();
    for (PatternTest test : pattern.tests().all()) {
      List<Integer> asked = new RoomsTrial().asks(spec, test);
      boolean right =
          test.fires()
              ? !asked.isEmpty() && (test.onEvent() == 0 || asked.get(0) + 1 == test.onEvent())
              : asked.isEmpty();
      passed += right ? 1 : 0;
      failed += right ? 0 : 1;
      String happened = happened(test, asked);
      text(
          (right ? "  pass  " : "  FAIL  ")
              + (test.fires() ? "fires" : "stays quiet")
              + ": "
              + test.name()
              + "  ("
              + happened
              + wanted(test, right)
              + ")");
      tests.add(
          Json.object()
              .with("name", test.name())
              .with("line", test.line())
              .with("should_fire", test.fires())
              .with("passed", right)
              .with("events", test.jsonLines().size())
              .with("asked_at", asked.stream().map(index -> index + 1).toList()));
    }
    told.add(
        Json.object()
            .with("file", file.name())
            .with("id", spec.id())
            .with("version", spec.version())
            .with("tests", tests));
  }

  private static String happened(PatternTest test, List<Integer> asked) {
    int events = test.jsonLines().size();
    if (events == 0) {
      return asked.isEmpty() ? "its condition does not hold" : "its condition holds";
    }
    if (asked.isEmpty()) {
      return "no action in " + Words.count(events, "event");
    }
    int first = asked.get(0);
    return "asked for its action at event "
        + (first + 1)
        + " of "
        + events
        + ", after "
        + Words.duration(Duration.ofMillis(test.offsetsMs().get(first)));
  }

  private static String wanted(PatternTest test, boolean right) {
    if (right) {
      return "";
    }
    return test.fires()
        ? test.onEvent() > 0 ? "; should be event " + test.onEvent() : "; should fire"
        : "; should stay quiet";
  }

  private void text(String line) {
    if (output.isText()) {
      console.out(line);
    }
  }
}
