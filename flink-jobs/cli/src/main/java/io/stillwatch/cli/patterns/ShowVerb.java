package io.stillwatch.cli.patterns;

import io.stillwatch.cli.BrokerOptions;
import io.stillwatch.cli.Console;
import io.stillwatch.cli.ExitCode;
import io.stillwatch.cli.Listed;
import io.stillwatch.cli.NoSuch;
import io.stillwatch.cli.Output;
import io.stillwatch.patterns.PatternBook;
import io.stillwatch.patterns.PatternSpec;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code stillwatch patterns show}. */
@Command(
    name = "show",
    description = {
      "Prints a pattern as it was published or, without brokers, as this release brings it along: the text and nothing else.",
      "A copy of it is a good beginning for a pattern of your own. With --output json the text comes with what is known of it."
    },
    sortOptions = false)
final class ShowVerb implements Callable<Integer> {

  private final Console console;

  @ArgGroup(exclusive = false)
  private @Nullable BrokerOptions brokers;

  @Parameters(
      index = "0",
      paramLabel = "ID",
      description = "The pattern, as 'patterns list' names it.")
  private String id = "";

  @Option(
      names = "--version",
      paramLabel = "N",
      description = "Which version (default: the newest).")
  private @Nullable Integer version;

  @Option(
      names = "--tenant",
      paramLabel = "NAME",
      description = "As this tenant has it.",
      defaultValue = PatternBook.ALL_TENANTS)
  private String tenant = PatternBook.ALL_TENANTS;

  @Mixin private Output output = new Output();

  ShowVerb(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    BookOnTopic book = brokers == null ? null : BookOnTopic.read(brokers);
    NavigableMap<Integer, Source> versions =
        book == null ? new TreeMap<>(new Shipped().versions(id)) : book.versions(tenant, id);
    if (versions.isEmpty()) {
      throw book == null
          ? BookOnTopic.noSuch(
              "this release brings no pattern '"
                  + id
                  + "' along (published ones are shown with --bootstrap-servers)",
              id,
              new Shipped().ids())
          : book.noSuch(id);
    }
    int wanted = version == null ? versions.lastKey() : version;
    Source source = versions.get(wanted);
    if (source == null) {
      throw new NoSuch(
          "there is no version "
              + wanted
              + " of "
              + id
              + "; there are "
              + Listed.of(versions.keySet()));
    }
    if (output.isText()) {
      console.out(source.text().stripTrailing());
      return ExitCode.DONE;
    }
    Json told =
        Json.object()
            .with("id", id)
            .with("version", wanted)
            .with("versions", versions.keySet())
            .with("shipped", source.isShipped())
            .with("author", source.isShipped() ? null : source.author())
            .with("offset", source.isShipped() ? null : (Long) source.offset());
    PatternSpec spec = Swaps.spec(id, source).orElse(null);
    if (spec != null) {
      told.with("title", spec.title())
          .with("scope", spec.isOfCampaigns() ? "campaign" : "account")
          .with("owner", spec.owner())
          .with("references", spec.references())
          .with("blind_spots", spec.blindSpots())
          .with("action", spec.action().kind());
    }
    console.out(told.with("source", source.text()).toString());
    return ExitCode.DONE;
  }
}
