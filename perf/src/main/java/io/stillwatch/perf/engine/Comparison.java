package io.stillwatch.perf.engine;

import io.stillwatch.patterns.BookView;
import io.stillwatch.patterns.PatternBook;
import io.stillwatch.profiles.AccountProfile;
import io.stillwatch.profiles.Look;
import io.stillwatch.profiles.ProfileKeeper;
import io.stillwatch.signals.Sighting;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * Whether all systems match the same on the same events, pattern by pattern.
 *
 * <p>Each match is made a finding of its own. With skip past the last match, a match is held back
 * while one that began earlier may still be completed; so events that show nothing follow, hours
 * later, until nothing is held back in any system.
 */
final class Comparison {

  /** Few, so that profiles are written and read again. */
  private static final int UNWRITTEN = 100;

  private final Workload workload;

  Comparison(Workload workload, long events) {
    this.workload = workload.comparing(events);
  }

  /**
   * @param matches of each system alike
   * @param dropped records that a limit pushed out: where there are any, systems may differ
   */
  record Result(long matches, long dropped) {}

  /** Throws IllegalStateException where two systems differ. */
  Result compare(List<Peer> peers) throws Exception {
    Map<String, Long> expected = everyAutomaton();
    PlainLoop loop = new PlainLoop(workload);
    loop.run();
    same(expected, "plain-loop", Tallies.takeMatched());
    for (Peer peer : peers) {
      if (peer == Peer.STILLWATCH || peer.cep()) {
        StreamExecutionEnvironment env = Cluster.environment(peer, 1, Duration.ofSeconds(2));
        Stages.lay(env, peer, workload, UNWRITTEN);
        env.execute(peer.label());
        same(expected, peer.label(), Tallies.takeMatched());
      }
    }
    return new Result(expected.values().stream().mapToLong(Long::longValue).sum(), loop.dropped());
  }

  /** What is matched when every automaton sees every look: no index leaves any out. */
  private Map<String, Long> everyAutomaton() {
    PatternBook book = new BenchBook(workload).book();
    ProfileKeeper keeper = new ProfileKeeper(LookFields.CATALOG, Stages.SILENCE);
    Arrivals arrivals = new Arrivals(workload);
    Map<String, AccountProfile> profiles = new HashMap<>();
    Map<String, Long> matched = new TreeMap<>();
    for (long i = 0; i < workload.events(); i++) {
      Sighting sighting = arrivals.at(i);
      AccountProfile profile =
          profiles.computeIfAbsent(sighting.accountId(), account -> AccountProfile.empty());
      Look look = keeper.see(profile, sighting);
      if (look == null) {
        continue;
      }
      int order = profile.nextLook();
      for (BookView.Entry entry : book.of(sighting.tenant()).entries()) {
        if (BookView.hears(entry.pattern(), look)) {
          entry
              .automaton()
              .accept(
                  look,
                  order,
                  profile,
                  match -> matched.merge(match.pattern().id(), 1L, Long::sum));
        }
      }
    }
    return matched;
  }

  private static void same(Map<String, Long> expected, String system, Map<String, Long> found) {
    if (!expected.equals(found)) {
      Map<String, String> different = new TreeMap<>();
      expected.forEach(
          (id, count) -> {
            if (!count.equals(found.get(id))) {
              different.put(id, count + " and " + found.getOrDefault(id, 0L));
            }
          });
      found.forEach(
          (id, count) -> {
            if (!expected.containsKey(id)) {
              different.put(id, "0 and " + count);
            }
          });
      throw new IllegalStateException(
          system + " matches otherwise than the automata alone; expected and found: " + different);
    }
  }
}
