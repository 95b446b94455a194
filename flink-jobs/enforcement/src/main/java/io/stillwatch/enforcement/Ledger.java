package io.stillwatch.enforcement;

import io.stillwatch.schemas.ActionKind;
import io.stillwatch.schemas.ActionRequest;
import io.stillwatch.schemas.ActionState;
import io.stillwatch.schemas.EnforcementAction;
import io.stillwatch.schemas.Finding;
import io.stillwatch.schemas.Mode;
import io.stillwatch.schemas.SubjectKind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Decides which rows of the control topic a finding changes. Pure: finding and rows in, changed
 * rows out.
 *
 * <p><b>What acts.</b> Only a finding in mode ENFORCE that requests a known kind of action for some
 * time. Anything else, a value of a newer release included, changes nothing. What a human said
 * beats it ({@link FeedbackBook}), and {@link Restraint} may do less than it asks for. Rows that
 * the book has ended and that do not say so yet are ended first: nothing extends them, and they are
 * no warning.
 *
 * <p><b>What was taken back stays so.</b> No evidence from before its revocation begins a revoked
 * action again.
 *
 * <p><b>Actions of one kind extend, never stack.</b> While the kind's row holds (by the finding's
 * clock), a request moves its end if the request's own end is later, and tightens its parameters if
 * the request's are stricter ({@link Parameters}); the end never moves back and the parameters
 * never get looser. What does neither changes nothing. Once the row's end is reached, a request
 * begins a new action. THROTTLE, DEGRADE and SUSPEND are separate rows here: whoever reads the
 * topic lets the highest in force hold, so a lower one that lasts longer comes back by itself.
 *
 * <p><b>Whose action it is.</b> Each revision carries, whole, the decision that gave it its end:
 * action id, pattern, campaign, links, reason, explanation, evidence and event times are of one
 * finding. So the same pattern and episode extend under the same id, and when another pattern or
 * episode moves the end the row goes over to it; on a tie the present one stays. A finding that
 * only tightens changes the parameters and nothing else: the row stays whose it was, and what ends
 * that decision ends it all. {@code effective_at} stays at the first decision's for as long as the
 * action is continuous.
 *
 * <p><b>Revisions.</b> A change to a row that holds is the row's revision + 1. A new action starts
 * at its finding's clock in milliseconds, or the old row's revision + 1 if that is greater. A clock
 * is ahead of any revision counted up from an earlier clock, so revisions rise even where the state
 * has forgotten the old row (its time to live is over, or the job was started anew) and subscribers
 * have not; and whether it was forgotten does not show in what is written.
 *
 * <p><b>Replays.</b> A finding that these rows have already seen changes nothing, however old it
 * is: its end is not later, its parameters are in the row, and if it belongs to an action that has
 * ended its own end is not after the present one's begin. Rows that were rolled back give the same
 * bytes for the same findings again.
 */
public final class Ledger {

  /**
   * The changed rows, at most one of a kind, those included that a human's words have ended and
   * that did not say so yet; the caller puts them in place with {@link SubjectRows#with}.
   */
  public List<EnforcementAction> decide(SubjectRows rows, Finding finding, FeedbackBook words) {
    ActionRequest asked = finding.getRequested();
    if (asked == null || !acts(finding, asked)) {
      return List.of();
    }
    List<EnforcementAction> changed = new ArrayList<>(revoke(rows, words));
    SubjectRows standing = rows.with(changed);
    ActionRequest request = Restraint.restrain(asked, finding, standing, words);
    EnforcementAction present = standing.row(request.getKind());
    if (present != null) {
      checkSubject(present, finding);
    }
    String id = id(finding, request);
    if (words.bars(finding, id) || (present != null && isClosed(present, finding, id))) {
      return changed;
    }
    Finding explained = Restraint.explained(finding, asked, request);
    EnforcementAction next =
        present == null || !holds(present, finding.getClock())
            ? begin(explained, request, present)
            : extend(explained, request, present);
    if (next != null) {
      changed.removeIf(row -> row.getKind() == request.getKind());
      changed.add(next);
    }
    return changed;
  }

  /**
   * The rows of the actions that a human's words have ended and whose rows do not say so yet. It
   * makes no difference how often it is asked.
   */
  public List<EnforcementAction> revoke(SubjectRows rows, FeedbackBook words) {
    List<EnforcementAction> revoked = new ArrayList<>();
    for (EnforcementAction row : rows.all()) {
      Word word = row.getState() == ActionState.ACTIVE ? words.ending(row) : null;
      if (word != null) {
        revoked.add(Reprieve.of(row, word.feedback()));
      }
    }
    return revoked;
  }

  /**
   * The rows that stand on the control topic and that these do not know: they were written after
   * the state that these come from, by this engine or by hand.
   */
  public List<EnforcementAction> adopt(SubjectRows rows, List<EnforcementAction> onTopic) {
    List<EnforcementAction> unknown = new ArrayList<>();
    for (EnforcementAction row : onTopic) {
      EnforcementAction known = rows.row(row.getKind());
      if (known == null || known.getRevision() < row.getRevision()) {
        unknown.add(row);
      }
    }
    return unknown;
  }

  /** A case that somebody closed is not opened again by what was known then. */
  private static boolean isClosed(EnforcementAction present, Finding finding, String id) {
    return present.getState() == ActionState.REVOKED
        && present.getActionId().equals(id)
        && !finding.getClock().isAfter(present.getEventTime());
  }

  static String id(Finding finding, ActionRequest request) {
    return ActionId.of(
        finding.getTenant(),
        SubjectKind.ACCOUNT,
        finding.getAccountId(),
        request.getKind(),
        finding.getPatternId(),
        finding.getEpisode());
  }

  static boolean acts(Finding finding, ActionRequest request) {
    return finding.getMode() == Mode.ENFORCE
        && request.getKind() != ActionKind.UNKNOWN
        && request.getDurationMs() > 0;
  }

  private static boolean holds(EnforcementAction row, Instant at) {
    return row.getState() == ActionState.ACTIVE && at.isBefore(row.getExpiresAt());
  }

  private static EnforcementAction begin(
      Finding finding, ActionRequest request, @Nullable EnforcementAction ended) {
    long revision = Math.max(1, finding.getClock().toEpochMilli());
    if (ended != null) {
      revision = Math.max(revision, ended.getRevision() + 1);
    }
    return action(
        finding,
        request,
        revision,
        Parameters.bounded(request.getParameters()),
        finding.getClock(),
        end(finding, request));
  }

  private static @Nullable EnforcementAction extend(
      Finding finding, ActionRequest request, EnforcementAction present) {
    Instant end = end(finding, request);
    if (!end.isAfter(present.getEffectiveAt())) {
      return null; // of an action that ended before this one began
    }
    boolean later = end.isAfter(present.getExpiresAt());
    Map<String, String> parameters =
        Parameters.strictest(present.getParameters(), request.getParameters(), later);
    if (!later) {
      return parameters.equals(present.getParameters()) ? null : tightened(present, parameters);
    }
    return action(
        finding, request, present.getRevision() + 1, parameters, present.getEffectiveAt(), end);
  }

  private static EnforcementAction tightened(
      EnforcementAction present, Map<String, String> parameters) {
    return EnforcementAction.newBuilder(present)
        .setRevision(present.getRevision() + 1)
        .setParameters(parameters)
        .build();
  }

  private static Instant end(Finding finding, ActionRequest request) {
    long holdsMs = Math.min(request.getDurationMs(), EnforcementLimits.ACTION_MAX.toMillis());
    return finding.getClock().plusMillis(holdsMs);
  }

  private static EnforcementAction action(
      Finding finding,
      ActionRequest request,
      long revision,
      Map<String, String> parameters,
      Instant effectiveAt,
      Instant expiresAt) {
    String id = id(finding, request);
    return EnforcementAction.newBuilder()
        .setActionId(id)
        .setRevision(revision)
        .setTenant(finding.getTenant())
        .setSubjectKind(SubjectKind.ACCOUNT)
        .setSubjectId(finding.getAccountId())
        .setKind(request.getKind())
        .setParameters(parameters)
        .setMode(Mode.ENFORCE)
        .setState(ActionState.ACTIVE)
        .setEventTime(finding.getEventTime())
        .setEffectiveAt(effectiveAt)
        .setExpiresAt(expiresAt)
        .setReceivedAt(finding.getReceivedAt())
        .setPatternId(finding.getPatternId())
        .setPatternVersion(finding.getPatternVersion())
        .setCampaignId(finding.getCampaignId())
        .setJoinedCampaignId(finding.getJoinedCampaignId())
        .setMergers(BoundedEvidence.mergers(finding.getMergers()))
        .setPublicReference(PublicReference.of(id))
        .setReasonCode(
            BoundedEvidence.text(request.getReasonCode(), EnforcementLimits.REASON_CHARS_MAX))
        .setExplanation(
            BoundedEvidence.text(finding.getExplanation(), EnforcementLimits.EXPLANATION_CHARS_MAX))
        .setEvidence(BoundedEvidence.of(finding.getEvidence()))
        .setOrganizationId(finding.getOrganizationId())
        .setLinks(BoundedEvidence.links(finding.getLinks()))
        .build();
  }

  private static void checkSubject(EnforcementAction row, Finding finding) {
    if (row.getSubjectKind() != SubjectKind.ACCOUNT
        || !row.getTenant().equals(finding.getTenant())
        || !row.getSubjectId().equals(finding.getAccountId())) {
      throw new IllegalArgumentException(
          "a finding about account '"
              + finding.getAccountId()
              + "' of tenant '"
              + finding.getTenant()
              + "' was given the rows of "
              + ActionKey.of(row)
              + "; findings must be keyed by their subject");
    }
  }
}
