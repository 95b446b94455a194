package io.stillwatch.jobs;

import io.stillwatch.enforcement.operator.Enforced;
import io.stillwatch.patterns.BookRow;
import io.stillwatch.patterns.PatternBook;
import io.stillwatch.schemas.Finding;
import io.stillwatch.schemas.Mode;
import io.stillwatch.schemas.TopicKey;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Which patterns act, from the pointers on {@code detection.patterns}.
 *
 * <p>What was found before the pointer was set counts as found in shadow, so that a pattern which
 * was demoted and promoted again does not act on what it found the first time. That it was promoted
 * in between is the same whenever this is asked, also after a restart.
 */
record KafkaEnforced(KafkaAccess kafka, Topics topics) implements Enforced {

  @Override
  public Predicate<Finding> now() {
    Map<String, PatternTopic.Row> pointers =
        pointers(new PatternTopic(kafka, topics).read().rows());
    return finding -> enforces(pointers, finding);
  }

  static Map<String, PatternTopic.Row> pointers(List<PatternTopic.Row> rows) {
    Map<String, PatternTopic.Row> pointers = new HashMap<>();
    for (PatternTopic.Row row : rows) {
      String name = TopicKey.of(row.row().tenant(), row.row().patternId());
      if (row.row() instanceof BookRow.Pointer) {
        pointers.put(name, row);
      } else if (row.row() instanceof BookRow.PointerGone) {
        pointers.remove(name);
      }
    }
    return pointers;
  }

  static boolean enforces(Map<String, PatternTopic.Row> pointers, Finding finding) {
    PatternTopic.Row row = of(pointers, finding.getTenant(), finding.getPatternId());
    Instant received = finding.getReceivedAt();
    Instant found = received == null ? finding.getEventTime() : received;
    return row != null
        && row.row() instanceof BookRow.Pointer pointer
        && pointer.mode() == Mode.ENFORCE
        && pointer.version() == finding.getPatternVersion()
        && pointer.has(finding.getTenant(), finding.getAccountId())
        && (row.at() == null || !found.isBefore(row.at()));
  }

  private static PatternTopic.@Nullable Row of(
      Map<String, PatternTopic.Row> pointers, String tenant, String pattern) {
    PatternTopic.Row own = pointers.get(TopicKey.of(tenant, pattern));
    return own == null ? pointers.get(TopicKey.of(PatternBook.ALL_TENANTS, pattern)) : own;
  }
}
