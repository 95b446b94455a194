package io.stillwatch.cli;

import io.stillwatch.jobs.DirectoryInUseException;
import java.util.List;
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

  private final Console console;

  Complaints(Console console) {
    this.console = console;
  }

  @Override
  public int handleParseException(ParameterException e, String[] args) {
    CommandLine command = e.getCommandLine();
    String verb = command.getCommandSpec().qualifiedName();
    List<String> unmatched = unmatched(e);
    String wrong = unmatched.isEmpty() ? plain(e) : unknown(command, unmatched);
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

  private static String plain(ParameterException e) {
    String message = e.getMessage();
    String line = message == null ? "wrong arguments" : Reason.oneLine(message);
    return line.endsWith(".") ? line : line + ".";
  }
}
