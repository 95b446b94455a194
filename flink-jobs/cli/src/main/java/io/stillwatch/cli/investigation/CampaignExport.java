package io.stillwatch.cli.investigation;

import io.stillwatch.cli.patterns.Json;
import io.stillwatch.schemas.ActionState;
import io.stillwatch.schemas.AuditEntry;
import io.stillwatch.schemas.EnforcementAction;
import io.stillwatch.schemas.Evidence;
import io.stillwatch.schemas.Feedback;
import io.stillwatch.schemas.FeedbackKind;
import io.stillwatch.schemas.Finding;
import io.stillwatch.schemas.RecordJson;
import io.stillwatch.schemas.ScoreTerm;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * All that the topics tell of one campaign as files, for an investigator or a court: what was
 * found, on what evidence and when, what was done, what people said of it, and what speaks against
 * it. There is no prompt in it, because there is none on the topics.
 *
 * <p>Each count in the summary is that of the lines of a file, or of those lines that it names, so
 * that it can be derived again.
 */
final class CampaignExport {

  private static final String CAMPAIGN = "campaign.json";
  private static final String MEMBERS = "members.jsonl";
  private static final String FINDINGS = "findings.jsonl";
  private static final String ACTIONS = "actions.jsonl";
  private static final String SAID = "said.jsonl";
  private static final String AUDIT = "audit.jsonl";
  private static final String TIMELINE = "timeline.jsonl";
  private static final String AGAINST = "against.json";
  private static final String SUMMARY = "summary.txt";

  /** Something that happened. */
  private record Moment(Instant at, String what, String about, String how) {}

  private final CampaignFile file;
  private final List<Part> parts;
  private final ActionsOnTopic actions;
  private final List<Finding> findings;
  private final List<EnforcementAction> done;
  private final List<Feedback> said;
  private final List<AuditEntry> audited;
  private final boolean cut;
  private final Map<String, Double> innocent;
  private final List<Member> members;

  /**
   * The files of a campaign.
   *
   * @param parts what has become part of it
   * @param findings that name it or a part of it
   * @param done the rows of the control topic that name it or a part of it
   * @param said what people said that is about it, its members or what was done, as it stands
   * @param audited all that people did about it, also what they have taken back since
   * @param cut whether there were more findings than are taken
   * @param innocent by innocent reason, how much of the evidence it explains
   */
  CampaignExport(
      CampaignFile file,
      List<Part> parts,
      ActionsOnTopic actions,
      List<Finding> findings,
      List<EnforcementAction> done,
      List<Feedback> said,
      List<AuditEntry> audited,
      boolean cut,
      Map<String, Double> innocent) {
    this.file = file;
    this.parts = parts;
    this.actions = actions;
    this.findings =
        findings.stream()
            .sorted(Comparator.comparing(Finding::getClock).thenComparing(Finding::getFindingId))
            .toList();
    this.done =
        done.stream()
            .sorted(
                Comparator.comparing(EnforcementAction::getEffectiveAt)
                    .thenComparing(EnforcementAction::getActionId))
            .toList();
    this.said =
        said.stream()
            .sorted(Comparator.comparing(Feedback::getAt).thenComparing(Feedback::getFeedbackId))
            .toList();
    this.audited = audited.stream().sorted(Comparator.comparing(AuditEntry::getAt)).toList();
    this.cut = cut;
    this.innocent = innocent;
    this.members =
        file.members().stream()
            .sorted(Comparator.comparing(Member::since).thenComparing(Member::account))
            .toList();
  }

  void writeTo(Bundle bundle) {
    bundle.write(
        CAMPAIGN,
        out ->
            out.line(
                CampaignJson.head(file)
                    .with("days", CampaignJson.days(file.newest()))
                    .with("links", file.newest().getLinks())
                    .with("parts", parts.stream().map(Part::json).toList())
                    .toString()));
    bundle.write(
        MEMBERS,
        out -> {
          for (Member member : members) {
            out.line(CampaignJson.member(file, member, actions).toString());
          }
        });
    bundle.write(
        FINDINGS,
        out -> {
          for (Finding finding : findings) {
            out.line(RecordJson.write(finding));
          }
        });
    bundle.write(
        ACTIONS,
        out -> {
          for (EnforcementAction action : done) {
            out.line(RecordJson.write(action));
          }
        });
    bundle.write(
        SAID,
        out -> {
          for (Feedback word : said) {
            out.line(RecordJson.write(word));
          }
        });
    bundle.write(
        AUDIT,
        out -> {
          for (AuditEntry entry : audited) {
            out.line(RecordJson.write(entry));
          }
        });
    bundle.write(
        TIMELINE,
        out -> {
          for (Moment moment : timeline()) {
            out.line(
                Json.object()
                    .with("at", moment.at())
                    .with("what", moment.what())
                    .with("about", moment.about())
                    .with("how", moment.how())
                    .toString());
          }
        });
    bundle.write(AGAINST, out -> out.line(against().toString()));
    bundle.write(
        SUMMARY,
        out -> {
          for (String line : summary(bundle)) {
            out.line(Printable.text(line));
          }
        });
    bundle.seal();
  }

  private List<Moment> timeline() {
    List<Moment> moments = new ArrayList<>();
    moments.add(new Moment(file.newest().getFirstAt(), "founded", file.id(), ""));
    for (Member member : members) {
      moments.add(
          new Moment(
              member.since(),
              member.source() == Member.Source.CAMPAIGN ? "joined" : "member by",
              member.account(),
              Told.terms(member.reasons())));
    }
    for (Finding finding : findings) {
      moments.add(
          new Moment(
              finding.getClock(), "found", finding.getAccountId(), finding.getExplanation()));
    }
    for (EnforcementAction action : done) {
      moments.add(
          new Moment(
              action.getEffectiveAt(),
              action.getKind() + " " + action.getState().name().toLowerCase(Locale.ROOT),
              action.getSubjectId(),
              "until " + action.getExpiresAt() + ", reference " + action.getPublicReference()));
    }
    for (Feedback word : said) {
      moments.add(
          new Moment(
              word.getAt(),
              word.getKind().name(),
              word.getScope() + " " + word.getSubject(),
              word.getAuthor() + ": " + word.getWhy()));
    }
    moments.sort(
        Comparator.comparing(Moment::at).thenComparing(Moment::what).thenComparing(Moment::about));
    return moments;
  }

  /** "It was our benchmark" will be the answer: what of it could be so. */
  private Json against() {
    List<ScoreTerm> evidence = file.newest().getEvidence();
    double sum = evidence.stream().mapToDouble(Told::contribution).sum();
    List<Json> considered = new ArrayList<>();
    innocent.forEach(
        (reason, nats) ->
            considered.add(
                Json.object()
                    .with("reason", reason)
                    .with("explains_nats", nats)
                    .with("left_nats", sum - nats)));
    return Json.object()
        .with("evidence_nats", sum)
        .with("innocent_reasons_considered", considered)
        .with("members_of_verified_organizations", verified())
        .with("members_of_one_organization", organizations())
        .with(
            "members_whose_reasons_are_lost",
            Math.max(0, file.newest().getMemberCount() - members.size()))
        .with("members_without_a_reason", reasonless())
        .with("exceptions", words(FeedbackKind.EXCEPTION))
        .with("false_positives", words(FeedbackKind.FALSE_POSITIVE))
        .with("dismissals", dismissals())
        .with("actions_taken_back", takenBack())
        .with("revocations", words(FeedbackKind.REVOKE));
  }

  private List<String> verified() {
    return findings.stream()
        .filter(finding -> finding.getVerification() != null)
        .map(Finding::getAccountId)
        .distinct()
        .sorted()
        .toList();
  }

  /** Members by organisation, where it has more than one: one customer's accounts are no crowd. */
  private Map<String, Integer> organizations() {
    Map<String, Set<String>> accounts = new TreeMap<>();
    for (Finding finding : findings) {
      if (finding.getOrganizationId() != null) {
        accounts
            .computeIfAbsent(finding.getOrganizationId(), organization -> new HashSet<>())
            .add(finding.getAccountId());
      }
    }
    Map<String, Integer> several = new TreeMap<>();
    accounts.forEach(
        (organization, of) -> {
          if (of.size() > 1) {
            several.put(organization, of.size());
          }
        });
    return several;
  }

  private List<String> reasonless() {
    return members.stream()
        .filter(member -> member.reasons().isEmpty())
        .map(Member::account)
        .toList();
  }

  private List<String> words(FeedbackKind kind) {
    return said.stream()
        .filter(word -> word.getKind() == kind)
        .map(CampaignExport::sentence)
        .toList();
  }

  private static String sentence(Feedback word) {
    return word.getScope()
        + " "
        + word.getSubject()
        + " by "
        + word.getAuthor()
        + " at "
        + word.getAt()
        + ": "
        + word.getWhy();
  }

  /** Those that were taken back, too, and words that stand and were not written down. */
  private List<String> dismissals() {
    List<AuditEntry> acts =
        audited.stream().filter(entry -> entry.getAct().equals("dismiss")).toList();
    List<String> dismissals = new ArrayList<>();
    acts.forEach(
        entry ->
            dismissals.add(
                entry.getSubject()
                    + " by "
                    + entry.getAuthor()
                    + " at "
                    + entry.getAt()
                    + ": "
                    + entry.getWhy()));
    Map<List<Object>, String> unwritten = new LinkedHashMap<>(); // one may be about many parts
    for (Feedback word : said) {
      if (word.getKind() == FeedbackKind.DISMISS
          && acts.stream().noneMatch(entry -> isOf(entry, word))) {
        unwritten.putIfAbsent(
            List.of(word.getAt(), word.getAuthor(), word.getWhy()), sentence(word));
      }
    }
    dismissals.addAll(unwritten.values());
    return dismissals;
  }

  /** It is written down after it is said. */
  private static boolean isOf(AuditEntry entry, Feedback word) {
    return entry.getAuthor().equals(word.getAuthor())
        && entry.getWhy().equals(word.getWhy())
        && !entry.getAt().isBefore(word.getAt());
  }

  private long takenBack() {
    return done.stream().filter(action -> action.getState() == ActionState.REVOKED).count();
  }

  private List<String> summary(Bundle bundle) {
    List<String> lines = new ArrayList<>();
    lines.add("Campaign " + file.id() + " of tenant " + file.tenant());
    if (!parts.isEmpty()) {
      lines.add("with what has become part of it: " + Part.text(parts));
    }
    lines.add("seen from " + file.newest().getFirstAt() + " to " + file.newest().getLastAt());
    lines.add("");
    lines.add(
        file.newest().getMemberCount()
            + " members by its newest revision; "
            + bundle.lines(MEMBERS)
            + " are known here ("
            + MEMBERS
            + ", each with its reasons)");
    lines.add(
        Told.count(bundle.lines(FINDINGS), "finding")
            + " ("
            + FINDINGS
            + ")"
            + (cut ? ", the first of more" : ""));
    lines.add(
        Told.count(exchanges(), "exchange") + " by hash (evidence.exchanges of " + FINDINGS + ")");
    lines.add(
        Told.count(bundle.lines(ACTIONS), "action") + " as they stand (" + ACTIONS + ")" + kinds());
    lines.add(Told.count(bundle.lines(SAID), "word") + " of people as they stand (" + SAID + ")");
    lines.add(Told.count(bundle.lines(AUDIT), "act") + " of people about it (" + AUDIT + ")");
    lines.add(Told.count(bundle.lines(TIMELINE), "moment") + " in their order (" + TIMELINE + ")");
    lines.add("");
    lines.add("Evidence, in nats: " + Told.terms(file.newest().getEvidence()));
    double sum = file.newest().getEvidence().stream().mapToDouble(Told::contribution).sum();
    innocent.forEach(
        (reason, nats) ->
            lines.add(
                "  if it were "
                    + reason
                    + ": explains "
                    + Told.number(nats)
                    + ", leaves "
                    + Told.number(sum - nats)));
    lines.add("");
    lines.add("What speaks against it (" + AGAINST + "):");
    lines.add("  members of verified organisations: " + verified().size());
    lines.add("  organisations with more than one member: " + organizations().size());
    lines.add("  exceptions: " + words(FeedbackKind.EXCEPTION).size());
    lines.add("  verdicts 'false positive': " + words(FeedbackKind.FALSE_POSITIVE).size());
    lines.add("  dismissals: " + dismissals().size());
    lines.add("  actions taken back: " + takenBack());
    lines.add("");
    lines.add("Check the files with: sha256sum -c " + Bundle.SUMS);
    lines.add(
        "Derive an action again from recorded events with: stillwatch actions replay ID --events FILE");
    return lines;
  }

  private long exchanges() {
    Set<String> distinct = new HashSet<>();
    findings.stream()
        .map(Finding::getEvidence)
        .map(Evidence::getExchanges)
        .forEach(distinct::addAll);
    return distinct.size();
  }

  private String kinds() {
    Map<String, Integer> kinds = new TreeMap<>();
    done.forEach(
        action ->
            kinds.merge(
                action.getKind() + " " + action.getState().name().toLowerCase(Locale.ROOT),
                1,
                Integer::sum));
    return kinds.isEmpty()
        ? ""
        : ": "
            + kinds.entrySet().stream()
                .map(kind -> kind.getValue() + " " + kind.getKey())
                .collect(Collectors.joining(", "));
  }
}
