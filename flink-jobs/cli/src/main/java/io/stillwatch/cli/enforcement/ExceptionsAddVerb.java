package io.stillwatch.cli.enforcement;

import io.stillwatch.cli.BrokerOptions;
import io.stillwatch.cli.Console;
import io.stillwatch.cli.ExitCode;
import io.stillwatch.cli.Output;
import io.stillwatch.cli.investigation.CampaignsOnTopic;
import io.stillwatch.cli.investigation.Printable;
import io.stillwatch.cli.patterns.Signature;
import io.stillwatch.schemas.Feedback;
import io.stillwatch.schemas.FeedbackKind;
import io.stillwatch.schemas.FeedbackLaw;
import io.stillwatch.schemas.FeedbackScope;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code stillwatch exceptions add}. */
@Command(
    name = "add",
    description = {
      "Lets somebody through until a time: what is in force against them ends for good, and nothing new is done.",
      "An exception of a campaign is one of what has become part of it, too.",
      "It is done whatever the tenant is called; where nothing is known of it, that is said.",
      "Engines and subscribers follow within seconds. At its end nothing that was held back is made up for; new evidence acts again."
    },
    sortOptions = false)
final class ExceptionsAddVerb implements Callable<Integer> {

  private static final int ID_CHARS = 8;

  private final Console console;

  @Mixin private BrokerOptions brokers = new BrokerOptions();

  @ArgGroup(multiplicity = "1")
  private Subject subject = new Subject();

  @Option(
      names = "--until",
      paramLabel = "TIME",
      required = true,
      description = "Its end: 2026-12-31, 2026-12-31T18:00:00Z, or how long from now (12h, 7d).")
  private String until = "";

  @Mixin private Signature signature = new Signature();

  @Option(
      names = "--owner",
      paramLabel = "NAME",
      required = true,
      description = "Who answers for it until then.")
  private String owner = "";

  @Option(
      names = "--tenant",
      paramLabel = "NAME",
      description = "Whose (default: ${DEFAULT-VALUE}).",
      defaultValue = "default")
  private String tenant = "default";

  @Mixin private Output output = new Output();

  ExceptionsAddVerb(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws InterruptedException {
    HumanWord human = HumanWord.to(brokers, signature);
    Feedback word =
        human
            .of(
                FeedbackKind.EXCEPTION,
                tenant,
                subject.scope(),
                subject.id(),
                "e-" + UUID.randomUUID().toString().substring(0, ID_CHARS))
            .setUntil(End.of(until, human.now()))
            .setOwner(owner)
            .build();
    List<String> parts =
        subject.scope() == FeedbackScope.CAMPAIGN ? parts(human, subject.id()) : List.of();
    List<Feedback> words = HumanWord.withParts(word, parts);
    human.say(words, "exception until " + word.getUntil());
    if (output.isText()) {
      console.out(
          Printable.text(
              word.getFeedbackId()
                  + ": "
                  + HumanWord.subject(words)
                  + " of tenant "
                  + tenant
                  + " is let through until "
                  + word.getUntil()));
    }
    // Of a campaign it is known: nobody else has one of that name.
    TenantSight sight =
        subject.scope() == FeedbackScope.CAMPAIGN
            ? TenantSight.of(tenant)
            : TenantSight.look(human.kafka(), human.topics(), tenant);
    String doubt = sight.doubt();
    if (doubt != null) {
      console.err(Printable.text(doubt));
    }
    if (output.isJson()) {
      console.out(
          Printable.json(
              ExceptionsListVerb.json(words, human.now())
                  .with("known", sight.known())
                  .with("did_you_mean", sight.near())
                  .toString()));
    }
    return ExitCode.DONE;
  }

  /** What has become part of a campaign: the engine names them, so it tells of each that is. */
  private List<String> parts(HumanWord human, String campaign) {
    CampaignsOnTopic campaigns = CampaignsOnTopic.read(brokers, tenant);
    if (!campaigns.knows(tenant, campaign)
        // An action or a finding may outlast what its topic tells of the campaign.
        && HumanWord.rows(human.kafka(), human.topics()).stream()
            .filter(row -> row.getTenant().equals(tenant))
            .noneMatch(row -> FeedbackLaw.campaignsOf(row).containsKey(campaign))
        && !CampaignsOnTopic.isFound(brokers, tenant, campaign)) {
      throw campaigns.noSuch(campaign);
    }
    return campaigns.partsOf(tenant, campaign);
  }
}
