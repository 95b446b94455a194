package io.stillwatch.cli.patterns;

import io.stillwatch.cli.BrokerOptions;
import io.stillwatch.cli.Console;
import io.stillwatch.cli.Listed;
import io.stillwatch.cli.NoSuch;
import io.stillwatch.cli.Output;
import io.stillwatch.cli.WrongUse;
import io.stillwatch.patterns.PatternBook;
import io.stillwatch.patterns.PatternSpec;
import java.util.NavigableMap;
import java.util.concurrent.Callable;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code stillwatch patterns promote}. */
@Command(
    name = "promote",
    description = {
      "Says how far a pattern may go: off (not judged), shadow (findings only) or enforce (actions), and which version is live.",
      "Running engines follow within a second; who did it, and why, stays on the topic and on the audit topic.",
      "Where it enforced and is to go less far, in a lower mode or share or in another version, or where it is said again that it is off or in shadow, nothing is done any more about what a freeze or a budget has kept of what it found before, but by 'campaigns approve'. Without --tenant that is so for tenants with a word of their own, too.",
      "A pattern that suspends accounts needs a second person to be enforced: --approved-by names them. Nobody is asked to prove a name yet: it is written down, not checked."
    },
    sortOptions = false)
final class PromoteVerb implements Callable<Integer> {

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

  @Mixin private Signature signature = new Signature();

  @Option(
      names = "--version",
      paramLabel = "N",
      description = "The version that is to be live (default: the newest).")
  private @Nullable Integer version;

  @Option(
      names = "--tenant",
      paramLabel = "NAME",
      description = "Only for this tenant (default: for all without a word of their own).",
      defaultValue = PatternBook.ALL_TENANTS)
  private String tenant = PatternBook.ALL_TENANTS;

  @Option(
      names = "--share",
      paramLabel = "PART",
      description =
          "Part of the accounts that it may go so far for, such as 0.1; the others stay in shadow, always the same ones (default: ${DEFAULT-VALUE}).",
      defaultValue = "1")
  private double share = 1;

  @Mixin private SecondPerson second = new SecondPerson();

  @Mixin private Output output = new Output();

  PromoteVerb(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws InterruptedException {
    signature.check();
    if (tenant.isBlank()) {
      throw new WrongUse("--tenant must not be empty");
    }
    if (!(share > 0 && share <= 1)) {
      throw new WrongUse("--share is " + share + "; it must be above 0 and at most 1");
    }
    BookOnTopic book = BookOnTopic.read(brokers);
    PatternSpec spec = spec(book);
    if (to == To.ENFORCE) {
      second.require(spec, signature);
    }
    if (to == To.ENFORCE && spec.meant() != To.ENFORCE.mode()) {
      console.err(
          "its file says that it is fit for shadow only; its blind spots: "
              + Words.flat(spec.blindSpots()).strip());
    }
    if (output.isText()) {
      Swaps.from(book, tenant, spec)
          .ifPresent(
              swap ->
                  console.out(
                      "v"
                          + spec.version()
                          + " takes over from v"
                          + book.liveVersion(tenant, id)
                          + ": "
                          + swap.word()));
    }
    try {
      PointerWriter.Written written =
          new PointerWriter(book, signature, tenant, id)
              .point(
                  new Pointing(spec.version(), to.mode(), share), second.approved(signature.why()));
      if (output.isText()) {
        console.out(
            id
                + " v"
                + spec.version()
                + " is "
                + to
                + (share < 1 ? " for " + Words.number(share * 100) + " % of the accounts" : "")
                + (tenant.equals(PatternBook.ALL_TENANTS) ? "" : " for tenant " + tenant)
                + " from offset "
                + written.offset()
                + " of "
                + book.topics().patterns()
                + " on");
      }
      LiveWait wait = LiveWait.until(book, written);
      Integer left = to == To.ENFORCE ? null : InForce.count(book, tenant, id, null);
      int code =
          wait.finish(
              console,
              output,
              Json.object()
                  .with("id", id)
                  .with("version", spec.version())
                  .with("mode", to.toString())
                  .with("tenant", tenant)
                  .with("share", share)
                  .with("left_in_force", left)
                  .with("offset", written.offset()));
      if (to != To.ENFORCE) {
        InForce.tell(console, output, left, tenant, id);
      }
      written.requireComplete();
      return code;
    } catch (KafkaException e) {
      throw book.cannotWrite(e);
    }
  }

  private PatternSpec spec(BookOnTopic book) {
    NavigableMap<Integer, Source> versions = book.versions(tenant, id);
    if (versions.isEmpty()) {
      throw book.noSuch(id);
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
    String refusal = book.refusal(tenant, id, wanted);
    if (refusal != null) {
      throw new WrongUse(
          id + " v" + wanted + " is on the topic and refused: " + refusal + "; publish it anew");
    }
    return Swaps.spec(id, source)
        .orElseThrow(
            () -> new WrongUse("this release cannot read " + id + " v" + wanted + "; publish it"));
  }
}
