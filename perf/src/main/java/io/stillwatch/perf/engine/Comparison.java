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
import java.util.stream.Stream;
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

  /** Throws IllegalStateException where two systems differ that should not. */
  Matched compare(List<Peer> peers) throws Exception {
    Map<String, Long> expected = everyAutomaton();
    PlainLoop loop = new PlainLoop(workload);
    loop.run();
    same(expected, "plain-loop", Tallies.takeMatched());
    Map<String, Long> atOnce = new TreeMap<>(expected);
    for (Peer peer : peers) {
      if (peer == Peer.ESPER) {
        atOnce.putAll(new AtOnce(workload).matched());
        atOnce.values().removeIf(count -> count == 0);
        new EsperLoop(workload).run();
        same(atOnce, peer.label(), Tallies.takeMatched());
        System.out.println(
            "esper holds no match back; where that makes a difference, all others and esper: "
                + different(expected, atOnce));
      } else if (peer == Peer.STILLWATCH || peer.cep()) {
        StreamExecutionEnvironment env = Cluster.environment(peer, 1, Duration.ofSeconds(2));
        Stages.lay(env, peer, workload, UNWRITTEN);
        env.execute(peer.label());
        same(expected, peer.label(), Tallies.takeMatched());
      }
    }
    return new Matched(sum(expected), sum(atOnce), loop.dropped());
  }

  private static long sum(Map<String, Long> matched) {
    return matched.values().stream().mapToLong(Long::longValue).sum();
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
      throw new IllegalStateException(
          system
              + " matches otherwise than the automata alone; expected and found: "
              + different(expected, found));
    }
  }

  /** By pattern, what the one and what the other has. */
  private static Map<String, String> different(Map<String, Long> one, Map<String, Long> other) {
    Map<String, String> different = new TreeMap<>();
    Stream.concat(one.keySet().stream(), other.keySet().stream())
        .filter(id -> !one.getOrDefault(id, 0L).equals(other.getOrDefault(id, 0L)))
        .forEach(
            id ->
                different.put(id, one.getOrDefault(id, 0L) + " and " + other.getOrDefault(id, 0L)));
    return different;
  }
}
