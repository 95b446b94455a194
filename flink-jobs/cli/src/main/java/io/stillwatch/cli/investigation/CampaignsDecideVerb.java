package io.stillwatch.cli.investigation;

import io.stillwatch.cli.BrokerOptions;
import io.stillwatch.cli.Console;
import io.stillwatch.cli.ExitCode;
import io.stillwatch.cli.Output;
import io.stillwatch.cli.enforcement.HumanWord;
import io.stillwatch.cli.patterns.Json;
import io.stillwatch.cli.patterns.Signature;
import io.stillwatch.jobs.FeedbackTopic;
import io.stillwatch.schemas.ActionState;
import io.stillwatch.schemas.Feedback;
import io.stillwatch.schemas.FeedbackKind;
import io.stillwatch.schemas.FeedbackLaw;
import io.stillwatch.schemas.FeedbackScope;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A human decides about a campaign: {@code campaigns approve} and {@code campaigns dismiss}. */
abstract class CampaignsDecideVerb implements Callable<Integer> {

  private final Console console;
  private final FeedbackKind kind;
  private final String done;
  private final String verb;

  @Mixin private BrokerOptions brokers = new BrokerOptions();

  @Parameters(
      index = "0",
      paramLabel = "ID",
      description = "The campaign, as 'campaigns list' names it.")
  private String id = "";

  @Mixin private Signature signature = new Signature();

  @Option(
      names = "--tenant",
      paramLabel = "NAME",
      description = "Whose campaign it is, where several tenants have one of this id.")
  private @Nullable String tenant;

  @Option(names = "--yes", description = "Do it.")
  private boolean yes;

  @Option(
      names = "--although-behind",
      description = "With --yes: do it however far the engine is behind.")
  private boolean althoughBehind;

  @Mixin private Output output = new Output();

  private CampaignsDecideVerb(Console console, FeedbackKind kind, String done) {
    this.console = console;
    this.kind = kind;
    this.done = done;
    this.verb = kind.name().toLowerCase(Locale.ROOT);
  }

  /** {@code stillwatch campaigns approve}. */
  @Command(
      name = "approve",
      description = {
        "Lets the engine act on all members of a campaign, also where campaigns are only found (accounts-acting-as-one in shadow), on a budget of its own: 25,000 members an hour unless set otherwise.",
        "First it shows members and evidence and changes nothing (exit 2); with --yes it does it. Members found before are acted on at once, further ones as they come. 'campaigns dismiss' takes it back.",
        Lag.HELP,
        "It is about all that has become part of the campaign, too, whatever was decided about that"
            + " before. Of a campaign that has itself become part of another it is about those who"
            + " came from there, and about nobody else of the whole."
      },
      sortOptions = false)
  static final class Approve extends CampaignsDecideVerb {
    Approve(Console console) {
      super(console, FeedbackKind.APPROVE, "approved: its members are acted on");
    }
  }

  /** {@code stillwatch campaigns dismiss}. */
  @Command(
      name = "dismiss",
      description = {
        "Says that a campaign is none: what is in force against its members because of it ends, and nothing is done because of it any more.",
        "First it shows members and evidence and changes nothing (exit 2); with --yes it does it. 'campaigns approve' takes it back for what is found from then on; what it has ended stays ended.",
        Lag.HELP,
        "It is about all that has become part of the campaign, too, whatever was decided about that"
            + " before. Of a campaign that has itself become part of another it is about those who"
            + " came from there, and about nobody else of the whole."
      },
      sortOptions = false)
  static final class Dismiss extends CampaignsDecideVerb {
    Dismiss(Console console) {
      super(console, FeedbackKind.DISMISS, "dismissed: nothing is done because of it");
    }
  }

  @Override
  public final Integer call() throws InterruptedException {
    // Said as of before it is looked up: what comes to it in between is not meant.
    HumanWord human = HumanWord.to(brokers, signature);
    Preview preview = preview(human.now());
    CampaignOnTopic found = preview.found();
    CampaignFile file = found.file();
    if (file == null) {
      return ExitCode.CHECK_FAILED;
    }
    CampaignFile whole = found.whole();
    if (!yes) {
      console.err("nothing was changed; add --yes");
      return ExitCode.CHECK_FAILED;
    }
    if (preview.lag().isTooFar() && !althoughBehind) {
      console.err("nothing was changed; wait until it has caught up, or add --although-behind");
      return ExitCode.CHECK_FAILED;
    }
    Feedback word =
        human.of(kind, file.tenant(), FeedbackScope.CAMPAIGN, id, FeedbackTopic.DECISION).build();
    human.say(HumanWord.withParts(word, found.partIds()), verb);
    long ended = kind == FeedbackKind.APPROVE ? takenBack(found, human.now()) : 0;
    console.out(
        output.isJson()
            ? Printable.json(
                Json.object()
                    .with("campaign_id", id)
                    .with("tenant", file.tenant())
                    .with("decision", kind)
                    .with("part_of", whole == null ? null : whole.id())
                    .with("parts", found.parts().stream().map(Part::json).toList())
                    .with("members_known", file.members().size())
                    .with("stay_ended", ended)
                    .with("behind_s", preview.lag().seconds())
                    .toString())
            : Printable.text(
                id
                    + " is "
                    + done
                    + (ended == 0 ? "" : "; " + stayEnded(ended))
                    + (whole == null ? "" : "; " + covered(file, whole))
                    + (found.parts().isEmpty() ? "" : "; " + covered(id, found.parts()))));
    return ExitCode.DONE;
  }

  /** Actions on its members that would go on if nobody had taken them back. */
  private static long takenBack(CampaignOnTopic found, Instant now) {
    return found.actions().all().stream()
        .filter(action -> action.getState() == ActionState.REVOKED)
        .filter(action -> now.isBefore(action.getExpiresAt()))
        .filter(action -> found.isOf(FeedbackLaw.campaignsOf(action)))
        .count();
  }

  private static String stayEnded(long actions) {
    return Told.count(actions, "action")
        + " on them that "
        + (actions == 1 ? "was taken back stays so" : "were taken back stay so")
        + ", and who goes on is acted on again when found anew: after half of an action's time at"
        + " the latest";
  }

  private record Preview(CampaignOnTopic found, Lag lag) {}

  /** Shows it, unless it is to be done: then whoever does it has seen it. */
  private Preview preview(Instant now) {
    try (TopicReads reads = TopicReads.open(brokers)) {
      CampaignOnTopic found = CampaignOnTopic.find(reads, id, tenant);
      CampaignFile file = found.file();
      if (file == null) {
        console.err("stillwatch campaigns " + verb + ": " + found.complaint());
        return new Preview(found, Lag.NONE);
      }
      Lag lag = new Lag(reads.lag(now));
      if (!yes) {
        CampaignReport report = new CampaignReport(file, found.parts(), found.actions());
        if (output.isJson()) {
          console.out(Printable.json(report.json().with("behind_s", lag.seconds()).toString()));
        } else {
          report.print(console);
        }
        if (found.whole() != null) {
          console.err(Printable.text(covered(file, found.whole())));
        }
        if (!found.parts().isEmpty()) {
          console.err(Printable.text(covered(id, found.parts())));
        }
      }
      reads.complain(console);
      lag.warn(console);
      return new Preview(found, lag);
    }
  }

  /** Whom a decision about a campaign is about beside those who joined it. */
  private static String covered(String whole, List<Part> parts) {
    return "it is about what has become part of " + whole + ", too: " + Part.text(parts);
  }

  /** Whom a decision about a part of a campaign is about. */
  private static String covered(CampaignFile part, CampaignFile whole) {
    return part.id()
        + " is a part of "
        + whole.id()
        + " now: this is about those who came from there ("
        + part.members().size()
        + " known here), and not about the others of the "
        + whole.newest().getMemberCount()
        + " members of "
        + whole.id()
        + "; decide about that one for all";
  }
}
