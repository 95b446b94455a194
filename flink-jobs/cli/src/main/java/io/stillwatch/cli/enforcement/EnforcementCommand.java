package io.stillwatch.cli.enforcement;

import io.stillwatch.cli.Aside;
import io.stillwatch.cli.BrokerOptions;
import io.stillwatch.cli.Console;
import io.stillwatch.cli.ExitCode;
import io.stillwatch.cli.NoSuch;
import io.stillwatch.cli.Output;
import io.stillwatch.cli.VerbGroup;
import io.stillwatch.cli.investigation.NearestIds;
import io.stillwatch.cli.investigation.Printable;
import io.stillwatch.cli.patterns.BookOnTopic;
import io.stillwatch.cli.patterns.Json;
import io.stillwatch.cli.patterns.Signature;
import io.stillwatch.jobs.FeedbackTopic;
import io.stillwatch.schemas.Feedback;
import io.stillwatch.schemas.FeedbackKind;
import io.stillwatch.schemas.FeedbackScope;
import io.stillwatch.schemas.StatusReport;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code stillwatch enforcement}: the brake, and what holds by itself. */
@Command(
    name = "enforcement",
    description = "The brake: what is frozen, which budgets hold, and how to go on.")
public final class EnforcementCommand extends VerbGroup {

  /** As the audit topic words a freeze. */
  static final String FREEZES = "freeze enforcement";

  /** As the audit topic words the end of one. */
  static final String RESUMES = "resume enforcement";

  private EnforcementCommand() {}

  /** The verb with those under it. */
  public static CommandLine of(Console console) {
    return new CommandLine(new EnforcementCommand())
        .addSubcommand(new EnforcementStatusVerb(console))
        .addSubcommand(new Freeze(console))
        .addSubcommand(new Resume(console))
        .addSubcommand(new Release(console));
  }

  /** What the three verbs that act have in common. */
  abstract static class Act implements Callable<Integer> {

    private final Console console;

    @Mixin private BrokerOptions brokers = new BrokerOptions();

    @Mixin private Signature signature = new Signature();

    @Option(
        names = "--tenant",
        paramLabel = "NAME",
        required = true,
        description = "For this tenant.")
    private String tenant = "";

    @Mixin private Output output = new Output();

    Act(Console console) {
      this.console = console;
    }

    String tenant() {
      return tenant;
    }

    HumanWord human() {
      return HumanWord.to(brokers, signature);
    }

    Feedback freeze(HumanWord human, FeedbackKind kind) {
      return human.of(kind, tenant, FeedbackScope.TENANT, tenant, FeedbackTopic.FREEZE).build();
    }

    BrokerOptions brokers() {
      return brokers;
    }

    void text(String text) {
      if (output.isText()) {
        console.out(Printable.text(text));
      }
    }

    void json(Json json) {
      if (output.isJson()) {
        console.out(Printable.json(json.toString()));
      }
    }

    void warn(String text) {
      console.err(Printable.text(text));
    }
  }

  /** {@code stillwatch enforcement freeze}. */
  @Command(
      name = "freeze",
      description = {
        "Stops enforcement for a tenant: engines write no new actions, and subscribers let everybody through, also where no engine runs.",
        "It is done whatever the tenant is called; where nothing is known of it, that is said.",
        "Findings go on. After 'enforcement resume' the actions that still have time hold again; 'actions revoke' ends them before. What was found meanwhile is not made up for, except about members of campaigns: see 'enforcement resume --help'."
      },
      sortOptions = false)
  static final class Freeze extends Act {

    Freeze(Console console) {
      super(console);
    }

    @Override
    public Integer call() throws InterruptedException {
      HumanWord human = human();
      human.say(freeze(human, FeedbackKind.FREEZE), FREEZES);
      text("enforcement is frozen for tenant " + tenant());
      // Only now: a brake does not wait to be understood.
      TenantSight sight = TenantSight.look(human.kafka(), human.topics(), tenant());
      String doubt = sight.doubt();
      if (doubt != null) {
        warn(doubt);
      }
      json(
          Json.object()
              .with("tenant", tenant())
              .with("frozen", true)
              .with("known", sight.known())
              .with("did_you_mean", sight.near()));
      return ExitCode.DONE;
    }
  }

  /** {@code stillwatch enforcement resume}. */
  @Command(
      name = "resume",
      description = {
        "Ends the freeze of a tenant: the actions that still have time hold again, and what is decided from now on acts. Where there is none it changes nothing and exits with 2.",
        "Members of campaigns that were found meanwhile are acted on now, as far as the budget goes, unless their pattern was to go less far since ('patterns promote --help'): 'patterns promote --to shadow' or 'patterns rollback' first keeps them out."
      },
      sortOptions = false)
  static final class Resume extends Act {

    Resume(Console console) {
      super(console);
    }

    @Override
    public Integer call() throws InterruptedException {
      HumanWord human = human();
      requireFrozen(human);
      human.say(freeze(human, FeedbackKind.RESUME), RESUMES);
      text("enforcement goes on for tenant " + tenant());
      json(Json.object().with("tenant", tenant()).with("frozen", false));
      return ExitCode.DONE;
    }

    /** Said of what is not frozen it would keep from acting what was decided until now. */
    private void requireFrozen(HumanWord human) {
      List<String> frozen =
          HumanWord.said(human.kafka(), human.topics()).stream()
              .filter(word -> word.getKind() == FeedbackKind.FREEZE)
              .map(Feedback::getTenant)
              .toList();
      if (!frozen.contains(tenant())) {
        List<String> near = NearestIds.of(tenant(), frozen);
        throw new NoSuch(
            Printable.text(
                "enforcement is not frozen for tenant "
                    + tenant()
                    + ": nothing was changed"
                    + (near.isEmpty()
                        ? "; 'stillwatch enforcement status' tells what is frozen"
                        : NearestIds.question(near))
                    + " (where a subscriber still lets everybody through, freeze it and resume)"));
      }
    }
  }

  /** {@code stillwatch enforcement release}. */
  @Command(
      name = "release",
      description = {
        "Lets a pattern that stands at its budget act on further accounts, as many again. Of one that does not it only counts the verdicts anew.",
        "'enforcement status' tells which hold. Look at what it has done first: 'actions list --pattern'.",
        "Members of campaigns that it found while it held are acted on now, unless it was to go less far since: see 'patterns promote --help'."
      },
      sortOptions = false)
  static final class Release extends Act {

    @Parameters(
        index = "0",
        paramLabel = "PATTERN",
        description = "The pattern, as 'enforcement status' names it.")
    private String pattern = "";

    Release(Console console) {
      super(console);
    }

    @Override
    public Integer call() throws InterruptedException {
      HumanWord human = human();
      // Aside: a budget is released also where nobody can see that it holds.
      Optional<List<String>> seen =
          Aside.ask(() -> heldFor(EnforcementStatusVerb.held(human.kafka(), human.topics())));
      List<String> tenants = seen.orElse(List.of(tenant()));
      boolean holds = tenants.contains(tenant());
      if (tenants.isEmpty()) {
        requireKnown();
      }
      human.say(
          human
              .of(
                  FeedbackKind.RELEASE,
                  tenant(),
                  FeedbackScope.PATTERN,
                  pattern,
                  FeedbackTopic.RELEASE)
              .build(),
          "release the budget");
      text(
          holds
              ? pattern + " is released for tenant " + tenant()
              : pattern
                  + " did not hold for tenant "
                  + tenant()
                  + (tenants.isEmpty() ? "" : ", but for " + String.join(", ", tenants))
                  + ", as far as the engine has told; the verdicts on it are counted anew");
      json(
          Json.object()
              .with("pattern", pattern)
              .with("tenant", tenant())
              .with("held", seen.isEmpty() ? null : holds));
      return ExitCode.DONE;
    }

    private List<String> heldFor(List<StatusReport> held) {
      return held.stream()
          .map(StatusReport::getNotes)
          .filter(notes -> pattern.equals(notes.get("what")))
          .map(notes -> String.valueOf(notes.get("tenant")))
          .toList();
    }

    private void requireKnown() {
      BookOnTopic book = BookOnTopic.read(brokers());
      if (book.versionNumbers(tenant(), pattern).isEmpty()) {
        throw book.noSuch(pattern);
      }
    }
  }
}
