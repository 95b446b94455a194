package io.stillwatch.cli.enforcement;

import io.stillwatch.cli.BrokerOptions;
import io.stillwatch.cli.Console;
import io.stillwatch.cli.ExitCode;
import io.stillwatch.cli.Output;
import io.stillwatch.cli.investigation.Printable;
import io.stillwatch.cli.investigation.Table;
import io.stillwatch.cli.patterns.Json;
import io.stillwatch.jobs.Topics;
import io.stillwatch.schemas.Feedback;
import io.stillwatch.schemas.FeedbackKind;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code stillwatch exceptions list}. */
@Command(
    name = "list",
    description = "Lists the exceptions that hold, the one that ends first at the top.",
    sortOptions = false)
final class ExceptionsListVerb implements Callable<Integer> {

  private final Console console;

  @Mixin private BrokerOptions brokers = new BrokerOptions();

  @Option(
      names = "--tenant",
      paramLabel = "NAME",
      description = "Only this tenant's (default: all).")
  private @Nullable String tenant;

  @Option(names = "--all", description = "Also those that are over or were removed.")
  private boolean all;

  @Mixin private Output output = new Output();

  ExceptionsListVerb(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    Topics topics = brokers.topics();
    Instant now = InstantSource.system().instant();
    Collection<List<Feedback>> exceptions =
        byException(
            HumanWord.said(brokers.reachable(topics.feedback()), topics).stream()
                .filter(word -> isException(word) && (all || holds(word, now)))
                .filter(word -> tenant == null || tenant.equals(word.getTenant()))
                .sorted(Comparator.comparing(ExceptionsListVerb::end))
                .toList());
    if (output.isJson()) {
      console.out(
          Printable.json(
              Json.object()
                  .with("exceptions", exceptions.stream().map(each -> json(each, now)).toList())
                  .toString()));
    } else if (exceptions.isEmpty()) {
      console.out("no exceptions" + (all ? "" : " hold"));
    } else {
      table(exceptions, now);
    }
    return ExitCode.DONE;
  }

  /** The words of each: there are several of one that is about a campaign and its parts. */
  static Collection<List<Feedback>> byException(List<Feedback> words) {
    return words.stream()
        .collect(
            Collectors.groupingBy(
                word -> List.of(word.getTenant(), word.getFeedbackId(), word.getKind()),
                LinkedHashMap::new,
                Collectors.toList()))
        .values();
  }

  private void table(Collection<List<Feedback>> exceptions, Instant now) {
    Table table = new Table("", "id", "tenant", "covers", "until", "owner", "author", "why");
    for (List<Feedback> words : exceptions) {
      Feedback word = words.get(0);
      table.row(
          word.getFeedbackId(),
          word.getTenant(),
          HumanWord.subject(words),
          end(word) + (holds(word, now) ? "" : " (over)"),
          word.getOwner() == null ? "" : word.getOwner(),
          word.getAuthor(),
          word.getWhy());
    }
    table.print(console);
  }

  static boolean isException(Feedback word) {
    return word.getKind() == FeedbackKind.EXCEPTION
        || word.getKind() == FeedbackKind.EXCEPTION_REMOVED;
  }

  static boolean holds(Feedback word, Instant now) {
    return word.getKind() == FeedbackKind.EXCEPTION && now.isBefore(end(word));
  }

  private static Instant end(Feedback word) {
    Instant until = word.getUntil();
    return word.getKind() == FeedbackKind.EXCEPTION_REMOVED || until == null ? word.getAt() : until;
  }

  static Json json(List<Feedback> words, Instant now) {
    Feedback word = words.get(0);
    return Json.object()
        .with("id", word.getFeedbackId())
        .with("tenant", word.getTenant())
        .with("scope", word.getScope())
        .with("subject", word.getSubject())
        .with("parts", words.stream().skip(1).map(part -> part.getSubject()).toList())
        .with("holds", holds(word, now))
        .with("until", end(word))
        .with("owner", word.getOwner())
        .with("author", word.getAuthor())
        .with("why", word.getWhy())
        .with("at", word.getAt());
  }
}
