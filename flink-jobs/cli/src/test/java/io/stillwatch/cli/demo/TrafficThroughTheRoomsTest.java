package io.stillwatch.cli.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.stillwatch.intake.Outcome;
import io.stillwatch.jobs.Driver;
import io.stillwatch.patterns.PatternBook;
import io.stillwatch.patterns.language.StarterBook;
import io.stillwatch.schemas.EnforcementAction;
import io.stillwatch.schemas.Finding;
import io.stillwatch.schemas.InferenceEvent;
import io.stillwatch.schemas.Mode;
import io.stillwatch.schemas.RecordCodec;
import io.stillwatch.signals.HashKey;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whatever the seed, the demonstration is fair: the built-in patterns can catch every campaign in
 * it, and honest accounts stay clear of them.
 */
class TrafficThroughTheRoomsTest {

  private static final Instant START = Instant.parse("2026-03-01T10:00:00Z");

  @ParameterizedTest
  @ValueSource(longs = {11, 12, 13})
  void everyCampaignIsMetAndNoHonestAccountIs(long seed) {
    TrafficPlan plan =
        new TrafficPlan(seed, 1_000, Duration.ofSeconds(20), TrafficPlan.ACCOUNTS, START);
    Traffic traffic = new Traffic(plan, Gate.OPEN);
    Driver driver = new Driver(book(), HashKey.PUBLIC, Duration.ofDays(30));
    RecordCodec<InferenceEvent> codec = RecordCodec.of(InferenceEvent.class);
    Met met = new Met();
    traffic.until(
        plan.duration().toMillis(),
        (event, opens) -> {
          event.setReceivedAt(event.getOccurredAt());
          driver.accept(codec.encode(event), met);
        });
    assertEquals(0, met.rejected);
    Map<Role, Integer> accounts = new EnumMap<>(Role.class);
    for (String account : met.accounts) {
      accounts.merge(traffic.directory().roleOf(account), 1, Integer::sum);
    }
    for (Role role : Role.values()) {
      int count = accounts.getOrDefault(role, 0);
      assertTrue(role.campaign() ? count >= 20 : count == 0, role + ": " + count + " accounts");
    }
  }

  private static final class Met implements Driver.Out {

    private final Set<String> accounts = new HashSet<>();
    private int rejected;

    @Override
    public void rejected(Outcome.Rejected why) {
      rejected++;
    }

    @Override
    public void finding(Finding finding) {}

    @Override
    public void action(EnforcementAction action) {
      accounts.add(action.getSubjectId());
    }
  }

  private static PatternBook book() {
    return StarterBook.book().promoted(Mode.ENFORCE);
  }
}
