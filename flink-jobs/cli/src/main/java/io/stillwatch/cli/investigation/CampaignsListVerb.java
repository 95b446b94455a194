package io.stillwatch.cli.investigation;

import io.stillwatch.cli.BrokerOptions;
import io.stillwatch.cli.Console;
import io.stillwatch.cli.ExitCode;
import io.stillwatch.cli.Output;
import io.stillwatch.cli.patterns.Json;
import io.stillwatch.schemas.Campaign;
import io.stillwatch.schemas.EnforcementAction;
import io.stillwatch.schemas.Feedback;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code stillwatch campaigns list}. */
@Command(
    name = "list",
    description = {
      "Lists the campaigns on the topic, the one last seen first: their members, how many exchanges these have had at least, the strongest evidence (in nats), what a human has decided about it, and what is in force against members.",
      "The topic tells of each campaign how many members it has, but after its compaction not necessarily which."
    },
    sortOptions = false)
final class CampaignsListVerb implements Callable<Integer> {

  private static final int CLUES_MAX = 3;

  private final Console console;

  @Mixin private BrokerOptions brokers = new BrokerOptions();

  @Option(
      names = "--tenant",
      paramLabel = "NAME",
      description = "Only this tenant's (default: all).")
  private @Nullable String tenant;

  @Mixin private Output output = new Output();

  CampaignsListVerb(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    try (TopicReads reads = TopicReads.open(brokers)) {
      CampaignsOnTopic campaigns = CampaignsOnTopic.read(reads, tenant);
      ActionsOnTopic actions =
          ActionsOnTopic.read(
              reads,
              InstantSource.system().instant(),
              row -> tenant == null || tenant.equals(row.getTenant()));
      campaigns.nameMembersOf(actions);
      campaigns.decided(reads.said());
      if (output.isJson()) {
        console.out(Printable.json(json(campaigns.all(), actions)));
      } else {
        table(campaigns.all(), actions);
      }
      reads.complain(console);
    }
    return ExitCode.DONE;
  }

  private void table(List<CampaignFile> files, ActionsOnTopic actions) {
    if (files.isEmpty()) {
      console.out("no campaigns" + (tenant == null ? "" : " of tenant " + Printable.text(tenant)));
      return;
    }
    Table table =
        new Table(
            "",
            "campaign",
            "tenant",
            "phase",
            "members",
            "exchanges at least",
            "first seen",
            "last seen",
            "evidence (nats)",
            "decided",
            "actions in force");
    for (CampaignFile file : files) {
      Campaign campaign = file.newest();
      table.row(
          file.id(),
          file.tenant(),
          campaign.getPhase().name(),
          Long.toString(campaign.getMemberCount()) + (file.isWhole() ? "" : "*"),
          campaign.getExchanges() == null ? "not known" : Long.toString(campaign.getExchanges()),
          Told.time(campaign.getFirstAt()),
          Told.time(campaign.getLastAt()),
          Told.brief(campaign.getEvidence(), CLUES_MAX),
          decided(file.decision()),
          inForce(file, actions));
    }
    table.print(console);
    if (files.stream().allMatch(CampaignFile::isWhole)) {
      return;
    }
    console.out("");
    console.out(
        "* the topic is compacted and no longer tells every member; actions are counted for those known:");
    files.stream()
        .filter(file -> !file.isWhole())
        .forEach(
            file ->
                console.out(
                    "  " + Printable.text(file.id()) + ": members known here: " + file.known()));
  }

  /** Such as {@code DISMISS by eve}. */
  private static String decided(@Nullable Feedback decision) {
    return decision == null ? "no" : decision.getKind() + " by " + decision.getAuthor();
  }

  /** Such as {@code 2 CHALLENGE, 1 THROTTLE}. */
  private static String inForce(CampaignFile file, ActionsOnTopic actions) {
    Map<String, Integer> kinds = kinds(file, actions);
    return kinds.isEmpty()
        ? "none"
        : kinds.entrySet().stream()
            .map(kind -> kind.getValue() + " " + kind.getKey())
            .collect(Collectors.joining(", "));
  }

  private static Map<String, Integer> kinds(CampaignFile file, ActionsOnTopic actions) {
    Map<String, Integer> kinds = new TreeMap<>();
    for (Member member : file.members()) {
      for (EnforcementAction action : actions.inForce(file.tenant(), member.account())) {
        kinds.merge(action.getKind().name(), 1, Integer::sum);
      }
    }
    return kinds;
  }

  private static String json(List<CampaignFile> files, ActionsOnTopic actions) {
    return Json.object()
        .with("campaigns", files.stream().map(file -> json(file, actions)).toList())
        .toString();
  }

  private static Json json(CampaignFile file, ActionsOnTopic actions) {
    long acted =
        file.members().stream()
            .filter(member -> !actions.inForce(file.tenant(), member.account()).isEmpty())
            .count();
    return CampaignJson.head(file)
        .with("members_in_force", acted)
        .with("actions_in_force", kinds(file, actions));
  }
}
