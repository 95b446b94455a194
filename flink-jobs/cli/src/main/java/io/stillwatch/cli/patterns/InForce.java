package io.stillwatch.cli.patterns;

import io.stillwatch.cli.Aside;
import io.stillwatch.cli.Console;
import io.stillwatch.cli.Output;
import io.stillwatch.cli.enforcement.HumanWord;
import io.stillwatch.patterns.PatternBook;
import io.stillwatch.schemas.EnforcementAction;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a pattern has in force: moving its pointer ends none of it. */
final class InForce {

  private InForce() {}

  /**
   * Also what a freeze holds back: it would hold again.
   *
   * @param version only its actions; null for all
   */
  static List<EnforcementAction> of(
      BookOnTopic book, String tenant, String id, @Nullable Integer version) {
    Instant now = InstantSource.system().instant();
    Set<String> pointers = book.pointers(id).keySet();
    return HumanWord.standing(book.kafka(), book.topics(), now).all().stream()
        .filter(action -> action.getPatternId().equals(id))
        .filter(action -> version == null || action.getPatternVersion() == version)
        .filter(
            // A tenant with a word of its own goes on as it says.
            action ->
                tenant.equals(PatternBook.ALL_TENANTS)
                    ? !pointers.contains(action.getTenant())
                    : action.getTenant().equals(tenant))
        .toList();
  }

  /** How many stay; null where that is not known within a short time. */
  static @Nullable Integer count(
      BookOnTopic book, String tenant, String id, @Nullable Integer version)
      throws InterruptedException {
    return Aside.ask(() -> of(book, tenant, id, version).size()).orElse(null);
  }

  /** Says that they stay, or that it is not known. */
  static void tell(
      Console console, Output output, @Nullable Integer count, String tenant, String id) {
    if (output.isText() && (count == null || count > 0)) {
      console.out(
          (count == null
                  ? "how many of its actions stay in force could not be seen in a short time"
                  : Words.count(count, "action")
                      + (count == 1
                          ? " of it stays in force to its end"
                          : " of it stay in force to their ends"))
              + "; 'stillwatch actions list --pattern "
              + id
              + (tenant.equals(PatternBook.ALL_TENANTS) ? "" : " --tenant " + tenant)
              + "' tells which, and 'actions revoke' takes them back");
    }
  }
}
