package io.stillwatch.cli.demo;

import io.stillwatch.schemas.ActionState;
import io.stillwatch.schemas.EnforcementAction;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the demonstration has seen so far: events sent, actions received, and whom they met. Written
 * by the sender's thread and by the reader of the control topic; every method holds the lock for a
 * moment.
 */
final class Scoreboard {

  private static final int LATEST_MAX = 8;

  /** An action as the view shows it. */
  record Line(long atMs, String accountId, String kind, String pattern, long latencyMs) {}

  /** The state at one moment; also what campaigns have asked for, and what of it they got. */
  record Snapshot(
      long events,
      int accounts,
      long actions,
      int accountsActedOn,
      long asked,
      long harvested,
      long latencyP50Ms,
      long latencyP99Ms,
      List<Line> latest) {}

  private final Directory directory;
  private final Map<String, Integer> exchanges = new HashMap<>();
  private final Map<String, Integer> servedBefore = new HashMap<>();
  private final Map<String, Map<Admission, Integer>> admissions = new HashMap<>();
  private final Set<String> honestTouched = new HashSet<>();
  private final Latencies latencies = new Latencies();
  private final Deque<Line> latest = new ArrayDeque<>();
  private long events;
  private long actions;
  private long asked;
  private long harvested;

  Scoreboard(Directory directory) {
    this.directory = directory;
  }

  /** An exchange was asked for, and this became of it at the gateway. */
  synchronized void asked(String accountId, Admission admission) {
    if (directory.roleOf(accountId).campaign()) {
      admissions
          .computeIfAbsent(accountId, account -> new EnumMap<>(Admission.class))
          .merge(admission, 1, Integer::sum);
      asked++;
      harvested += admission == Admission.SERVED ? 1 : 0;
    }
  }

  /** An event went to the engine. */
  synchronized void sent(String accountId, boolean opensExchange) {
    events++;
    if (opensExchange) {
      exchanges.merge(accountId, 1, Integer::sum);
    }
  }

  /**
   * Takes one record of the control topic.
   *
   * @param recordTimeMs the record's timestamp
   */
  synchronized void acted(EnforcementAction action, long recordTimeMs, long runMs) {
    if (action.getState() != ActionState.ACTIVE) {
      return;
    }
    actions++;
    long latencyMs =
        action.getReceivedAt() == null
            ? -1
            : Math.max(0, recordTimeMs - action.getReceivedAt().toEpochMilli());
    if (latencyMs >= 0) {
      latencies.add(latencyMs);
    }
    for (String account : directory.accountsOf(action.getSubjectKind(), action.getSubjectId())) {
      servedBefore.putIfAbsent(account, exchanges.getOrDefault(account, 0));
      if (!directory.roleOf(account).campaign()) {
        honestTouched.add(account);
      }
    }
    if (latest.size() == LATEST_MAX) {
      latest.removeFirst();
    }
    latest.addLast(
        new Line(
            runMs,
            action.getSubjectId(),
            action.getKind().toString(),
            action.getPatternId(),
            latencyMs));
  }

  synchronized long actions() {
    return actions;
  }

  synchronized Snapshot snapshot() {
    return new Snapshot(
        events,
        exchanges.size(),
        actions,
        servedBefore.size(),
        asked,
        harvested,
        latencies.quantile(0.5),
        latencies.quantile(0.99),
        List.copyOf(latest));
  }

  synchronized Summary summary(
      String bootstrapServers, boolean enforced, long runMs, boolean complete, Counts counts) {
    Map<Role, List<String>> members = new EnumMap<>(Role.class);
    directory
        .roles()
        .forEach(
            (account, role) -> {
              if (role.campaign()) {
                members.computeIfAbsent(role, r -> new ArrayList<>()).add(account);
              }
            });
    List<Summary.Campaign> campaigns = new ArrayList<>();
    members.forEach((role, accounts) -> campaigns.add(campaign(role, accounts)));
    long all = exchanges.values().stream().mapToLong(Integer::longValue).sum();
    return new Summary(
        bootstrapServers,
        enforced,
        complete,
        runMs,
        events,
        counts.processed(),
        exchanges.size(),
        all,
        counts.findings(),
        actions,
        honestTouched.stream().sorted().toList(),
        latencies.quantile(0.5),
        latencies.quantile(0.99),
        latencies.size(),
        List.copyOf(campaigns));
  }

  private Summary.Campaign campaign(Role role, List<String> accounts) {
    int joined = 0;
    Map<Admission, Integer> became = new EnumMap<>(Admission.class);
    List<Integer> before = new ArrayList<>();
    for (String account : accounts) {
      Map<Admission, Integer> ofAccount = admissions.getOrDefault(account, Map.of());
      ofAccount.forEach((admission, count) -> became.merge(admission, count, Integer::sum));
      joined += ofAccount.isEmpty() ? 0 : 1;
      Integer served = servedBefore.get(account);
      if (served != null) {
        before.add(served);
      }
    }
    before.sort(null);
    int median = before.isEmpty() ? -1 : before.get(before.size() / 2);
    return new Summary.Campaign(role.words(), joined, before.size(), median, became);
  }
}
