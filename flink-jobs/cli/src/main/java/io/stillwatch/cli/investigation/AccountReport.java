package io.stillwatch.cli.investigation;

import io.stillwatch.cli.Console;
import io.stillwatch.cli.enforcement.HumanWord;
import io.stillwatch.cli.patterns.Json;
import io.stillwatch.schemas.ActionRequest;
import io.stillwatch.schemas.EnforcementAction;
import io.stillwatch.schemas.Feedback;
import io.stillwatch.schemas.Finding;
import java.time.Instant;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One account, told whole. */
final class AccountReport {

  /** Nothing writes it to a topic. */
  private static final String IN_STATE =
      "live matches, tallies, links and what came since: only the job's state holds them";

  private static final String KEPT = "kept by time only: older ones are gone";

  /** More lines are not read; JSON has them all. */
  private static final int EPISODES_SHOWN_MAX = 50;

  private final AccountFile file;

  AccountReport(AccountFile file) {
    this.file = file;
  }

  /** Whether nothing is known. */
  boolean isEmpty() {
    return file.isEmpty();
  }

  Json json() {
    return Json.object()
        .with("account_id", file.account())
        .with("known", !file.isEmpty())
        .with("findings", file.episodes().stream().map(AccountReport::episode).toList())
        .with("profile", profile(file.profiled()))
        .with("in_force", file.inForce().stream().map(CampaignJson::action).toList())
        .with("past", file.past().stream().map(CampaignJson::action).toList())
        .with("exceptions", file.exceptions().stream().map(AccountReport::exception).toList())
        .with("verdicts", file.verdicts().stream().map(AccountReport::verdict).toList())
        .with("campaigns", file.memberships().stream().map(AccountReport::membership).toList())
        .with("not_known_here", IN_STATE)
        .with("note", "findings are " + KEPT);
  }

  private static @Nullable Json profile(@Nullable Finding finding) {
    return finding == null
        ? null
        : Json.object()
            .with("as_of", finding.getEventTime())
            .with("tenant", finding.getTenant())
            .with("pattern_id", finding.getPatternId())
            .with("counters", new TreeMap<>(finding.getEvidence().getProfile()));
  }

  private static Json episode(Episode episode) {
    Finding finding = episode.newest();
    return Json.object()
        .with("tenant", finding.getTenant())
        .with("pattern_id", finding.getPatternId())
        .with("pattern_version", finding.getPatternVersion())
        .with("episode", finding.getEpisode())
        .with("mode", finding.getMode())
        .with("matches", finding.getMatches())
        .with("first_at", episode.firstAt())
        .with("last_at", finding.getEventTime())
        .with("requested", requested(finding))
        .with("campaign_id", finding.getCampaignId())
        .with("explanation", finding.getExplanation());
  }

  private static Json exception(Feedback word) {
    return Json.object()
        .with("id", word.getFeedbackId())
        .with("tenant", word.getTenant())
        .with("scope", word.getScope())
        .with("subject", word.getSubject())
        .with("until", word.getUntil())
        .with("owner", word.getOwner())
        .with("author", word.getAuthor())
        .with("why", word.getWhy())
        .with("at", word.getAt());
  }

  private static Json verdict(WordsOnAccount.Verdict verdict) {
    return Json.object()
        .with("verdict", verdict.word().getKind())
        .with("tenant", verdict.word().getTenant())
        .with("action_id", verdict.action().getActionId())
        .with("public_reference", verdict.action().getPublicReference())
        .with("author", verdict.word().getAuthor())
        .with("why", verdict.word().getWhy())
        .with("at", verdict.word().getAt());
  }

  private static Json membership(AccountFile.Membership membership) {
    Member member = membership.member();
    return Json.object()
        .with("campaign_id", membership.campaign().id())
        .with("tenant", membership.campaign().tenant())
        .with("phase", membership.campaign().newest().getPhase())
        .with("since", member.since())
        .with("told_by", member.toldBy())
        .with("reasons", Told.json(member.reasons()));
  }

  void print(Console console) {
    String account = "account " + Printable.text(file.account());
    if (file.isEmpty()) {
      console.out(
          account
              + " is not known here: no finding, no action, no campaign (findings are "
              + KEPT
              + ")");
      return;
    }
    console.out(account);
    console.out("");
    console.out("findings (" + KEPT + ")");
    episodes(console);
    console.out("");
    profile(console, file.profiled());
    console.out("");
    console.out("actions in force");
    actions(console, file.inForce());
    console.out("");
    console.out("actions past (the topic is compacted and may tell only the last of each kind)");
    actions(console, file.past());
    console.out("");
    console.out("exceptions that cover it now, as far as its records tell");
    exceptions(console);
    console.out("");
    console.out("verdicts on its actions");
    verdicts(console);
    console.out("");
    console.out("campaigns");
    memberships(console);
  }

  private void episodes(Console console) {
    if (file.episodes().isEmpty()) {
      console.out("  not known here");
      return;
    }
    Table table =
        new Table(
            "  ", "pattern", "tenant", "mode", "matches", "first", "last", "asks for", "episode");
    file.episodes().stream()
        .limit(EPISODES_SHOWN_MAX)
        .forEach(
            episode -> {
              Finding finding = episode.newest();
              String asks = requested(finding);
              table.row(
                  finding.getPatternId() + " v" + finding.getPatternVersion(),
                  finding.getTenant(),
                  finding.getMode().name(),
                  Long.toString(finding.getMatches()),
                  Told.time(episode.firstAt()),
                  Told.time(finding.getEventTime()),
                  asks == null ? "nothing yet" : asks,
                  finding.getEpisode());
            });
    table.print(console);
    int more = file.episodes().size() - EPISODES_SHOWN_MAX;
    if (more > 0) {
      console.out("  and " + Told.count(more, "older episode") + "; --output json has them all");
    }
  }

  private static void profile(Console console, @Nullable Finding finding) {
    if (finding == null) {
      console.out("profile");
      console.out("  not known here: no finding tells of it");
    } else {
      console.out(
          "profile as of "
              + Told.time(finding.getEventTime())
              + ", tenant "
              + Printable.text(finding.getTenant())
              + ", told by a finding of "
              + Printable.text(finding.getPatternId()));
      Table table = new Table("  ", "counter", "value");
      new TreeMap<>(finding.getEvidence().getProfile())
          .forEach((name, value) -> table.row(name, Double.toString(value)));
      table.print(console);
    }
    console.out("  not known here: " + IN_STATE);
  }

  private static void actions(Console console, List<EnforcementAction> actions) {
    if (actions.isEmpty()) {
      console.out("  not known here");
      return;
    }
    Table table =
        new Table("  ", "kind", "tenant", "state", "from", "until", "by", "campaign", "reference");
    for (EnforcementAction action : actions) {
      String campaign = action.getCampaignId();
      table.row(
          action.getKind().name(),
          action.getTenant(),
          action.getState().name(),
          Told.time(action.getEffectiveAt()),
          Told.time(action.getExpiresAt()),
          action.getPatternId() + " v" + action.getPatternVersion(),
          campaign == null ? "-" : campaign,
          action.getPublicReference());
    }
    table.print(console);
  }

  private void exceptions(Console console) {
    if (file.exceptions().isEmpty()) {
      console.out("  none");
      return;
    }
    Table table = new Table("  ", "id", "tenant", "covers", "until", "owner", "author", "why");
    for (Feedback word : file.exceptions()) {
      Instant until = word.getUntil();
      String owner = word.getOwner();
      table.row(
          word.getFeedbackId(),
          word.getTenant(),
          HumanWord.subject(word),
          until == null ? "-" : Told.time(until),
          owner == null ? "-" : owner,
          word.getAuthor(),
          word.getWhy());
    }
    table.print(console);
  }

  private void verdicts(Console console) {
    if (file.verdicts().isEmpty()) {
      console.out("  none");
      return;
    }
    Table table = new Table("  ", "verdict", "kind", "tenant", "reference", "author", "at", "why");
    for (WordsOnAccount.Verdict verdict : file.verdicts()) {
      table.row(
          verdict.word().getKind().name(),
          verdict.action().getKind().name(),
          verdict.word().getTenant(),
          verdict.action().getPublicReference(),
          verdict.word().getAuthor(),
          Told.time(verdict.word().getAt()),
          verdict.word().getWhy());
    }
    table.print(console);
  }

  private void memberships(Console console) {
    if (file.memberships().isEmpty()) {
      console.out("  not known here");
      return;
    }
    Table table = new Table("  ", "campaign", "tenant", "phase", "since", "told by", "reasons");
    for (AccountFile.Membership membership : file.memberships()) {
      Member member = membership.member();
      table.row(
          membership.campaign().id(),
          membership.campaign().tenant(),
          membership.campaign().newest().getPhase().name(),
          member.sinceText(),
          member.toldBy(),
          Told.terms(member.reasons()));
    }
    table.print(console);
  }

  /** The kind of action that the evidence asks for; null while it does not yet. */
  private static @Nullable String requested(Finding finding) {
    ActionRequest request = finding.getRequested();
    return request == null ? null : request.getKind().name();
  }
}
