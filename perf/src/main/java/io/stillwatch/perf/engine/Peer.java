package io.stillwatch.perf.engine;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** What is measured: this project's engine, its peers, and the bounds between which they lie. */
enum Peer {
  /** The job's account stage, as the job runs it. */
  STILLWATCH("rocksdb", false),
  /** Source, serializers, key and network, and an operator that only counts. */
  PASS_THROUGH("rocksdb", false),
  /** The same judge in a loop over a map, on one thread, with nothing durable. */
  PLAIN_LOOP("none", false),
  /** Esper with all patterns, on one thread, with nothing durable. */
  ESPER("none", false),
  /** Flink's CEP operator as it comes, one for each pattern. */
  FLINK_CEP_DEFAULT("rocksdb", true),
  /** With iterators that stop at the end of their key. */
  FLINK_CEP_TUNED("rocksdb", true),
  /** Tuned, and before each operator a filter wherever the pattern allows one. */
  FLINK_CEP_BEST("rocksdb", true),
  /** The filter too, with all state on the heap. */
  FLINK_CEP_HEAP("hashmap", true),
  /**
   * A MATCH_RECOGNIZE for each pattern, which is the CEP operator again: tuned, with the filter.
   */
  FLINK_SQL("rocksdb", true);

  private final String backend;
  private final boolean cep;

  Peer(String backend, boolean cep) {
    this.backend = backend;
    this.cep = cep;
  }

  String backend() {
    return backend;
  }

  /** Whether it needs an operator for each pattern. */
  boolean cep() {
    return cep;
  }

  /**
   * Whether its patterns are sequences alone: it has no word for tallies, or none that is as good.
   */
  boolean sequencesAlone() {
    return cep || this == ESPER;
  }

  /** Whether it is one {@link Loop}, outside of Flink. */
  boolean loop() {
    return this == PLAIN_LOOP || this == ESPER;
  }

  boolean bounded() {
    return this == FLINK_CEP_TUNED || this == FLINK_CEP_BEST || this == FLINK_SQL;
  }

  boolean filtered() {
    return this == FLINK_CEP_BEST || this == FLINK_CEP_HEAP || this == FLINK_SQL;
  }

  String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  static Peer of(String label) {
    return Arrays.stream(values())
        .filter(peer -> peer.label().equals(label))
        .findFirst()
        .orElseThrow(
            () -> new IllegalArgumentException("no system '" + label + "'; there are " + labels()));
  }

  static List<String> labels() {
    return Arrays.stream(values()).map(Peer::label).toList();
  }
}
