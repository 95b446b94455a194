package io.stillwatch.cli.enforcement;

import io.stillwatch.cli.Aside;
import io.stillwatch.cli.patterns.Json;
import io.stillwatch.jobs.AuditTopic;
import io.stillwatch.jobs.KafkaAccess;
import io.stillwatch.jobs.Topics;
import io.stillwatch.schemas.AuditEntry;
import io.stillwatch.schemas.Feedback;
import io.stillwatch.schemas.FeedbackKind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * A tenant that is frozen. Its word is only the last of those who froze it, perhaps after one
 * another; who began, and why, stands on the audit topic.
 *
 * @param freezes by whom, the first at first; never empty
 */
record Frozen(String tenant, List<Freeze> freezes) {

  /** What one of them said. */
  record Freeze(Instant at, String author, String why) {

    String text() {
      return at + " by " + author + ": " + why;
    }

    Json json() {
      return Json.object().with("since", at).with("author", author).with("why", why);
    }
  }

  /** Those that are, by what was said so far. */
  static List<Frozen> of(List<Feedback> said, KafkaAccess kafka, Topics topics)
      throws InterruptedException {
    List<Feedback> words =
        said.stream().filter(word -> word.getKind() == FeedbackKind.FREEZE).toList();
    List<AuditEntry> audit =
        words.isEmpty()
            ? List.of()
            // Without it the last word tells enough.
            : Aside.ask(() -> new AuditTopic(kafka, topics).read()).orElse(List.of());
    return words.stream().map(word -> new Frozen(word.getTenant(), freezes(word, audit))).toList();
  }

  private static List<Freeze> freezes(Feedback word, List<AuditEntry> audit) {
    List<Freeze> freezes = new ArrayList<>();
    for (AuditEntry entry : audit) {
      if (!entry.getTenant().equals(word.getTenant())) {
        continue;
      }
      if (entry.getAct().equals(EnforcementCommand.RESUMES)) {
        freezes.clear();
      } else if (entry.getAct().equals(EnforcementCommand.FREEZES)) {
        freezes.add(new Freeze(entry.getAt(), entry.getAuthor(), entry.getWhy()));
      }
    }
    return freezes.size() > 1
        ? List.copyOf(freezes)
        : List.of(new Freeze(word.getAt(), word.getAuthor(), word.getWhy()));
  }

  List<String> lines() {
    List<String> lines = new ArrayList<>();
    for (Freeze freeze : freezes) {
      lines.add(
          (lines.isEmpty() ? "FROZEN  tenant " + tenant + " since " : "        again ")
              + freeze.text());
    }
    return lines;
  }

  Json json() {
    Freeze first = freezes.get(0);
    return Json.object()
        .with("tenant", tenant)
        .with("since", first.at())
        .with("author", first.author())
        .with("why", first.why())
        .with("again", freezes.stream().skip(1).map(Freeze::json).toList());
  }
}
