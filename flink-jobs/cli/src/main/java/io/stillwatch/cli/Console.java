package io.stillwatch.cli;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.Map;

/**
 * Where a command speaks: results on standard output, everything else on standard error.
 *
 * <p>Java 17 cannot say which of the two is a terminal; the launcher can, and tells it in {@code
 * stillwatch.terminal} ("out", "err" or both).
 *
 * @param columns width of the terminal
 * @param debug whether a failure is told with its stack trace
 */
public record Console(
    PrintWriter out,
    PrintWriter err,
    boolean outIsTerminal,
    boolean errIsTerminal,
    boolean colour,
    int columns,
    boolean debug) {

  private static final int COLUMNS_DEFAULT = 100;
  private static final int COLUMNS_MIN = 40;

  static Console of(
      PrintWriter out, PrintWriter err, Map<String, String> environment, Properties properties) {
    String terminal = properties.get("stillwatch.terminal", "");
    boolean outIsTerminal = terminal.contains("out");
    boolean errIsTerminal = terminal.contains("err");
    boolean dumb = "dumb".equals(environment.get("TERM"));
    boolean noColour = !environment.getOrDefault("NO_COLOR", "").isEmpty();
    return new Console(
        out,
        err,
        outIsTerminal && !dumb,
        errIsTerminal && !dumb,
        (outIsTerminal || errIsTerminal) && !noColour && !dumb,
        columns(properties.get("stillwatch.columns", "")),
        !environment.getOrDefault("STILLWATCH_DEBUG", "").isEmpty());
  }

  /** A property, or what stands in for it. */
  interface Properties {
    String get(String name, String otherwise);
  }

  Console withDebug(boolean on) {
    return new Console(out, err, outIsTerminal, errIsTerminal, colour, columns, debug || on);
  }

  /** One line of result. */
  public void out(String line) {
    out.println(line);
    out.flush();
  }

  /** One line of progress or complaint. */
  public void err(String line) {
    err.println(line);
    err.flush();
  }

  /** Text that brings its own line ends and cursor moves. */
  public void errRaw(String text) {
    err.print(text);
    err.flush();
  }

  private static int columns(String text) {
    try {
      return Math.max(COLUMNS_MIN, Integer.parseInt(text.trim().toLowerCase(Locale.ROOT)));
    } catch (NumberFormatException e) {
      return COLUMNS_DEFAULT;
    }
  }
}
