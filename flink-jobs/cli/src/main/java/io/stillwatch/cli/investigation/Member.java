package io.stillwatch.cli.investigation;

import io.stillwatch.schemas.ScoreTerm;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A member of a campaign, as far as the topics still tell of it.
 *
 * @param since when it joined; where that record is gone, the earliest time that it is known to
 *     have been a member
 * @param reasons why it belongs
 * @param joined the campaign that it joined, where that has become part of this one
 */
record Member(
    String account,
    Instant since,
    List<ScoreTerm> reasons,
    Source source,
    @Nullable String joined) {

  /** What tells that the account is a member. */
  enum Source {
    /** The revision of the campaign that it joined in. */
    CAMPAIGN,
    /** A finding about it that names the campaign. */
    FINDING,
    /** An action on it that names the campaign. */
    ACTION
  }

  Member {
    reasons = List.copyOf(reasons);
  }

  String toldBy() {
    return source.name().toLowerCase(Locale.ROOT);
  }

  /** Its joining is the only thing that tells exactly since when. */
  String sinceText() {
    return (source == Source.CAMPAIGN ? "" : "by ") + Told.time(since);
  }
}
