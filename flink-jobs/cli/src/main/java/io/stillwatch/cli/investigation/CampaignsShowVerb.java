package io.stillwatch.cli.investigation;

import io.stillwatch.cli.BrokerOptions;
import io.stillwatch.cli.Console;
import io.stillwatch.cli.ExitCode;
import io.stillwatch.cli.WrongUse;
import io.stillwatch.schemas.Finding;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code stillwatch campaigns show}. */
@Command(
    name = "show",
    description = {
      "Shows a campaign: its evidence clue by clue, each member with since when and why, and what is in force against it until when.",
      "Members whose joining was compacted away are looked for among findings and actions. Exits with 2 if there is no such campaign."
    },
    sortOptions = false)
final class CampaignsShowVerb implements Callable<Integer> {

  private final Console console;

  @Mixin private BrokerOptions brokers = new BrokerOptions();

  @Parameters(
      index = "0",
      paramLabel = "ID",
      description = "The campaign, as 'campaigns list' names it.")
  private String id = "";

  @Option(
      names = "--tenant",
      paramLabel = "NAME",
      description = "Whose campaign it is, where several tenants have one of this id.")
  private @Nullable String tenant;

  @Option(
      names = "--output",
      paramLabel = "FORM",
      description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).",
      defaultValue = "table")
  private Form output = Form.TABLE;

  CampaignsShowVerb(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    try (TopicReads reads = TopicReads.open(brokers)) {
      CampaignsOnTopic campaigns = CampaignsOnTopic.read(reads, tenant);
      CampaignFile file = only(campaigns.withId(id));
      if (file == null) {
        console.err(noSuch(campaigns));
        reads.complain(console);
        return ExitCode.CHECK_FAILED;
      }
      reads.each(
          reads.topics().findings(),
          Finding.class,
          (key, finding) -> {
            if (finding != null && id.equals(finding.getCampaignId())) {
              campaigns.nameMemberOf(finding);
            }
          });
      ActionsOnTopic actions =
          ActionsOnTopic.read(
              reads,
              InstantSource.system().instant(),
              row -> row.getTenant().equals(file.tenant()));
      campaigns.nameMembersOf(actions);
      CampaignReport report = new CampaignReport(file, actions);
      if (output == Form.JSON) {
        console.out(Printable.json(report.json().toString()));
      } else {
        report.print(console);
      }
      reads.complain(console);
      return ExitCode.DONE;
    }
  }

  private @Nullable CampaignFile only(List<CampaignFile> found) {
    if (found.size() > 1) {
      throw new WrongUse(
          "several tenants have a campaign '"
              + Printable.text(id)
              + "': "
              + Printable.text(String.join(", ", found.stream().map(CampaignFile::tenant).toList()))
              + "; say which with --tenant");
    }
    return found.isEmpty() ? null : found.get(0);
  }

  private String noSuch(CampaignsOnTopic campaigns) {
    List<String> known = campaigns.all().stream().map(CampaignFile::id).toList();
    List<String> near = NearestIds.of(id, known);
    return "stillwatch campaigns show: there is no campaign '"
        + Printable.text(id)
        + "'"
        + (tenant == null ? "" : " of tenant " + Printable.text(tenant))
        + (near.isEmpty()
            ? "; 'stillwatch campaigns list' tells which there are"
            : "; did you mean " + Printable.text(String.join(" or ", near)) + "?");
  }
}
