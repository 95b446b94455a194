package io.stillwatch.cli.patterns;

import io.stillwatch.cli.BrokerOptions;
import io.stillwatch.cli.Console;
import io.stillwatch.cli.ExitCode;
import io.stillwatch.cli.Listed;
import io.stillwatch.cli.Output;
import io.stillwatch.cli.enforcement.HumanWord;
import io.stillwatch.jobs.PatternTopic;
import io.stillwatch.jobs.Topics;
import io.stillwatch.patterns.BookRow;
import io.stillwatch.patterns.PatternBook;
import io.stillwatch.patterns.PatternSpec;
import io.stillwatch.patterns.language.StarterBook;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code stillwatch patterns list}. */
@Command(
    name = "list",
    description = {
      "Lists the patterns that this release brings along; 'patterns show ID' prints one, with what it does not see.",
      "With brokers given, the published ones too: their versions, how far each may go for whom, what stands in shadow beside it, what is refused and why, how often humans confirmed its actions (precision), and which book each task of the engine judges by. Without a word from there, a pattern is in shadow."
    },
    sortOptions = false)
final class ListVerb implements Callable<Integer> {

  private final Console console;

  /** All or none of them. */
  @ArgGroup(exclusive = false)
  private @Nullable BrokerOptions brokers;

  @Mixin private Output output = new Output();

  private Verdicts verdicts = Verdicts.of(List.of());

  ListVerb(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    BrokerOptions given = brokers;
    BookOnTopic book = given == null ? null : BookOnTopic.read(given);
    if (given != null && book != null) {
      Topics topics = book.topics();
      verdicts = Verdicts.of(HumanWord.said(given.reachable(topics.feedback()), topics));
    }
    PatternBook patterns = book == null ? StarterBook.book() : book.book();
    Map<String, NavigableMap<Integer, PatternSpec>> byId = new TreeMap<>();
    for (PatternSpec spec : patterns.all()) {
      byId.computeIfAbsent(spec.id(), id -> new TreeMap<>()).put(spec.version(), spec);
    }
    List<Json> told = new ArrayList<>();
    byId.forEach((id, versions) -> told.add(one(book, id, versions)));
    Json result = Json.object().with("book", patterns.hash()).with("patterns", told);
    if (book != null) {
      patterns.refusals().forEach((which, why) -> text("refused: " + which + ": " + why));
      if (book.unreadable() > 0) {
        text("refused: " + Words.count(book.unreadable(), "record") + " that nobody can read");
      }
      result
          .with("refused", patterns.refusals())
          .with("unreadable_records", book.unreadable())
          .with("tasks", new TaskBooks(book).tell(this::text));
    }
    if (output.isJson()) {
      console.out(result.toString());
    }
    return ExitCode.DONE;
  }

  private Json one(
      @Nullable BookOnTopic book, String id, NavigableMap<Integer, PatternSpec> versions) {
    int live = book == null ? versions.lastKey() : book.liveVersion(PatternBook.ALL_TENANTS, id);
    PatternSpec spec = versions.getOrDefault(live, versions.lastEntry().getValue());
    Collection<PatternTopic.Row> pointers = book == null ? List.of() : book.pointers(id).values();
    List<String> modes = pointers.stream().map(row -> words(row, live)).toList();
    text(String.format(Locale.ROOT, "%-30s v%d  %s", id, spec.version(), spec.title()));
    text(
        "    asks for "
            + spec.action().kind()
            + (spec.isOfCampaigns() ? " of members of campaigns" : "")
            + " for "
            + spec.action().duration().toHours()
            + " h"
            + (book == null ? "" : "; " + (modes.isEmpty() ? "SHADOW" : String.join(", ", modes))));
    Verdicts.Count found = verdicts.of(id);
    PatternSpec.Floor floor = spec.action().floor();
    if (found != null) {
      text("    " + found.text());
    }
    if (floor != null) {
      text(
          "    holds below a precision of "
              + Words.number(floor.precision() * 100)
              + " % by "
              + floor.verdicts()
              + " verdicts");
    }
    boolean candidate = book != null && versions.lastKey() > spec.version();
    if (versions.size() > 1) {
      text("    versions: " + Listed.of(versions.keySet()));
    }
    if (candidate) {
      text("    v" + versions.lastKey() + " is judged beside it in shadow");
    }
    return Json.object()
        .with("id", id)
        .with("version", spec.version())
        .with("versions", versions.keySet())
        .with("candidate", candidate ? versions.lastKey() : null)
        .with("title", spec.title())
        .with("scope", spec.isOfCampaigns() ? "campaign" : "account")
        .with("owner", spec.owner())
        .with("action", spec.action().kind())
        .with("action_hours", spec.action().duration().toHours())
        .with("confirmed", found == null ? 0 : found.confirmed())
        .with("false_positives", found == null ? 0 : found.falsePositives())
        .with("precision", found == null ? null : found.precision())
        .with("precision_floor", floor == null ? null : floor.precision())
        .with("precision_verdicts", floor == null ? null : floor.verdicts())
        .with("blind_spots", Words.flat(spec.blindSpots()))
        .with("pointers", pointers.stream().map(ListVerb::json).toList());
  }

  /** The mode, for whom, which version where it is another than the one shown, and who says so. */
  private static String words(PatternTopic.Row row, int shown) {
    if (!(row.row() instanceof BookRow.Pointer pointer)) {
      return "";
    }
    return pointer.mode()
        + (pointer.version() == shown ? "" : " v" + pointer.version())
        + (pointer.tenant().equals(PatternBook.ALL_TENANTS)
            ? ""
            : " for tenant " + pointer.tenant())
        + (pointer.share() < 1
            ? " for " + Words.number(pointer.share() * 100) + " % of the accounts"
            : "")
        + " ("
        + row.author()
        + ": "
        + row.why()
        + ")";
  }

  private static Json json(PatternTopic.Row row) {
    Json json = Json.object().with("tenant", row.row().tenant());
    if (row.row() instanceof BookRow.Pointer pointer) {
      json.with("version", pointer.version())
          .with("mode", pointer.mode())
          .with("share", pointer.share());
    }
    return json.with("author", row.author()).with("why", row.why()).with("offset", row.offset());
  }

  private void text(String line) {
    if (output.isText()) {
      console.out(line);
    }
  }
}
