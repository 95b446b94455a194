package io.stillwatch.cli;

import io.stillwatch.jobs.DirectoryInUseException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * Turns whatever went wrong into one line and the right exit code; a stack trace is for those who
 * ask.
 */
final class Complaints implements IParameterExceptionHandler, IExecutionExceptionHandler {

  private static final String OF_GROUP = "Error: ";
  private static final String ONE_MISSING = "Missing required argument (specify one of these): ";
  private static final String MISSING = "Missing required argument(s): ";
  private static final String REPEATED = "expected only one match but got";

  private final Console console;

  Complaints(Console console) {
    this.console = console;
  }

  @Override
  public int handleParseException(ParameterException e, String[] args) {
    CommandLine command = e.getCommandLine();
    String verb = command.getCommandSpec().qualifiedName();
    List<String> unmatched = unmatched(e);
    String wrong = unmatched.isEmpty() ? plain(e, args) : unknown(command, unmatched);
    console.err(verb + ": " + wrong + " See '" + verb + " --help'.");
    trace(e);
    return ExitCode.WRONG_USE;
  }

  @Override
  public int handleExecutionException(Exception e, CommandLine command, ParseResult result) {
    String verb = command.getCommandSpec().qualifiedName();
    if (e instanceof WrongUse || e instanceof DirectoryInUseException) {
      console.err(verb + ": " + Reason.of(e));
      trace(e);
      return e instanceof NoSuch ? ExitCode.CHECK_FAILED : ExitCode.WRONG_USE;
    }
    if (e instanceof Incomplete) {
      console.err(verb + ": " + Reason.of(e));
      trace(e);
      return ExitCode.OUR_FAULT;
    }
    if (e instanceof InterruptedException) {
      Thread.currentThread().interrupt();
    }
    console.err(
        verb
            + ": internal error: "
            + Reason.of(e)
            + (console.debug() ? "" : "; run again with --debug for the details"));
    trace(e);
    return ExitCode.OUR_FAULT;
  }

  /** What no verb can handle. */
  int fatal(Error e) {
    console.err(
        "stillwatch: internal error: "
            + e.getClass().getSimpleName()
            + ": "
            + Reason.of(e)
            + (console.debug() ? "" : "; run again with --debug for the details"));
    trace(e);
    return ExitCode.OUR_FAULT;
  }

  private void trace(Throwable e) {
    if (console.debug()) {
      e.printStackTrace(console.err());
      console.err().flush();
    }
  }

  /**
   * What nobody understood; a misspelt option often makes a required one missing, and is the better
   * hint.
   */
  private static List<String> unmatched(ParameterException e) {
    return e instanceof UnmatchedArgumentException unmatched
        ? unmatched.getUnmatched()
        : e.getCommandLine().getUnmatchedArguments();
  }

  private static String unknown(CommandLine command, List<String> unmatched) {
    String first = unmatched.get(0);
    boolean verbs = !command.getSubcommands().isEmpty();
    String what = first.startsWith("-") ? "unknown option" : verbs ? "unknown verb" : "unexpected";
    List<String> close = new UnmatchedArgumentException(command, unmatched).getSuggestions();
    String hint =
        close.isEmpty()
            ? "."
            : "; did you mean "
                + String.join(" or ", close.subList(0, Math.min(2, close.size())))
                + "?";
    return what + " '" + first + "'" + hint;
  }

  private static String plain(ParameterException e, String... args) {
    String message = e.getMessage();
    String line = message == null ? "wrong arguments" : Reason.oneLine(message);
    if (line.startsWith(OF_GROUP)) {
      line = ofGroup(line.substring(OF_GROUP.length()), args);
    }
    return line.endsWith(".") ? line : line + ".";
  }

  /** What picocli says of options that are declared as a group, as it says it of all others. */
  private static String ofGroup(String line, String... args) {
    if (line.startsWith(ONE_MISSING)) {
      String names = line.substring(ONE_MISSING.length()).replaceAll("[()]", "");
      return "Missing required option, one of: '" + names.replace(" | ", "', '") + "'";
    }
    if (line.startsWith(MISSING)) {
      return "Missing required option: '" + line.substring(MISSING.length()) + "'";
    }
    Set<String> given = new HashSet<>();
    for (String arg : line.startsWith(REPEATED) ? args : new String[0]) {
      String name = arg.split("=", 2)[0];
      if (name.startsWith("--") && !given.add(name)) {
        return "option '" + name + "' should be specified only once";
      }
    }
    return line;
  }
}
