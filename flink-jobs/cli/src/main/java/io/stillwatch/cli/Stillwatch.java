package io.stillwatch.cli;

import io.stillwatch.cli.checkpoints.CheckpointsCommand;
import io.stillwatch.cli.doctor.DoctorCommand;
import io.stillwatch.cli.enforcement.ActionsListVerb;
import io.stillwatch.cli.enforcement.ActionsReplayVerb;
import io.stillwatch.cli.enforcement.ActionsRevokeVerb;
import io.stillwatch.cli.enforcement.ActionsShowVerb;
import io.stillwatch.cli.enforcement.EnforcementCommand;
import io.stillwatch.cli.enforcement.ExceptionsCommand;
import io.stillwatch.cli.enforcement.VerdictsCommand;
import io.stillwatch.cli.investigation.AccountsCommand;
import io.stillwatch.cli.investigation.CampaignsCommand;
import io.stillwatch.cli.patterns.PatternsCommand;
import io.stillwatch.cli.webhook.ServeWebhookCommand;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/**
 * The {@code stillwatch} command: finds the verb, runs it, and says in one line what went wrong.
 */
@Command(
    name = "stillwatch",
    description =
        "Sees distillation of your models on the stream of inference events, and acts within a second.",
    versionProvider = Version.class,
    footer = {
      "",
      "Exit codes: 0 done, 1 wrong use, 2 the check that was asked for failed or what was named is not there, 3 our fault.",
      "Environment: STILLWATCH_JAVA_OPTS (JVM flags), STILLWATCH_DEBUG=1 (stack traces), NO_COLOR=1.",
      "See 'stillwatch <verb> --help' for each verb."
    })
@SuppressWarnings("UnusedVariable") // the three options act by being declared; picocli sets them
public final class Stillwatch {

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      scope = ScopeType.INHERIT,
      description = "Show this help.")
  private boolean help;

  @Option(
      names = {"-V", "--version"},
      versionHelp = true,
      description = "Show the version.")
  private boolean version;

  @Option(
      names = "--debug",
      scope = ScopeType.INHERIT,
      description = "Tell failures with their stack trace, and log to standard error.")
  private boolean debug;

  private Stillwatch() {}

  public static void main(String[] args) {
    PrintWriter out = new PrintWriter(System.out, false, StandardCharsets.UTF_8);
    PrintWriter err = new PrintWriter(System.err, false, StandardCharsets.UTF_8);
    int code = run(out, err, args);
    out.flush();
    err.flush();
    // Libraries leave threads behind; the verb is done.
    System.exit(code);
  }

  /** Runs one command line in this process; never throws. */
  public static int run(PrintWriter out, PrintWriter err, String... args) {
    return run(Console.of(out, err, System.getenv(), System::getProperty), args);
  }

  static int run(Console given, String... args) {
    Console console = given.withDebug(List.of(args).contains("--debug"));
    if (!console.debug()) {
      Logging.silent();
    }
    CommandLine line = commandLine(console);
    line.setOut(console.out());
    line.setErr(console.err());
    line.setColorScheme(CommandLine.Help.defaultColorScheme(console.colour() ? Ansi.ON : Ansi.OFF));
    line.setUsageHelpWidth(Math.min(Math.max(console.columns(), 80), 110));
    Complaints complaints = new Complaints(console);
    line.setParameterExceptionHandler(complaints);
    line.setExecutionExceptionHandler(complaints);
    try {
      return line.execute(args);
    } catch (Error e) { // a broken installation, or no memory left: still one line
      return complaints.fatal(e);
    }
  }

  /** All verbs and their options, and how what is given to them is read. */
  static CommandLine commandLine(Console console) {
    CommandLine line = verbs(console);
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setAbbreviatedOptionsAllowed(false);
    line.registerConverter(Duration.class, new Durations());
    return line;
  }

  private static CommandLine verbs(Console console) {
    return new CommandLine(new Stillwatch())
        .addSubcommand(new DemoCommand(console))
        .addSubcommand(new RunCommand(console))
        .addSubcommand(new ServeEnvoyCommand(console))
        .addSubcommand(new ServeWebhookCommand(console))
        .addSubcommand(new SidecarCommand(console))
        .addSubcommand(new ReplayCommand(console))
        .addSubcommand(new EvaluateCommand(console))
        .addSubcommand(new CalibrateCommand(console))
        .addSubcommand(new DoctorCommand(console))
        .addSubcommand(
            new CommandLine(new ActionsCommand())
                .addSubcommand(new ActionsListVerb(console))
                .addSubcommand(new ActionsShowVerb(console))
                .addSubcommand(new ActionsReplayVerb(console))
                .addSubcommand(new ActionsRevokeVerb(console))
                .addSubcommand(new ActionsCommand.Watch(console)))
        .addSubcommand(ExceptionsCommand.of(console))
        .addSubcommand(EnforcementCommand.of(console))
        .addSubcommand(VerdictsCommand.of(console))
        .addSubcommand(PatternsCommand.of(console))
        .addSubcommand(CampaignsCommand.of(console))
        .addSubcommand(AccountsCommand.of(console))
        .addSubcommand(CheckpointsCommand.of(console))
        .addSubcommand(
            new CommandLine(new TopicsCommand()).addSubcommand(new TopicsCommand.Create(console)));
  }
}
