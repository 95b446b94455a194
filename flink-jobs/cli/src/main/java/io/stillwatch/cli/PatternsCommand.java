package io.stillwatch.cli;

import io.stillwatch.jobs.KafkaAccess;
import io.stillwatch.jobs.PatternTopic;
import io.stillwatch.jobs.Topics;
import io.stillwatch.patterns.BookRow;
import io.stillwatch.patterns.PatternBook;
import io.stillwatch.patterns.PatternSpec;
import io.stillwatch.patterns.language.StarterBook;
import io.stillwatch.schemas.Mode;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code stillwatch patterns}: what the engine looks for, and how far each pattern may go. */
@Command(
    name = "patterns",
    description = "What the engine looks for, and how far each pattern may go.")
final class PatternsCommand extends VerbGroup {

  /** {@code stillwatch patterns list}. */
  @Command(
      name = "list",
      description = {
        "Lists the patterns of this release.",
        "With brokers given, also how far each may go: without a word from there, a pattern is in shadow."
      },
      sortOptions = false)
  static final class Listing implements Callable<Integer> {

    private final Console console;

    /** All or none of them. */
    @ArgGroup(exclusive = false)
    private @Nullable BrokerOptions brokers;

    Listing(Console console) {
      this.console = console;
    }

    @Override
    public Integer call() {
      Map<String, List<String>> modes = modes();
      for (PatternSpec pattern : patterns()) {
        List<String> standing = modes.getOrDefault(pattern.id(), List.of());
        console.out(
            String.format(
                Locale.ROOT, "%-30s v%d  %s", pattern.id(), pattern.version(), pattern.title()));
        console.out(
            "    asks for "
                + pattern.action().kind()
                + " for "
                + pattern.action().duration().toHours()
                + " h"
                + (brokers == null
                    ? ""
                    : "; " + (standing.isEmpty() ? "SHADOW" : String.join(", ", standing))));
        console.out("    blind spots: " + pattern.blindSpots());
      }
      return ExitCode.DONE;
    }

    /** By pattern: the mode for all, and those of single tenants. */
    private Map<String, List<String>> modes() {
      BrokerOptions given = brokers;
      if (given == null) {
        return Map.of();
      }
      Map<String, Map<String, PatternTopic.Row>> latest = new HashMap<>();
      for (PatternTopic.Row row : read(given.reachable(), given.topics()).rows()) {
        latest
            .computeIfAbsent(row.row().patternId(), id -> new TreeMap<>())
            .put(row.row().tenant(), row);
      }
      Map<String, List<String>> words = new HashMap<>();
      latest.forEach(
          (id, rows) -> words.put(id, rows.values().stream().map(Listing::words).toList()));
      return words;
    }

    private static String words(PatternTopic.Row row) {
      String whom =
          row.row().tenant().equals(PatternBook.ALL_TENANTS)
              ? ""
              : " for tenant " + row.row().tenant();
      return row.row() instanceof BookRow.Pointer pointer
          ? pointer.mode() + whom + " (" + row.author() + ": " + row.why() + ")"
          : "SHADOW" + whom;
    }

    private static PatternTopic.Reading read(KafkaAccess kafka, Topics topics) {
      try {
        return new PatternTopic(kafka, topics).read();
      } catch (KafkaException e) {
        throw cannot("read", topics, kafka, e);
      }
    }
  }

  /** {@code stillwatch patterns promote}. */
  @Command(
      name = "promote",
      description = {
        "Says how far a pattern may go: off (not judged), shadow (findings only) or enforce (actions).",
        "Running engines follow within a second; who did it, and why, stays on the topic."
      },
      sortOptions = false)
  static final class Promote implements Callable<Integer> {

    private static final int WHY_CHARS_MAX = 500;

    /** How far; the words of the command line. */
    enum To {
      SHADOW,
      ENFORCE,
      OFF;

      /** Only now: the record's own type brings Avro with it, which no help needs. */
      Mode mode() {
        return switch (this) {
          case SHADOW -> Mode.SHADOW;
          case ENFORCE -> Mode.ENFORCE;
          case OFF -> Mode.OFF;
        };
      }

      @Override
      public String toString() {
        return name().toLowerCase(Locale.ROOT);
      }
    }

    private final Console console;

    @Mixin private BrokerOptions brokers = new BrokerOptions();

    @Parameters(
        index = "0",
        paramLabel = "ID",
        description = "The pattern, as 'patterns list' names it.")
    private String id = "";

    @Option(
        names = "--to",
        paramLabel = "MODE",
        required = true,
        description = "One of ${COMPLETION-CANDIDATES}.")
    private To to = To.SHADOW;

    @Option(
        names = "--why",
        paramLabel = "TEXT",
        required = true,
        description = "The reason, for those who read it later.")
    private String why = "";

    @Option(
        names = "--tenant",
        paramLabel = "NAME",
        description = "Only for this tenant (default: for all without a word of their own).",
        defaultValue = PatternBook.ALL_TENANTS)
    private String tenant = PatternBook.ALL_TENANTS;

    @Option(
        names = "--author",
        paramLabel = "NAME",
        description = "Who says so (default: ${DEFAULT-VALUE}).",
        defaultValue = "${sys:user.name}")
    private String author = "";

    Promote(Console console) {
      this.console = console;
    }

    @Override
    public Integer call() throws InterruptedException {
      PatternSpec pattern = pattern();
      if (why.isBlank() || why.length() > WHY_CHARS_MAX) {
        throw new WrongUse("--why must say something, in at most " + WHY_CHARS_MAX + " characters");
      }
      if (tenant.isBlank() || author.isBlank()) {
        throw new WrongUse("--tenant and --author must not be empty");
      }
      Topics topics = brokers.topics();
      KafkaAccess kafka = brokers.reachable();
      try {
        long offset =
            new PatternTopic(kafka, topics)
                .promote(
                    tenant, id, pattern.version(), to.mode(), author, why, InstantSource.system());
        console.out(
            id
                + " v"
                + pattern.version()
                + " is "
                + to
                + " from offset "
                + offset
                + " of "
                + topics.patterns()
                + " on");
        return ExitCode.DONE;
      } catch (KafkaException e) {
        throw cannot("write", topics, kafka, e);
      }
    }

    private PatternSpec pattern() {
      List<String> known = new ArrayList<>();
      for (PatternSpec pattern : patterns()) {
        if (pattern.id().equals(id)) {
          return pattern;
        }
        known.add(pattern.id());
      }
      throw new WrongUse("there is no pattern '" + id + "'; there are " + String.join(", ", known));
    }
  }

  private static List<PatternSpec> patterns() {
    return StarterBook.book().all();
  }

  private static WrongUse cannot(String what, Topics topics, KafkaAccess kafka, KafkaException e) {
    return new WrongUse(
        "cannot "
            + what
            + " "
            + topics.patterns()
            + " at "
            + kafka.bootstrapServers()
            + ": "
            + Reason.of(e)
            + "; create the topics with 'stillwatch topics create' and check that this is allowed",
        e);
  }
}
