package io.stillwatch.cli.investigation;

import io.stillwatch.schemas.Finding;
import java.time.Instant;

/**
 * All findings of one episode: the newest tells its state, the earliest still there when it began.
 *
 * @param firstAt of the earliest finding that is still on the topic
 */
record Episode(Finding newest, Instant firstAt) {

  /** What findings of one episode have in common. */
  record Name(String tenant, String pattern, int version, String episode) {

    static Name of(Finding finding) {
      return new Name(
          finding.getTenant(),
          finding.getPatternId(),
          finding.getPatternVersion(),
          finding.getEpisode());
    }
  }

  static Episode of(Finding finding) {
    return new Episode(finding, finding.getEventTime());
  }

  /** The same episode with another finding of it. */
  Episode with(Episode other) {
    return new Episode(
        other.newest.getRevision() > newest.getRevision() ? other.newest : newest,
        other.firstAt.isBefore(firstAt) ? other.firstAt : firstAt);
  }
}
