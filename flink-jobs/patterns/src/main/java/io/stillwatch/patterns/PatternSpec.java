package io.stillwatch.patterns;

import io.stillwatch.schemas.ActionKind;
import io.stillwatch.schemas.Mode;
import java.io.Serializable;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A pattern as its author means it: what it matches over the looks of one account or among the
 * members of campaigns, and what to do about a match.
 *
 * @param id stable for ever: action ids and live matches hang on it
 * @param owner who answers for it
 * @param references where what it looks for is described
 * @param meant how far it is fit to go, by what its author measured; it enters in shadow all the
 *     same
 * @param listens which look of an exchange it judges
 * @param quiet an episode ends when no match came for this long
 * @param actAfter matches in one episode before an action is asked for
 * @param blindSpots what it is known to miss or to confuse
 */
public record PatternSpec(
    String id,
    int version,
    String title,
    String owner,
    List<String> references,
    Mode meant,
    Listens listens,
    Form form,
    Duration quiet,
    int actAfter,
    Action action,
    String explanation,
    String blindSpots)
    implements Serializable {

  /** Which of the two looks of an exchange a pattern judges; each exchange is judged once. */
  public enum Listens {
    /** At the prompt: the earliest moment, before the response is known. */
    ASKED,
    /** At the response, with the prompt's signals beside it. */
    ANSWERED
  }

  /**
   * What to do about a match.
   *
   * @param withoutWarning why no warning goes before it, or null: then one does
   * @param floor what its verdicts must confirm, or null where it promises nothing
   */
  public record Action(
      ActionKind kind,
      Duration duration,
      Map<String, String> parameters,
      String reasonCode,
      @Nullable String withoutWarning,
      @Nullable Floor floor)
      implements Serializable {
    public Action {
      parameters = Map.copyOf(parameters);
    }
  }

  /**
   * The precision below which it may act on nobody new.
   *
   * @param precision confirmed verdicts of all, from 0 to 1
   * @param verdicts how many it takes at least to tell
   */
  public record Floor(double precision, int verdicts) implements Serializable {}

  public PatternSpec {
    references = List.copyOf(references);
    if (form instanceof CampaignForm && action.kind() == ActionKind.SUSPEND) {
      throw new IllegalArgumentException(
          "pattern '" + id + "': belonging to a campaign is no ground for a suspension");
    }
    if (form.within().isNegative()
        || form.within().isZero()
        || action.duration().isNegative()
        || action.duration().isZero()) {
      throw new IllegalArgumentException(
          "pattern '" + id + "': 'within' and the action's duration must be positive");
    }
    if (actAfter < 1 || version < 1) {
      throw new IllegalArgumentException(
          "pattern '" + id + "': 'actAfter' and 'version' must be at least 1");
    }
  }

  /** Whether it judges members of campaigns, in place of the looks of an account. */
  public boolean isOfCampaigns() {
    return form instanceof CampaignForm;
  }

  /** How its live matches are marked inside a profile. */
  public int key() {
    return id.hashCode();
  }
}
