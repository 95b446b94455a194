package io.stillwatch.perf.job;

import java.util.LinkedHashMap;
import java.util.Map;

/** Where the processor time of a whole engine goes, told from stacks that a profiler collected. */
final class Places {

  private static final String REST = "Flink: tasks, buffers, timers";

  /** The first mark that a stack has anywhere says where it belongs. */
  private static final String[][] MARKS = {
    {"C1 CompilerThre", "(compilers)"},
    {"C2 CompilerThre", "(compilers)"},
    {"CompileBroker", "(compilers)"},
    {"GC Thread", "garbage collector"},
    {"GangWorker", "garbage collector"},
    {"GCTask", "garbage collector"},
    {"profiles/ProfileCache.save", "RocksDB, of profiles"},
    {"profiles/ProfileCache.load", "RocksDB, of profiles"},
    {"rocksdb/RocksDB", "RocksDB, of links and campaigns"},
    {"rocksdb", "RocksDB in the background, checkpoints"},
    {"SightingSerializer", "wire to the account"},
    {"signals/SignalReader", "signals"},
    {"profiles/ProfileCache", "cache of profiles"},
    {"patterns/AccountJudge", "judging: profile and patterns"},
    {"campaigns/", "hand-overs, links, campaigns"},
    {"enforcement/", "budget and ledger"},
    {"clients/producer", "findings and actions to Kafka"},
    {"apache/avro", "intake: Avro"},
    {"intake/", "intake: rules"},
    {"connector/kafka", "Kafka, reading"},
    {"clients/consumer", "Kafka, reading"},
    {"kafka", "Kafka, broker"},
  };

  private static final String COMPILERS = "(compilers)";

  private Places() {}

  /** Shares of all that is not compiling, by place. */
  static Map<String, Double> of(String collapsed) {
    Map<String, Long> samples = new LinkedHashMap<>();
    for (String[] mark : MARKS) {
      samples.put(mark[1], 0L);
    }
    samples.put(REST, 0L);
    collapsed
        .lines()
        .forEach(
            line -> {
              int split = line.lastIndexOf(' ');
              samples.merge(
                  place(line.substring(0, split)),
                  Long.parseLong(line.substring(split + 1)),
                  Long::sum);
            });
    samples.remove(COMPILERS);
    double all = samples.values().stream().mapToLong(Long::longValue).sum();
    Map<String, Double> shares = new LinkedHashMap<>();
    samples.forEach((place, count) -> shares.put(place, count / all));
    return shares;
  }

  private static String place(String stack) {
    for (String[] mark : MARKS) {
      if (stack.contains(mark[0])) {
        return mark[1];
      }
    }
    return REST;
  }
}
