package io.stillwatch.cli.patterns;

import io.stillwatch.cli.Console;
import io.stillwatch.cli.Output;
import io.stillwatch.patterns.language.Problem;
import io.stillwatch.patterns.language.Vetted;
import java.util.ArrayList;
import java.util.List;

/** What vetting found, in words. */
record VetReport(List<Language.Checked> files) {

  boolean passed() {
    return files.stream().allMatch(file -> file.problems().isEmpty());
  }

  /** The patterns, of files that all passed. */
  List<Vetted.Passed> patterns() {
    return files.stream()
        .map(Language.Checked::vetted)
        .filter(Vetted.Passed.class::isInstance)
        .map(Vetted.Passed.class::cast)
        .toList();
  }

  void print(Console console, Output output) {
    if (output.isJson()) {
      console.out(json().toString());
      return;
    }
    int problems = 0;
    int refused = 0;
    for (Language.Checked file : files) {
      file.problems().forEach(problem -> console.out(problem.toString()));
      file.warnings().forEach(warning -> console.out("warning: " + warning));
      problems += file.problems().size();
      refused += file.problems().isEmpty() ? 0 : 1;
      if (file.vetted() instanceof Vetted.Passed passed) {
        console.out(
            file.file().name()
                + ": "
                + passed.spec().id()
                + " v"
                + passed.spec().version()
                + " may be published; its "
                + Words.count(passed.tests().all().size(), "test")
                + " pass");
      }
    }
    if (refused > 0) {
      console.out(
          Words.count(problems, "problem")
              + " in "
              + refused
              + " of "
              + Words.count(files.size(), "file"));
    }
  }

  Json json() {
    List<Json> told = new ArrayList<>();
    for (Language.Checked file : files) {
      Json one =
          Json.object()
              .with("file", file.file().name())
              .with("passed", file.problems().isEmpty())
              .with("problems", file.problems().stream().map(VetReport::json).toList())
              .with("warnings", file.warnings().stream().map(VetReport::json).toList());
      if (file.vetted() instanceof Vetted.Passed passed) {
        one.with("id", passed.spec().id()).with("version", passed.spec().version());
      }
      told.add(one);
    }
    return Json.object().with("passed", passed()).with("files", told);
  }

  private static Json json(Problem problem) {
    return Json.object()
        .with("line", problem.line())
        .with("column", problem.column())
        .with("path", problem.path())
        .with("message", problem.message())
        .with("suggestion", problem.suggestion());
  }
}
