package io.stillwatch.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;

/** Runs the command in this process as a shell would, and keeps what it said. */
final class Shell {

  /** What a run left. */
  record Ran(int code, String out, String err) {

    List<String> errLines() {
      return err.lines().toList();
    }
  }

  private Shell() {}

  static Ran run(String... arguments) {
    return run(Map.of(), arguments);
  }

  static Ran run(Map<String, String> environment, String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    Console console =
        Console.of(
            new PrintWriter(out),
            new PrintWriter(err),
            environment,
            (name, otherwise) -> otherwise);
    int code = Stillwatch.run(console, arguments);
    return new Ran(code, out.toString(), err.toString());
  }
}
