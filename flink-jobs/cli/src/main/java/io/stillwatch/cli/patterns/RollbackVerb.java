package io.stillwatch.cli.patterns;

import io.stillwatch.cli.BrokerOptions;
import io.stillwatch.cli.Console;
import io.stillwatch.cli.ExitCode;
import io.stillwatch.cli.Incomplete;
import io.stillwatch.cli.Listed;
import io.stillwatch.cli.NoSuch;
import io.stillwatch.cli.Output;
import io.stillwatch.cli.Reason;
import io.stillwatch.cli.Unaudited;
import io.stillwatch.cli.WrongUse;
import io.stillwatch.cli.enforcement.HumanWord;
import io.stillwatch.patterns.BookRow;
import io.stillwatch.patterns.PatternBook;
import io.stillwatch.schemas.EnforcementAction;
import io.stillwatch.schemas.Mode;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code stillwatch patterns rollback}. */
@Command(
    name = "rollback",
    description = {
      "Puts a pattern's pointer back to the version before, as far as that one might go when it was live. Where there was none before, the pattern goes back to shadow.",
      "Where that version suspends, it takes two people, as a promotion does; 'patterns promote --to shadow' takes one.",
      "With --revoke-actions it also ends what the version now live has put in force: first it only shows how many (exit 2), with --yes it does it.",
      "Running engines hear of it, and do not act on what a freeze or a budget has kept of that version's findings, but by 'campaigns approve': an action that was taken back does not begin again before its end would have come; another episode may act."
    },
    sortOptions = false)
final class RollbackVerb implements Callable<Integer> {

  private static final int SHOWN_MAX = 20;

  private final Console console;

  @Mixin private BrokerOptions brokers = new BrokerOptions();

  @Parameters(
      index = "0",
      paramLabel = "ID",
      description = "The pattern, as 'patterns list' names it.")
  private String id = "";

  @Option(
      names = "--to-version",
      paramLabel = "N",
      description = "The version to go back to (default: the one that was live before).")
  private @Nullable Integer toVersion;

  @Option(
      names = "--tenant",
      paramLabel = "NAME",
      description = "Only for this tenant (default: for all without a word of their own).",
      defaultValue = PatternBook.ALL_TENANTS)
  private String tenant = PatternBook.ALL_TENANTS;

  @Mixin private Signature signature = new Signature();

  @Mixin private SecondPerson second = new SecondPerson();

  @Option(
      names = "--revoke-actions",
      description = "Also end the actions in force of the version that is live now.")
  private boolean revokeActions;

  @Option(names = "--yes", description = "Do revoke them.")
  private boolean yes;

  @Mixin private Output output = new Output();

  RollbackVerb(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws InterruptedException {
    signature.check();
    if (yes && !revokeActions) {
      throw new WrongUse("--yes belongs to --revoke-actions; give both or neither");
    }
    BookOnTopic book = BookOnTopic.read(brokers);
    if (book.versions(tenant, id).isEmpty()) {
      throw book.noSuch(id);
    }
    if (revokeActions) { // a topic that lacks is named at once
      brokers.reachable(book.topics().actions(), book.topics().feedback());
    }
    try {
      int present = book.liveVersion(tenant, id);
      Pointing target = target(book, present);
      // Also before it is done: if they cannot be read, nothing has changed.
      List<EnforcementAction> seen =
          revokeActions ? InForce.of(book, tenant, id, present) : List.of();
      if (revokeActions && !yes) {
        return show(present, seen);
      }
      requireSecondPerson(book, target);
      PointerWriter.Written written =
          new PointerWriter(book, signature, tenant, id)
              .point(target, "rolled back: " + second.approved(signature.why()));
      LiveWait wait = LiveWait.until(book, written);
      if (output.isText()) {
        console.out(
            id
                + (target.version() == present
                    ? " v" + present + " had no version before it; it is back in "
                    : " is back from v" + present + " to v" + target.version() + ", ")
                + target.mode().name().toLowerCase(Locale.ROOT)
                + ", from offset "
                + written.offset()
                + " of "
                + book.topics().patterns()
                + " on");
      }
      // Only now: until every task had the row, some went on acting, and what they decided is on
      // its way for a moment more.
      if (revokeActions && wait.tasks() > 0) {
        Thread.sleep(HumanWord.ON_ITS_WAY.toMillis());
      }
      Revoked revoked = revokeActions ? revoke(book, present) : new Revoked(0, null);
      if (revokeActions && output.isText()) {
        console.out(Words.count(revoked.actions(), "action") + " revoked");
      }
      Integer left = revokeActions ? null : InForce.count(book, tenant, id, present);
      int code =
          wait.finish(
              console,
              output,
              Json.object()
                  .with("id", id)
                  .with("changed", true)
                  .with("tenant", tenant)
                  .with("from_version", present)
                  .with("version", target.version())
                  .with("mode", target.mode().name().toLowerCase(Locale.ROOT))
                  .with("revoked", revoked.actions())
                  .with("left_in_force", left)
                  .with("offset", written.offset()));
      if (!revokeActions) {
        InForce.tell(console, output, left, tenant, id);
      }
      written.with(revoked.lacking()).requireComplete();
      return code;
    } catch (KafkaException e) {
      throw book.cannotWrite(e);
    }
  }

  private Pointing target(BookOnTopic book, int present) {
    Pointing found = Pointing.before(book, tenant, id, present, toVersion).orElse(null);
    if (found != null) {
      return found;
    }
    if (toVersion != null) {
      throw new NoSuch(
          "there is no version "
              + toVersion
              + " of "
              + id
              + "; there are "
              + Listed.of(book.versions(tenant, id).keySet()));
    }
    BookRow.Pointer pointer = book.pointer(tenant, id);
    if (pointer == null || pointer.mode() == Mode.SHADOW) {
      throw new NoSuch(
          id
              + " v"
              + present
              + " is in shadow and there was no version before it: there is nothing to go back to;"
              + " 'patterns promote --to off' stops it");
    }
    return new Pointing(present, Mode.SHADOW, 1);
  }

  private void requireSecondPerson(BookOnTopic book, Pointing target) {
    Source source = book.versions(tenant, id).get(target.version());
    if (source != null && target.mode() == Mode.ENFORCE) {
      second.require(
          Swaps.spec(id, source).orElseThrow(() -> SecondPerson.unread(id, target.version())),
          signature);
    }
  }

  private int show(int present, List<EnforcementAction> inForce) {
    if (output.isJson()) {
      console.out(
          Json.object()
              .with("id", id)
              .with("changed", false)
              .with("version", present)
              .with("in_force", inForce.size())
              .with("revoked", 0)
              .with(
                  "subjects", inForce.stream().limit(SHOWN_MAX).map(RollbackVerb::subject).toList())
              .toString());
      return ExitCode.CHECK_FAILED;
    }
    Map<String, Integer> kinds = new TreeMap<>();
    inForce.forEach(action -> kinds.merge(action.getKind().name(), 1, Integer::sum));
    console.out(
        Words.count(inForce.size(), "action")
            + " of "
            + id
            + " v"
            + present
            + " in force"
            + (kinds.isEmpty() ? "" : ": " + Listed.counts(kinds)));
    inForce.stream().limit(SHOWN_MAX).forEach(action -> console.out("  " + subject(action)));
    console.out("nothing was changed; add --yes to roll back and revoke them");
    return ExitCode.CHECK_FAILED;
  }

  private static String subject(EnforcementAction action) {
    return action.getSubjectKind().name().toLowerCase(Locale.ROOT)
        + " "
        + action.getSubjectId()
        + " of tenant "
        + action.getTenant()
        + ": "
        + action.getKind()
        + " until "
        + action.getExpiresAt();
  }

  /**
   * What was done about the actions.
   *
   * @param lacking where they could not be revoked, or that could not be audited
   */
  private record Revoked(int actions, @Nullable Incomplete lacking) {}

  private Revoked revoke(BookOnTopic book, int present) throws InterruptedException {
    int actions = 0;
    try {
      List<EnforcementAction> inForce = InForce.of(book, tenant, id, present);
      actions = inForce.size();
      new HumanWord(book.kafka(), book.topics(), signature)
          .revoke(inForce, tenant, Signature.subject(id, present));
      return new Revoked(actions, null);
    } catch (Unaudited e) {
      return new Revoked(actions, e);
    } catch (WrongUse e) {
      return new Revoked(
          0,
          new Incomplete(
              "the pointer is back and the actions are not revoked: "
                  + Reason.of(e)
                  + "; 'stillwatch actions revoke --pattern "
                  + id
                  + "' ends them",
              e));
    }
  }
}
