package io.stillwatch.cli.enforcement;

import io.stillwatch.cli.BrokerOptions;
import io.stillwatch.cli.Console;
import io.stillwatch.cli.ExitCode;
import io.stillwatch.cli.NoSuch;
import io.stillwatch.cli.Output;
import io.stillwatch.cli.Unaudited;
import io.stillwatch.cli.WrongUse;
import io.stillwatch.cli.investigation.Printable;
import io.stillwatch.cli.patterns.Json;
import io.stillwatch.cli.patterns.Signature;
import io.stillwatch.jobs.ActionTopic;
import io.stillwatch.schemas.EnforcementAction;
import io.stillwatch.schemas.Feedback;
import io.stillwatch.schemas.FeedbackScope;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code stillwatch actions revoke}. */
@Command(
    name = "revoke",
    description = {
      "Ends actions before their time: one by its id or public reference, or all of an account, a campaign or a pattern, also those that a freeze holds back.",
      "First it only shows which (exit 2); with --yes it does it. It takes effect within seconds, also where no engine runs.",
      "What is older than the revocation begins nothing again. New evidence may: an exception keeps it away, 'campaigns dismiss' and 'patterns promote --to shadow' stop the cause."
    },
    sortOptions = false)
public final class ActionsRevokeVerb implements Callable<Integer> {

  private static final int SHOWN_MAX = 20;

  private final Console console;

  @Mixin private BrokerOptions brokers = new BrokerOptions();

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "ID",
      description = "An action, by its id or its public reference.")
  private @Nullable String id;

  @Mixin private Choice choice = new Choice();

  @Mixin private Signature signature = new Signature();

  @Option(names = "--yes", description = "Do revoke them.")
  private boolean yes;

  @Mixin private Output output = new Output();

  public ActionsRevokeVerb(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws InterruptedException {
    if ((id == null) == choice.isNone() || (id == null && !choice.isOne())) {
      throw new WrongUse("give an ID, or one of --account, --campaign and --pattern");
    }
    HumanWord human = HumanWord.to(brokers, signature);
    choice.lookUp(brokers);
    String one = id;
    Predicate<EnforcementAction> meant =
        action -> choice.takes(action) && (one == null || ActionsShowVerb.is(action, one));
    ActionTopic.Standing standing = Choice.standing(human.kafka(), human.topics(), human.now());
    List<EnforcementAction> actions = standing.all().stream().filter(meant).toList();
    String tenant = choice.tenant();
    if (actions.isEmpty() && id != null && tenant != null && yes) {
      // Its row may be on its way still: then it ends when it comes.
      requireActionId(id);
      human.say(human.revocation(tenant, id), "revoke 1 action");
      tell(actions);
      return ExitCode.DONE;
    }
    boolean ahead =
        tenant != null && yes && (choice.campaign() != null || choice.pattern() != null);
    if (actions.isEmpty() && !ahead) {
      throw new NoSuch(
          "nothing like that is in force; 'stillwatch actions list' tells what is (with --tenant and"
              + " --yes an action is revoked by its id before it is seen, and what a campaign or a"
              + " pattern has found until now is acted on no more)");
    }
    if (actions.isEmpty() && tenant != null && !choice.isKnown(brokers, tenant)) {
      throw new NoSuch(
          "nothing like that is in force, and tenant "
              + tenant
              + " has "
              + (choice.pattern() == null
                  ? "no campaign " + choice.campaign() + ": 'stillwatch campaigns list'"
                  : "no pattern " + choice.pattern() + ": 'stillwatch patterns list'")
              + " tells which there are");
    }
    Unaudited unaudited = yes ? revoke(human, actions) : null;
    tell(actions);
    if (actions.isEmpty() && tenant != null && choice.isUnseen(tenant, standing)) {
      console.err(
          Printable.text(
              "no action and no word about patterns is of tenant '"
                  + tenant
                  + "': if that is misspelt, nothing was taken back"));
    }
    if (unaudited != null) {
      throw unaudited;
    }
    return yes ? ExitCode.DONE : ExitCode.CHECK_FAILED;
  }

  /** A word is about an id; of a public reference only the row tells which. */
  static void requireActionId(String id) {
    if (!isActionId(id)) {
      throw new NoSuch(
          "'"
              + id
              + "' is not in force and is not an action's id (32 of 0-9 and a-f); a public reference"
              + " can only be revoked once its action is on the topic");
    }
  }

  private static boolean isActionId(String text) {
    return text.length() == 32
        && text.chars().allMatch(c -> (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'));
  }

  /** Revokes all of them, also where one could not be audited: then it tells which failure. */
  private @Nullable Unaudited revoke(HumanWord human, List<EnforcementAction> actions)
      throws InterruptedException {
    Unaudited unaudited = null;
    String campaign = choice.campaign();
    String pattern = choice.pattern();
    // One word for each tenant, which also covers what is decided at this moment.
    for (String tenant : tenants(actions)) {
      List<EnforcementAction> ofTenant =
          actions.stream().filter(action -> action.getTenant().equals(tenant)).toList();
      try {
        if (campaign == null && pattern == null) {
          human.revoke(
              ofTenant, tenant, id == null ? "account " + choice.account() : "action " + id);
          continue;
        }
        Feedback word =
            campaign == null
                ? human.revocation(tenant, FeedbackScope.PATTERN, String.valueOf(pattern), ofTenant)
                : human.revocation(tenant, FeedbackScope.CAMPAIGN, campaign, ofTenant);
        human.revoke(ofTenant, HumanWord.withParts(word, choice.parts(tenant)));
      } catch (Unaudited e) {
        unaudited = e;
      }
    }
    return unaudited;
  }

  /** Those for whom a word is said: whose actions these are, and who is named. */
  private Set<String> tenants(List<EnforcementAction> actions) {
    Set<String> tenants = new TreeSet<>();
    actions.forEach(action -> tenants.add(action.getTenant()));
    String only = choice.tenant();
    if (only != null) {
      tenants.add(only);
    }
    return tenants;
  }

  /** What has become part of the campaign, of those tenants. */
  private List<String> parts(List<EnforcementAction> actions) {
    return tenants(actions).stream()
        .flatMap(tenant -> choice.parts(tenant).stream())
        .distinct()
        .toList();
  }

  private void tell(List<EnforcementAction> actions) {
    if (output.isJson()) {
      console.out(
          Printable.json(
              Json.object()
                  .with("changed", yes)
                  .with("in_force", actions.size())
                  .with("revoked", yes ? actions.size() : 0)
                  .with("parts", parts(actions))
                  .with("actions", actions.stream().limit(SHOWN_MAX).map(Told::brief).toList())
                  .toString()));
      return;
    }
    if (actions.isEmpty()) {
      console.out(
          Printable.text(
              id == null
                  ? "nothing like that is in force; what was found until now begins nothing"
                  : id + " is not in force; it is revoked if it comes"));
      return;
    }
    Told.table(console, actions.stream().limit(SHOWN_MAX).toList());
    List<String> parts = parts(actions);
    if (!parts.isEmpty()) {
      long against = actions.stream().map(Told::subject).distinct().count();
      console.out(
          Printable.text(
              "of campaign "
                  + choice.campaign()
                  + HumanWord.parts(parts)
                  + ", against "
                  + against
                  + (against == 1 ? " account:" : " accounts:")));
    }
    console.out(
        actions.size()
            + (actions.size() == 1 ? " action" : " actions")
            + (yes ? " revoked" : " in force; nothing was changed, add --yes to revoke"));
  }
}
