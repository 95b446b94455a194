package io.stillwatch.cli.patterns;

import io.stillwatch.cli.BrokerOptions;
import io.stillwatch.cli.Console;
import io.stillwatch.cli.NoSuch;
import io.stillwatch.cli.Output;
import io.stillwatch.patterns.BookRow;
import io.stillwatch.patterns.BookView;
import io.stillwatch.patterns.PatternBook;
import io.stillwatch.patterns.PatternSpec;
import io.stillwatch.schemas.Mode;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code stillwatch patterns withdraw}. */
@Command(
    name = "withdraw",
    description = {
      "Takes the word of a tenant about a pattern back, as 'promote' or 'rollback' gave it: from then on the pattern goes as far as for all tenants.",
      "Without --tenant it takes the word for all back: the pattern is in shadow, but for tenants with a word of their own.",
      "Where it goes less far by that, nothing is done any more about what was kept of what it found before: see 'patterns promote --help'."
    },
    sortOptions = false)
final class WithdrawVerb implements Callable<Integer> {

  private final Console console;

  @Mixin private BrokerOptions brokers = new BrokerOptions();

  @Parameters(
      index = "0",
      paramLabel = "ID",
      description = "The pattern, as 'patterns list' names it.")
  private String id = "";

  @Option(
      names = "--tenant",
      paramLabel = "NAME",
      description = "Whose word (default: the one for all).",
      defaultValue = PatternBook.ALL_TENANTS)
  private String tenant = PatternBook.ALL_TENANTS;

  @Mixin private Signature signature = new Signature();

  @Mixin private SecondPerson second = new SecondPerson();

  @Mixin private Output output = new Output();

  WithdrawVerb(Console console) {
    this.console = console;
  }

  /** How far it goes then, and which version; null where it is off. */
  private BookView.@Nullable Live next(BookOnTopic book, BookRow.@Nullable Pointer forAll) {
    PatternBook then = book.book().with(new BookRow.PointerGone(tenant, id));
    BookView.Live live = then.of(tenant).live().get(id);
    PatternSpec newest = then.live(tenant, id);
    if (live != null || newest == null || (forAll != null && forAll.mode() == Mode.OFF)) {
      return live;
    }
    return new BookView.Live(newest, Mode.SHADOW); // the word for all has no text
  }

  /** Whether only other releases can read what it means; what is gone or changed acts nowhere. */
  private boolean isUnread(BookOnTopic book, BookRow.Pointer forAll) {
    Source source = book.versions(PatternBook.ALL_TENANTS, id).get(forAll.version());
    return source != null
        && forAll.means(PatternBook.digest(source.text()))
        && Swaps.spec(id, source).isEmpty();
  }

  @Override
  public Integer call() throws InterruptedException {
    signature.check();
    BookOnTopic book = BookOnTopic.read(brokers);
    if (!book.pointers(id).containsKey(tenant)) {
      throw new NoSuch(
          "there is no word "
              + (tenant.equals(PatternBook.ALL_TENANTS) ? "for all tenants" : "of " + tenant)
              + " about '"
              + id
              + "'; 'stillwatch patterns list' tells which there are");
    }
    int version = book.liveVersion(tenant, id);
    BookRow.@Nullable Pointer forAll =
        tenant.equals(PatternBook.ALL_TENANTS) ? null : book.pointer(PatternBook.ALL_TENANTS, id);
    BookView.@Nullable Live next = next(book, forAll);
    if (next != null && next.mode() == Mode.ENFORCE) {
      second.require(next.pattern(), signature);
    } else if (forAll != null && forAll.mode() == Mode.ENFORCE && isUnread(book, forAll)) {
      throw SecondPerson.unread(id, forAll.version());
    }
    try {
      PointerWriter.Written written =
          new PointerWriter(book, signature, tenant, id)
              .withdraw(version, second.approved(signature.why()));
      String mode = next == null ? "off" : next.mode().name().toLowerCase(Locale.ROOT);
      if (output.isText()) {
        console.out(
            id
                + (tenant.equals(PatternBook.ALL_TENANTS)
                    ? " is without a word for all tenants: "
                    : " goes for " + tenant + " as for all tenants: ")
                + mode
                + (next == null ? "" : ", v" + next.pattern().version())
                + ", from offset "
                + written.offset()
                + " of "
                + book.topics().patterns()
                + " on");
      }
      LiveWait wait = LiveWait.until(book, written);
      boolean acts = next != null && next.mode() == Mode.ENFORCE;
      Integer left = acts ? null : InForce.count(book, tenant, id, null);
      int code =
          wait.finish(
              console,
              output,
              Json.object()
                  .with("id", id)
                  .with("tenant", tenant)
                  .with("version", next == null ? null : (Integer) next.pattern().version())
                  .with("mode", mode)
                  .with("left_in_force", left)
                  .with("offset", written.offset()));
      if (!acts) {
        InForce.tell(console, output, left, tenant, id);
      }
      written.requireComplete();
      return code;
    } catch (KafkaException e) {
      throw book.cannotWrite(e);
    }
  }
}
