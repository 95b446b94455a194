package io.stillwatch.cli.investigation;

import io.stillwatch.cli.BrokerOptions;
import io.stillwatch.cli.Console;
import io.stillwatch.cli.ExitCode;
import io.stillwatch.cli.enforcement.HumanWord;
import io.stillwatch.cli.patterns.Json;
import io.stillwatch.cli.patterns.Signature;
import io.stillwatch.jobs.FeedbackTopic;
import io.stillwatch.schemas.FeedbackKind;
import io.stillwatch.schemas.FeedbackScope;
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
      names = "--output",
      paramLabel = "FORM",
      description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).",
      defaultValue = "table")
  private Form output = Form.TABLE;

  private CampaignsDecideVerb(Console console, FeedbackKind kind, String done) {
    this.console = console;
    this.kind = kind;
    this.done = done;
  }

  /** {@code stillwatch campaigns approve}. */
  @Command(
      name = "approve",
      description = {
        "Lets the engine act on all members of a campaign, also where campaigns are only found (accounts-acting-as-one in shadow), on a budget of its own: 25,000 members an hour unless set otherwise.",
        "First it shows members and evidence and changes nothing (exit 2); with --yes it does it. Members found before are acted on at once, further ones as they come. 'campaigns dismiss' takes it back."
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
        "First it shows members and evidence and changes nothing (exit 2); with --yes it does it. 'campaigns approve' takes it back."
      },
      sortOptions = false)
  static final class Dismiss extends CampaignsDecideVerb {
    Dismiss(Console console) {
      super(console, FeedbackKind.DISMISS, "dismissed: nothing is done because of it");
    }
  }

  @Override
  public final Integer call() throws InterruptedException {
    signature.check();
    CampaignFile file = preview();
    if (file == null) {
      return ExitCode.CHECK_FAILED;
    }
    if (!yes) {
      console.err("nothing was changed; add --yes");
      return ExitCode.CHECK_FAILED;
    }
    HumanWord human = HumanWord.to(brokers, signature);
    human.say(
        human.of(kind, file.tenant(), FeedbackScope.CAMPAIGN, id, FeedbackTopic.DECISION).build(),
        kind.name().toLowerCase(Locale.ROOT));
    console.out(
        output == Form.JSON
            ? Printable.json(
                Json.object()
                    .with("campaign_id", id)
                    .with("tenant", file.tenant())
                    .with("decision", kind)
                    .toString())
            : Printable.text(id + " is " + done));
    return ExitCode.DONE;
  }

  /** Shows it, unless it is to be done: then whoever does it has seen it. */
  private @Nullable CampaignFile preview() {
    try (TopicReads reads = TopicReads.open(brokers)) {
      CampaignOnTopic found = CampaignOnTopic.find(reads, id, tenant);
      if (found.file() == null) {
        console.err(
            "stillwatch campaigns "
                + kind.name().toLowerCase(Locale.ROOT)
                + ": "
                + found.complaint());
        return null;
      }
      CharSequence into = found.file().newest().getMergedInto();
      if (into != null) {
        console.err(
            Printable.text(
                "stillwatch campaigns "
                    + kind.name().toLowerCase(Locale.ROOT)
                    + ": "
                    + id
                    + " was found to be one with "
                    + into
                    + ", where its members are told now; decide about that one"));
        return null;
      }
      if (!yes) {
        CampaignReport report = new CampaignReport(found.file(), found.actions());
        if (output == Form.JSON) {
          console.out(Printable.json(report.json().toString()));
        } else {
          report.print(console);
        }
      }
      reads.complain(console);
      return found.file();
    }
  }
}
