package io.stillwatch.perf.engine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;

/**
 * Processor time of this process, without its compilers, and who of its threads took it.
 *
 * <p>Linux only: it reads {@code /proc/self/task}, because the JVM tells nothing of its own threads
 * and of RocksDB's. Compiler threads must not come and go ({@code
 * -XX:-UseDynamicNumberOfCompilerThreads}).
 */
public final class CpuClock {

  /** Who takes processor time. */
  public enum Who {
    SOURCE,
    OPERATOR,
    COLLECTOR,
    ROCKSDB,
    COMPILER,
    OTHER;

    static Who of(String thread) {
      if (thread.startsWith("C1 ") || thread.startsWith("C2 ")) {
        return COMPILER;
      }
      if (thread.startsWith("GC Thread") || thread.startsWith("G1 ")) {
        return COLLECTOR;
      }
      if (thread.startsWith("rocksdb")) {
        return ROCKSDB;
      }
      if (thread.startsWith("Source:")) {
        return SOURCE;
      }
      return thread.startsWith("accounts")
              || thread.startsWith("passing")
              || thread.startsWith("Cep")
              || thread.startsWith("StreamRecordTim")
          ? OPERATOR
          : OTHER;
    }
  }

  /** Processor time until now, in nanoseconds. */
  public record Reading(long processNs, Map<Who, Long> byThread) {

    /** Without compilers. */
    public long workNs() {
      return processNs - byThread.getOrDefault(Who.COMPILER, 0L);
    }

    public Reading since(Reading earlier) {
      Map<Who, Long> passed = new EnumMap<>(Who.class);
      for (Who who : Who.values()) {
        passed.put(who, byThread.getOrDefault(who, 0L) - earlier.byThread.getOrDefault(who, 0L));
      }
      return new Reading(processNs - earlier.processNs, passed);
    }
  }

  private CpuClock() {}

  public static Reading read() {
    Map<Who, Long> byThread = new EnumMap<>(Who.class);
    try (DirectoryStream<Path> threads = Files.newDirectoryStream(Path.of("/proc/self/task"))) {
      for (Path thread : threads) {
        try {
          String[] schedule = Files.readString(thread.resolve("schedstat")).split(" ", -1);
          byThread.merge(
              Who.of(Files.readString(thread.resolve("comm"))),
              Long.parseLong(schedule[0]),
              Long::sum);
        } catch (IOException e) {
          byThread.merge(Who.OTHER, 0L, Long::sum); // it ended meanwhile, perhaps between two reads
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("processor time is read from /proc, as Linux has it", e);
    }
    var process =
        (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    return new Reading(process.getProcessCpuTime(), byThread);
  }
}
