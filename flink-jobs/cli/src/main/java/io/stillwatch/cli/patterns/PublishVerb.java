package io.stillwatch.cli.patterns;

import io.stillwatch.cli.BrokerOptions;
import io.stillwatch.cli.Console;
import io.stillwatch.cli.ExitCode;
import io.stillwatch.cli.Output;
import io.stillwatch.cli.Reason;
import io.stillwatch.cli.Unaudited;
import io.stillwatch.cli.WrongUse;
import io.stillwatch.jobs.PatternTopic;
import io.stillwatch.patterns.BookRow;
import io.stillwatch.patterns.PatternBook;
import io.stillwatch.patterns.PatternSpec;
import io.stillwatch.patterns.SwapPlan;
import io.stillwatch.schemas.PatternRevision;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.concurrent.Callable;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code stillwatch patterns publish}. */
@Command(
    name = "publish",
    description = {
      "Vets and tests pattern files, writes them to the pattern topic and waits until every task of the engine judges by them.",
      "A published version is judged in shadow, beside the live one if there is one: it makes findings and no actions until it is promoted.",
      "The same text again changes nothing. Exits with 2 if a file is refused or a task has not taken it after ten seconds."
    },
    sortOptions = false)
final class PublishVerb implements Callable<Integer> {

  private final Console console;

  @Mixin private BrokerOptions brokers = new BrokerOptions();

  @Mixin private Signature signature = new Signature();

  @Parameters(arity = "1..*", paramLabel = "FILE|DIR", description = "Pattern files, or folders.")
  private List<Path> paths = List.of();

  @Option(
      names = "--tenant",
      paramLabel = "NAME",
      description = "Only for this tenant (default: for all).",
      defaultValue = PatternBook.ALL_TENANTS)
  private String tenant = PatternBook.ALL_TENANTS;

  @Option(names = "--dry-run", description = "Say what would happen, and write nothing.")
  private boolean dryRun;

  @Mixin private Output output = new Output();

  private long writtenNs;
  private @Nullable Unaudited unaudited;

  PublishVerb(Console console) {
    this.console = console;
  }

  /** A version that is to be written, or stands there already. */
  private record Planned(PatternSpec spec, String text, boolean known, @Nullable SwapPlan swap) {
    String label() {
      return spec.id() + " v" + spec.version();
    }
  }

  @Override
  public Integer call() throws InterruptedException {
    signature.check();
    if (tenant.isBlank()) {
      throw new WrongUse("--tenant must not be empty");
    }
    VetReport report = new VetReport(new Language().vet(PatternFile.read(paths)));
    if (!report.passed()) {
      report.print(console, output);
      return ExitCode.CHECK_FAILED;
    }
    BookOnTopic book = BookOnTopic.read(brokers);
    List<Planned> planned = new ArrayList<>();
    List<String> refusals = new ArrayList<>();
    PatternBook judging = book.book();
    for (int i = 0; i < report.files().size(); i++) {
      judging =
          plan(
              book,
              judging,
              report.patterns().get(i).spec(),
              report.files().get(i).file().text(),
              planned,
              refusals);
    }
    if (!refusals.isEmpty()) {
      if (output.isJson()) {
        console.out(Json.object().with("published", 0).with("refused", refusals).toString());
      } else {
        refusals.forEach(console::out);
      }
      return ExitCode.CHECK_FAILED;
    }
    if (dryRun) {
      return finish(book, planned, -1);
    }
    try {
      int code = finish(book, planned, write(book, planned));
      if (unaudited != null) {
        throw unaudited;
      }
      return code;
    } catch (KafkaException e) {
      throw book.cannotWrite(e);
    }
  }

  /** Returns the book as it will be. */
  private PatternBook plan(
      BookOnTopic book,
      PatternBook judging,
      PatternSpec spec,
      String text,
      List<Planned> planned,
      List<String> refusals) {
    NavigableMap<Integer, Source> versions = book.versions(tenant, spec.id());
    Source same = versions.get(spec.version());
    Planned one =
        new Planned(
            spec,
            text,
            same != null,
            same == null ? Swaps.from(book, tenant, spec).orElse(null) : null);
    Source other = book.otherText(spec.id(), spec.version(), text);
    if (other != null) {
      refusals.add(
          one.label()
              + " is there with another text ("
              + other.origin()
              + "); raise metadata.version to "
              + (Math.max(spec.version(), versions.isEmpty() ? 0 : versions.lastKey()) + 1));
      return judging;
    }
    PatternBook after = judging.with(new BookRow.Revision(tenant, spec.id(), spec.version(), text));
    String why = after.refusals().get(PatternBook.label(tenant, spec.id(), spec.version()));
    if (why != null) {
      refusals.add("the engine would refuse " + one.label() + ": " + why);
      return judging;
    }
    planned.add(one);
    if (one.known()) {
      text(one.label() + " is there with the same text: nothing to do");
      return after;
    }
    int live = book.liveVersion(tenant, spec.id());
    if (live == 0) {
      text(one.label() + " is new; it enters in shadow");
    } else if (spec.version() < versions.lastKey()) {
      text(
          one.label()
              + " is older than v"
              + versions.lastKey()
              + ": it is judged only once it is promoted");
    } else if (isLive(spec, after)) {
      text(one.label() + " takes over from v" + live + " at once, in shadow as that one");
    } else {
      text(one.label() + " is judged in shadow beside v" + live + " until it is promoted");
    }
    SwapPlan swap = one.swap();
    if (swap != null) {
      text("  when it takes over: " + swap.word());
    }
    return after;
  }

  private boolean isLive(PatternSpec spec, PatternBook after) {
    PatternSpec live = after.live(tenant, spec.id());
    return live != null && live.version() == spec.version();
  }

  /** Returns the offset of the last row, or -1 when nothing had to be written. */
  private long write(BookOnTopic book, List<Planned> planned) throws InterruptedException {
    long offset = -1;
    for (Planned one : planned) {
      if (one.known()) {
        continue;
      }
      offset =
          book.topic()
              .publish(
                  PatternRevision.newBuilder()
                      .setTenant(tenant)
                      .setPatternId(one.spec().id())
                      .setVersion(one.spec().version())
                      .setSource(one.text())
                      .setAuthor(signature.author())
                      .setCreatedAt(InstantSource.system().instant())
                      .build());
      writtenNs = System.nanoTime();
      try {
        signature.auditDone(
            book,
            tenant,
            "publish",
            Signature.subject(one.spec().id(), one.spec().version()),
            signature.why());
      } catch (Unaudited e) {
        unaudited = e;
      }
      text(one.label() + " is published at offset " + offset + " of " + book.topics().patterns());
    }
    return offset;
  }

  private int finish(BookOnTopic book, List<Planned> planned, long offset)
      throws InterruptedException {
    List<Json> told = new ArrayList<>();
    for (Planned one : planned) {
      SwapPlan swap = one.swap();
      told.add(
          Json.object()
              .with("id", one.spec().id())
              .with("version", one.spec().version())
              .with("already_there", one.known())
              .with("kept_steps", swap == null ? List.of() : swap.kept())
              .with("discarded_steps", swap == null ? List.of() : swap.discarded()));
    }
    long written = offset < 0 ? 0 : planned.stream().filter(one -> !one.known()).count();
    Json result =
        Json.object()
            .with("tenant", tenant)
            .with("published", written)
            .with("offset", offset < 0 ? null : (Long) offset)
            .with("patterns", told);
    if (offset < 0) {
      if (output.isJson()) {
        console.out(result.toString());
      } else if (dryRun) {
        console.out("nothing was written");
      }
      return ExitCode.DONE;
    }
    LiveWait wait = LiveWait.until(book, offset, writtenNs);
    int code = wait.finish(console, output, result);
    List<PatternTopic.Row> newer = List.of();
    try {
      newer = book.newer();
    } catch (WrongUse e) { // it is published all the same
      console.err(
          "whether somebody else has published another text at the same time is not known: "
              + Reason.of(e));
      code = ExitCode.CHECK_FAILED;
    }
    for (Planned one : planned) {
      String why =
          wait.refused().get(PatternBook.label(tenant, one.spec().id(), one.spec().version()));
      if (why != null) {
        console.err("the engine refuses " + one.label() + ": " + why);
        code = ExitCode.CHECK_FAILED;
      }
      Source other =
          one.known()
              ? null
              : BookOnTopic.otherText(newer, one.spec().id(), one.spec().version(), one.text());
      if (other != null) {
        console.err(
            one.label()
                + " was "
                + other.origin()
                + " at the same time, with another text: the later one holds, and promotes nothing;"
                + " agree on one, and publish the other under the next version");
        code = ExitCode.CHECK_FAILED;
      }
    }
    return code;
  }

  private void text(String line) {
    if (output.isText()) {
      console.out(line);
    }
  }
}
