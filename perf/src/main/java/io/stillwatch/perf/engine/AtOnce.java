package io.stillwatch.perf.engine;

import io.stillwatch.patterns.PatternSpec;
import io.stillwatch.patterns.Sequence;
import io.stillwatch.profiles.Look;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What is matched where no match is held back, as in Esper: it is told as soon as it is complete,
 * and all that began before is dropped, also what could still have been completed. Other systems
 * wait for that, and drop the later match if it comes.
 *
 * <p>The two differ only for sequences of which one that began later can be complete earlier: those
 * whose second step asks for what the first showed.
 */
final class AtOnce {

  private final Workload workload;

  AtOnce(Workload workload) {
    this.workload = workload;
  }

  /** How often each pattern matches for which that makes a difference. */
  Map<String, Long> matched() {
    Map<String, Long> matched = new HashMap<>();
    for (PatternSpec pattern : new BenchBook(workload).patterns()) {
      Sequence sequence = (Sequence) pattern.form();
      if (sequence.steps().stream().anyMatch(step -> !step.condition().captures().isEmpty())) {
        matched.put(pattern.id(), matches(sequence));
      }
    }
    return matched;
  }

  private long matches(Sequence sequence) {
    Shows first = (Shows) sequence.steps().get(0).condition();
    Shows second = (Shows) sequence.steps().get(1).condition();
    long withinMs = sequence.within().toMillis();
    Arrivals arrivals = new Arrivals(workload);
    Map<String, List<Look>> begun = new HashMap<>();
    long matches = 0;
    for (long i = 0; i < workload.events(); i++) {
      Look look = LookByItself.of(arrivals.at(i));
      List<Look> open =
          begun.computeIfAbsent(look.sighting().accountId(), account -> new ArrayList<>());
      open.removeIf(earlier -> look.clockMs() - earlier.clockMs() >= withinMs);
      if (second.alone(look) && open.stream().anyMatch(earlier -> samePair(earlier, look))) {
        matches++;
        open.clear();
      } else if (first.alone(look)) {
        open.add(look);
      }
    }
    return matches;
  }

  private static boolean samePair(Look earlier, Look look) {
    return LookFields.PAIR.has(look) && LookFields.PAIR.bits(look) == LookFields.PAIR.bits(earlier);
  }
}
