package io.stillwatch.cli.investigation;

import io.stillwatch.campaigns.InnocentReasons;
import io.stillwatch.cli.BrokerOptions;
import io.stillwatch.cli.Console;
import io.stillwatch.cli.ExitCode;
import io.stillwatch.cli.Output;
import io.stillwatch.cli.Reason;
import io.stillwatch.cli.WrongUse;
import io.stillwatch.cli.enforcement.HumanWord;
import io.stillwatch.cli.patterns.BookOnTopic;
import io.stillwatch.cli.patterns.Json;
import io.stillwatch.schemas.AuditEntry;
import io.stillwatch.schemas.EnforcementAction;
import io.stillwatch.schemas.Feedback;
import io.stillwatch.schemas.FeedbackLaw;
import io.stillwatch.schemas.FeedbackScope;
import io.stillwatch.schemas.Finding;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code stillwatch campaigns export}. */
@Command(
    name = "export",
    description = {
      "Writes all that the topics tell of a campaign to a folder, for an investigator or a court: members with reasons, findings, actions, what people said, a timeline, what speaks against it, a summary, and SHA256SUMS to check them by.",
      "There is no prompt in it. Exits with 2 if there is no such campaign."
    },
    sortOptions = false)
final class CampaignsExportVerb implements Callable<Integer> {

  /** More than any campaign has; a topic that somebody has flooded must not fill the memory. */
  private static final int FINDINGS_MAX = 200_000;

  private final Console console;

  @Mixin private BrokerOptions brokers = new BrokerOptions();

  @Parameters(
      index = "0",
      paramLabel = "ID",
      description = "The campaign, as 'campaigns list' names it.")
  private String id = "";

  @Option(
      names = "--out",
      paramLabel = "DIR",
      required = true,
      description = "The folder: new, or empty.")
  private Path out = Path.of("");

  @Option(
      names = "--tenant",
      paramLabel = "NAME",
      description = "Whose campaign it is, where several tenants have one of this id.")
  private @Nullable String tenant;

  @Mixin private Output output = new Output();

  CampaignsExportVerb(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    try (TopicReads reads = TopicReads.open(brokers)) {
      Findings findings = new Findings();
      CampaignOnTopic found = CampaignOnTopic.find(reads, id, tenant, findings::add);
      CampaignFile file = found.file();
      if (file == null) {
        console.err("stillwatch campaigns export: " + found.complaint());
        reads.complain(console);
        return ExitCode.CHECK_FAILED;
      }
      Bundle bundle = Bundle.in(out);
      export(reads, file, found, findings).writeTo(bundle);
      reads.complain(console);
      console.out(
          output.isJson()
              ? Json.object()
                  .with("campaign_id", file.id())
                  .with("tenant", file.tenant())
                  .with("folder", out)
                  .toString()
              : Printable.text(
                  "wrote " + file.id() + " to " + out + "; summary.txt tells what is in it"));
      return ExitCode.DONE;
    }
  }

  /** Those about members, each revision once: the engine writes at least once. */
  private static final class Findings {
    private final List<Finding> all = new ArrayList<>();
    private final Set<String> revisions = new HashSet<>();
    private boolean cut;

    void add(Finding finding) {
      if (all.size() == FINDINGS_MAX) {
        cut = true;
      } else if (revisions.add(finding.getRevision() + "|" + finding.getFindingId())) {
        all.add(finding);
      }
    }
  }

  private CampaignExport export(
      TopicReads reads, CampaignFile file, CampaignOnTopic found, Findings findings) {
    List<EnforcementAction> done =
        found.actions().all().stream()
            .filter(action -> found.isOf(FeedbackLaw.campaignsOf(action)))
            .toList();
    return new CampaignExport(
        file,
        found.parts(),
        found.actions(),
        findings.all,
        done,
        said(file, found, findings.all, done),
        audited(reads, file, found),
        findings.cut,
        InnocentReasons.of(
            BookOnTopic.read(brokers).book(), file.tenant(), file.newest().getEvidence()));
  }

  /** What was done by hand about the campaign or a part of it: words take each other's place. */
  private List<AuditEntry> audited(TopicReads reads, CampaignFile file, CampaignOnTopic found) {
    List<String> subjects = new ArrayList<>(found.partIds());
    subjects.add(file.id());
    Map<String, Long> way = way(file, found.became());
    List<AuditEntry> entries = new ArrayList<>();
    try {
      reads.each(
          reads.topics().audit(),
          AuditEntry.class,
          (key, entry) -> {
            if (entry != null
                && entry.getTenant().equals(file.tenant())
                && (subjects.stream().anyMatch(id -> names(entry.getSubject(), id))
                    || means(entry, way))) {
              entries.add(entry);
            }
          });
    } catch (WrongUse e) {
      // Not everybody may read it, and the rest is worth having.
      console.err(
          "exported without what was done by hand, dismissals that were taken back among it: "
              + Reason.of(e));
    }
    return entries;
  }

  /** Whether the subject of an entry is the campaign, or names it as a part of what it is. */
  private static boolean names(String subject, String campaign) {
    return subject.startsWith("campaign ") && words(subject).contains(campaign);
  }

  /** Whether it may be one of the parts that an entry about a whole has no room to name. */
  private static boolean means(AuditEntry entry, Map<String, Long> way) {
    String subject = entry.getSubject();
    if (!subject.startsWith("campaign ") || !subject.endsWith(HumanWord.MORE_PARTS)) {
      return false;
    }
    Long partSince = way.get(words(subject).get(1));
    return partSince != null && entry.getAt().toEpochMilli() >= partSince;
  }

  private static List<String> words(String subject) {
    return List.of(subject.split("[ ,]+"));
  }

  /** What was said about the campaign, its members, their organisations and what was done. */
  private static List<Feedback> said(
      CampaignFile file,
      CampaignOnTopic found,
      List<Finding> findings,
      List<EnforcementAction> done) {
    Set<String> concerned = new HashSet<>(file.newest().getLinks());
    file.members().forEach(member -> concerned.add(member.account()));
    Set<Map<String, Long>> ways = new HashSet<>(List.of(way(file, found.became())));
    found.parts().forEach(part -> ways.add(Map.of(part.id(), FeedbackLaw.NOTHING)));
    for (Finding finding : findings) {
      concerned.addAll(finding.getLinks());
      if (finding.getOrganizationId() != null) {
        concerned.add(finding.getOrganizationId());
      }
      ways.add(FeedbackLaw.campaignsOf(finding));
    }
    for (EnforcementAction action : done) {
      concerned.add(action.getActionId());
      concerned.addAll(action.getLinks());
      ways.add(FeedbackLaw.campaignsOf(action));
    }
    return found.said().stream()
        .filter(word -> word.getTenant().equals(file.tenant()))
        .filter(
            word ->
                word.getScope() == FeedbackScope.CAMPAIGN
                    ? ways.stream().anyMatch(way -> FeedbackLaw.covers(word, way))
                    : concerned.contains(word.getSubject()))
        .toList();
  }

  /** By which campaigns its members came to what it is now, each with the time of that. */
  private static Map<String, Long> way(CampaignFile file, List<CampaignFile> became) {
    Map<String, Long> way = new HashMap<>();
    way.put(file.id(), FeedbackLaw.NOTHING);
    CampaignFile last = file;
    for (CampaignFile next : became) {
      way.put(next.id(), last.newest().getLastAt().toEpochMilli());
      last = next;
    }
    return way;
  }
}
