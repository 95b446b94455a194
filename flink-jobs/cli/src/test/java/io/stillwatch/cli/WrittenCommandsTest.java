package io.stillwatch.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Every command that a page or a run-book tells somebody to type is one that there is. */
class WrittenCommandsTest {

  private static final Path HOME = Path.of("..", "..");
  private static final Set<String> NOT_OURS = Set.of("target", ".git");

  private final CommandLine line = collectingProblems();

  @TempDir Path dir;

  @Test
  void everyWrittenCommandIsUnderstood() throws Exception {
    List<WrittenCommand> commands = new ArrayList<>();
    for (Path page : pages()) {
      commands.addAll(WrittenCommand.of(page));
    }
    List<String> problems = new ArrayList<>();
    for (WrittenCommand command : commands) {
      problem(command).ifPresent(why -> problems.add(command + "\n  " + why));
    }
    assertEquals("", String.join("\n", problems));
    for (String page : List.of("README.md", "day-two.md", "StillwatchBudgetHeld.md", "NOTES.txt")) {
      assertTrue(
          commands.stream().anyMatch(command -> command.file().endsWith(page)),
          "no command was found in " + page);
    }
  }

  @Test
  void whatIsWrittenWronglyIsSeen() throws Exception {
    Path page =
        Files.writeString(
            dir.resolve("page.md"),
            """
            Look first: `stillwatch patterns lst --bootstrap-servers …`.
            Then `stillwatch enforcement release ID --why …`, or `patterns promote ID --to shadow`.

            ```
            stillwatch checkpoints list --checkpoint URI       # the option has an s
            $ ./stillwatch patterns rollback some-id \\
                --why "too eager" --revoke-all …
            stillwatch checkpoints list
            stillwatch demo --duration soon
            stillwatch actions
            ```
            """);
    List<WrittenCommand> commands = WrittenCommand.of(page);
    assertEquals(
        List.of(1, 2, 2, 5, 6, 8, 9, 10), commands.stream().map(WrittenCommand::line).toList());
    for (WrittenCommand command : commands) {
      assertTrue(problem(command).isPresent(), command.toString());
    }
  }

  /** What the real command would say, or nothing. */
  private Optional<String> problem(WrittenCommand command) {
    List<Exception> problems = new ArrayList<>();
    CommandLine.ParseResult parsed = line.parseArgs(command.arguments().toArray(String[]::new));
    problems.addAll(parsed.errors());
    while (parsed.hasSubcommand()) {
      parsed = parsed.subcommand();
      problems.addAll(parsed.errors());
    }
    if (!command.whole()) {
      boolean onlyNamed = parsed.matchedArgs().isEmpty();
      problems.removeIf(
          problem ->
              problem instanceof MissingParameterException e
                  && (onlyNamed
                      || e.getMissing().stream().allMatch(WrittenCommandsTest::isUnderstood)));
    } else if (parsed.commandSpec().userObject() instanceof VerbGroup) {
      return Optional.of("a verb is missing");
    }
    return problems.stream().map(Exception::getMessage).findFirst();
  }

  /** What a page leaves out: it is the same for every command. */
  private static boolean isUnderstood(ArgSpec missing) {
    return missing instanceof OptionSpec option
        && option.longestName().equals("--bootstrap-servers");
  }

  private static CommandLine collectingProblems() {
    PrintWriter nowhere = new PrintWriter(new StringWriter());
    CommandLine line =
        Stillwatch.commandLine(
            Console.of(nowhere, nowhere, Map.of(), (name, otherwise) -> otherwise));
    collect(line);
    return line;
  }

  private static void collect(CommandLine line) {
    line.getCommandSpec().parser().collectErrors(true);
    line.getSubcommands().values().forEach(WrittenCommandsTest::collect);
  }

  private static List<Path> pages() throws IOException {
    List<Path> pages = new ArrayList<>();
    Files.walkFileTree(
        HOME,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            return NOT_OURS.contains(folder.getFileName().toString())
                ? FileVisitResult.SKIP_SUBTREE
                : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (file.toString().endsWith(".md") || file.endsWith("NOTES.txt")) {
              pages.add(file);
            }
            return FileVisitResult.CONTINUE;
          }
        });
    return pages;
  }
}
