package io.stillwatch.patterns;

import java.util.List;
import java.util.Map;

/** What a pattern holds of an account at one moment, in words that its author knows. */
public sealed interface Standing {

  /** Of a sequence: its live partial matches, the one that began first at the front. */
  record Partials(List<Live> live) implements Standing {
    public Partials {
      live = List.copyOf(live);
    }
  }

  /**
   * One partial match.
   *
   * @param firstOrder number of its first look: partial matches that branched have it in common
   * @param taken what each step has taken so far; one that took nothing is not among them
   * @param waitsFor names of the steps that could take the next look
   * @param complete it is a match, and held back because an earlier one may still take its looks
   * @param captured what later steps will ask for, in the form of {@link Field#bits}
   */
  record Live(
      long startedMs,
      long firstOrder,
      List<Match.StepTaken> taken,
      List<String> waitsFor,
      boolean complete,
      Map<Capture, Long> captured) {

    public Live {
      taken = List.copyOf(taken);
      waitsFor = List.copyOf(waitsFor);
      captured = Map.copyOf(captured);
    }

    /** How many looks it has taken. */
    public int looks() {
      return taken.stream().mapToInt(Match.StepTaken::count).sum();
    }

    /** What it captured, for a condition that asks for these. */
    public Earlier earlier(List<Capture> captures) {
      return new Earlier() {
        @Override
        public boolean has(int capture) {
          return captured.containsKey(captures.get(capture));
        }

        @Override
        public long bits(int capture) {
          return captured.getOrDefault(captures.get(capture), 0L);
        }
      };
    }
  }

  /**
   * Of what adds up.
   *
   * @param what counts, such as {@code exchanges}
   */
  record Sum(String what, double reached, double needed) implements Standing {}

  /** Of a share. */
  record Part(long part, long whole, double atLeast, int outOf) implements Standing {}
}
