package io.stillwatch.cli.enforcement;

import io.stillwatch.cli.BrokerOptions;
import io.stillwatch.cli.Console;
import io.stillwatch.cli.ExitCode;
import io.stillwatch.cli.Output;
import io.stillwatch.cli.investigation.Printable;
import io.stillwatch.cli.patterns.Json;
import io.stillwatch.jobs.KafkaAccess;
import io.stillwatch.jobs.Topics;
import io.stillwatch.schemas.ActionState;
import io.stillwatch.schemas.EnforcementAction;
import io.stillwatch.schemas.Evidence;
import io.stillwatch.schemas.Feedback;
import io.stillwatch.schemas.FeedbackKind;
import io.stillwatch.schemas.FeedbackLaw;
import io.stillwatch.schemas.FeedbackScope;
import io.stillwatch.schemas.ScoreTerm;
import io.stillwatch.schemas.StepEvidence;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code stillwatch actions show}. */
@Command(
    name = "show",
    description = {
      "Tells of an action in plain words: what, against whom, until when, decided by what and on which evidence, and what was said about it.",
      "By its id, or by the reference that the customer quotes. Exits with 2 if there is none such."
    },
    sortOptions = false)
public final class ActionsShowVerb implements Callable<Integer> {

  private final Console console;

  @Mixin private BrokerOptions brokers = new BrokerOptions();

  @Parameters(index = "0", paramLabel = "ID", description = "Its id or its public reference.")
  private String id = "";

  @Mixin private Output output = new Output();

  public ActionsShowVerb(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    Topics topics = brokers.topics();
    KafkaAccess kafka = brokers.reachable(topics.actions(), topics.feedback());
    Instant now = InstantSource.system().instant();
    List<EnforcementAction> found = find(kafka, topics, id);
    if (found.isEmpty()) {
      console.err(
          "stillwatch actions show: no action '"
              + Printable.text(id)
              + "' stands on "
              + topics.actions()
              + "; a later one of the same kind may have taken its place");
      return ExitCode.CHECK_FAILED;
    }
    List<EnforcementAction> inForce = Choice.standing(kafka, topics, now).inForce();
    List<Feedback> said = HumanWord.said(kafka, topics);
    for (EnforcementAction action : found) {
      boolean holds = inForce.contains(action);
      List<Feedback> about = said.stream().filter(word -> isAbout(word, action)).toList();
      if (output.isJson()) {
        console.out(
            Printable.json(
                Json.object()
                    .with("action", action)
                    .with("in_force", holds)
                    .with("said", about)
                    .toString()));
      } else {
        text(action, holds, about, now);
      }
    }
    return ExitCode.DONE;
  }

  /** By id or public reference; the newest row of its key. */
  static List<EnforcementAction> find(KafkaAccess kafka, Topics topics, String id) {
    return HumanWord.rows(kafka, topics).stream()
        .filter(row -> is(row, id))
        .sorted(Told.NEWEST_FIRST)
        .toList();
  }

  /**
   * By its id, or its reference as a customer may write it: in lower case, without the dashes, with
   * O for 0 and I or L for 1, which no reference holds.
   */
  static boolean is(EnforcementAction row, String id) {
    String reference = plain(id);
    return row.getActionId().equals(id)
        || (!reference.isEmpty() && plain(row.getPublicReference()).equals(reference));
  }

  private static String plain(String reference) {
    return reference
        .replaceAll("[\\s-]", "")
        .toUpperCase(Locale.ROOT)
        .replace('O', '0')
        .replace('I', '1')
        .replace('L', '1');
  }

  private static boolean isAbout(Feedback word, EnforcementAction action) {
    if (!word.getTenant().equals(action.getTenant())) {
      return false;
    }
    String subject = word.getSubject();
    FeedbackScope scope = word.getScope();
    return switch (scope) {
      case ACTION -> subject.equals(action.getActionId());
      case ACCOUNT -> subject.equals(action.getSubjectId());
      case ORGANIZATION -> subject.equals(action.getOrganizationId());
      case CAMPAIGN -> FeedbackLaw.covers(word, FeedbackLaw.campaignsOf(action));
      case PATTERN -> subject.equals(action.getPatternId());
      case LINK, NETWORK -> action.getLinks().contains(subject);
      // One that ended before the action began is about others.
      case TENANT ->
          word.getKind() == FeedbackKind.FREEZE || !word.getAt().isBefore(action.getEffectiveAt());
      case UNKNOWN -> false;
    };
  }

  /** Such as {@code (requests_per_minute 6)}; empty where there are none. */
  private static String parameters(EnforcementAction action) {
    return action.getParameters().isEmpty()
        ? ""
        : action.getParameters().entrySet().stream()
            .map(each -> each.getKey() + " " + each.getValue())
            .sorted()
            .collect(Collectors.joining(", ", " (", ")"));
  }

  private static String campaign(EnforcementAction action) {
    String campaign = action.getCampaignId();
    String joined = action.getJoinedCampaignId();
    if (campaign == null) {
      return "";
    }
    return ", campaign "
        + campaign
        + (joined == null || joined.equals(campaign) ? "" : " (it joined " + joined + ")");
  }

  private void text(EnforcementAction action, boolean holds, List<Feedback> said, Instant now) {
    line("action      " + action.getActionId() + ", revision " + action.getRevision());
    line(
        "does        "
            + action.getKind()
            + parameters(action)
            + " to "
            + Told.subject(action)
            + " of tenant "
            + action.getTenant());
    line(
        "holds       "
            + (holds ? "yes, until " + action.getExpiresAt() : "no: " + whyNot(action, now))
            + "; since "
            + action.getEffectiveAt()
            + ", "
            + age(action.getEffectiveAt(), now)
            + " ago");
    line(
        "decided by  "
            + action.getPatternId()
            + " v"
            + action.getPatternVersion()
            + campaign(action)
            + ", by what happened at "
            + decidedBy(action));
    line(
        "the customer may be told  "
            + action.getReasonCode()
            + ", reference "
            + action.getPublicReference());
    if (action.getOrganizationId() != null || !action.getLinks().isEmpty()) {
      line(
          "exceptions  could cover"
              + (action.getOrganizationId() == null
                  ? ""
                  : " organization " + action.getOrganizationId())
              + (action.getLinks().isEmpty() ? "" : " " + String.join(" ", action.getLinks())));
    }
    line("because     " + action.getExplanation());
    evidence(action.getEvidence());
    for (Feedback word : said) {
      line(
          "said        "
              + word.getKind()
              + " about "
              + HumanWord.subject(word)
              + (word.getUntil() == null ? "" : " until " + word.getUntil())
              + " by "
              + word.getAuthor()
              + " at "
              + word.getAt()
              + ": "
              + word.getWhy());
    }
  }

  private void evidence(Evidence evidence) {
    line(
        "evidence    exchange "
            + evidence.getExchangeId()
            + " decided; "
            + evidence.getExchanges().size()
            + (evidence.getExchanges().size() == 1 ? " exchange is" : " exchanges are")
            + " named, from "
            + evidence.getFirstAt()
            + " to "
            + evidence.getLastAt());
    for (StepEvidence step : evidence.getSteps()) {
      line(
          "            step "
              + step.getStep()
              + ": "
              + step.getCount()
              + (step.getCount() == 1 ? " exchange" : " exchanges"));
    }
    for (ScoreTerm term : evidence.getTerms()) {
      line(
          "            "
              + term.getName()
              + " "
              + term.getValue()
              + (term.getWeight() == 1 ? "" : " x " + term.getWeight()));
    }
  }

  /** The time of what was taken back is that of the word that did so. */
  private static Instant decidedBy(EnforcementAction action) {
    return action.getState() == ActionState.REVOKED
        ? action.getEvidence().getLastAt()
        : action.getEventTime();
  }

  private static String whyNot(EnforcementAction action, Instant now) {
    if (action.getState() != ActionState.ACTIVE) {
      return action.getState() + " at " + action.getEventTime();
    }
    return now.isBefore(action.getExpiresAt())
        ? "a word beats it, see below"
        : "it ended at " + action.getExpiresAt();
  }

  private static String age(Instant from, Instant now) {
    long minutes = Math.max(0, Duration.between(from, now).toMinutes());
    return minutes < 120 ? minutes + " min" : minutes / 60 + " h";
  }

  private void line(String text) {
    console.out(Printable.text(text));
  }
}
