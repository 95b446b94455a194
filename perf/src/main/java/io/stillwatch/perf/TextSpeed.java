package io.stillwatch.perf;

import io.stillwatch.intake.ConfluentSchemas;
import io.stillwatch.intake.EventFile;
import io.stillwatch.intake.Intake;
import io.stillwatch.intake.IntakeLimits;
import io.stillwatch.intake.Outcome;
import io.stillwatch.schemas.InferenceEvent;
import io.stillwatch.schemas.Phase;
import io.stillwatch.schemas.SchemaResolver;
import io.stillwatch.signals.HashKey;
import io.stillwatch.signals.Sighting;
import io.stillwatch.signals.SignalReader;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * How many bytes of prompt a core reads for all signals together, beside the cheapest possible
 * pass.
 *
 * <p>Counts processor time of one thread, so that other work on the machine disturbs little; median
 * and spread of the rounds after the first third, which warm up. Texts are of several kinds and
 * scripts, some 2,000 characters each, and are read as UTF-16 strings; bytes are of their UTF-8.
 */
@Command(
    name = "text",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Megabytes of prompt that a core reads for all signals together, of four kinds of text or of",
      "recorded ones, beside the sum of their bytes."
    })
public final class TextSpeed implements Callable<Integer> {

  private static final int TEXTS = 2_000;
  private static final int RECORDED_MAX = 50_000;
  private static final int CHARS = 2_000;
  private static final int ROUNDS = 30;

  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private static final String[] ENGLISH = {
    "The harbour pump is serviced in spring, and the valves are greased before winter. ",
    "Please explain how you would plan the work of the crew for the coming week. ",
    "A barge carries 14 tonnes of gravel; how many reach the lock by sunset?\n",
    "Rate the answer below from 1 to 5 and write only the number.\n\n",
    "Answer A: \"It leaks.\" Answer B: \"It does not leak.\" Which is better?\n",
  };
  private static final String[] CODE = {
    "{\"name\": \"pump\", \"parameters\": {\"type\": \"object\", \"required\": [\"valve\"]}}\n",
    "for (int i = 0; i < valves.length; i++) { open(valves[i], 0.25); }\n",
    "- item 12: [x] grease, see https://example.org/valves#12\n",
  };
  private static final String[] RUSSIAN = {
    "Насос в порту обслуживают весной, а клапаны смазывают перед зимой. ",
    "Объясни, пожалуйста, ход своих рассуждений шаг за шагом. ",
  };
  private static final String[] CHINESE = {
    "港口的水泵在春天保养，阀门在冬天之前上油。", "请一步一步写出完整的推理过程，然后给出答案。",
  };

  @Option(
      names = "--results",
      paramLabel = "FILE",
      defaultValue = "perf/results/text.jsonl",
      description = "Where a line for each figure is added (default: ${DEFAULT-VALUE}).")
  private Path results = Path.of("");

  @Option(
      names = "--events",
      paramLabel = "FILE",
      description = "Recorded events, whose texts are read in the place of made ones.")
  private @Nullable Path recorded;

  private TextSpeed() {}

  public static void main(String[] arguments) {
    System.exit(new CommandLine(new TextSpeed()).execute(arguments));
  }

  @Override
  public Integer call() throws Exception {
    Lines lines = new Lines(results);
    Table table =
        new Table()
            .column("texts", "/texts")
            .column("sum of bytes, MB/s", "/sum_mb_per_second", 0)
            .column("signals, MB/s", "/signals_mb_per_second", 1)
            .column("from", "/spread/0", 1)
            .column("to", "/spread/1", 1);
    Map<String, List<InferenceEvent>> kinds = new LinkedHashMap<>();
    if (recorded == null) {
      kinds.put("english", made(ENGLISH));
      kinds.put("code", made(CODE));
      kinds.put("russian", made(RUSSIAN));
      kinds.put("chinese", made(CHINESE));
    } else {
      kinds.put("recorded", recorded(recorded));
    }
    for (Map.Entry<String, List<InferenceEvent>> kind : kinds.entrySet()) {
      String fields = measured(kind.getKey(), kind.getValue());
      lines.add("text", fields);
      table.add(fields);
    }
    table.print();
    return 0;
  }

  private static List<InferenceEvent> made(String[] pieces) {
    SplittableRandom random = new SplittableRandom(1);
    List<InferenceEvent> events = new ArrayList<>();
    for (int i = 0; i < TEXTS; i++) {
      StringBuilder text = new StringBuilder();
      while (text.length() < CHARS) {
        text.append(pieces[random.nextInt(pieces.length)]);
      }
      events.add(event(null, text.toString()));
    }
    return events;
  }

  /** Their prompts alone, so that nothing else of an event takes time. */
  private static List<InferenceEvent> recorded(Path file) throws IOException {
    Intake intake =
        new Intake(IntakeLimits.defaults(), SchemaResolver.builtIn(), ConfluentSchemas.NONE, true);
    List<InferenceEvent> events = new ArrayList<>();
    try (EventFile records = EventFile.open(file)) {
      byte[] record = records.next();
      while (record != null && events.size() < RECORDED_MAX) {
        if (intake.accept(record, Sighting.ABSENT) instanceof Outcome.Accepted accepted
            && accepted.event().getPromptText() != null) {
          InferenceEvent event = accepted.event();
          events.add(event(event.getSystemText(), event.getPromptText()));
        }
        record = records.next();
      }
    }
    if (events.isEmpty()) {
      throw new IOException("no event of " + file + " has a prompt; name another with --events");
    }
    return events;
  }

  private static String measured(String name, List<InferenceEvent> events) {
    List<byte[]> texts = new ArrayList<>();
    long bytes = 0;
    for (InferenceEvent event : events) {
      String system = event.getSystemText();
      byte[] text =
          ((system == null ? "" : system) + event.getPromptText()).getBytes(StandardCharsets.UTF_8);
      texts.add(text);
      bytes += text.length;
    }
    SignalReader reader = new SignalReader(HashKey.PUBLIC);
    double[] sum = new double[ROUNDS];
    double[] signals = new double[ROUNDS];
    long sink = 0;
    for (int round = 0; round < ROUNDS; round++) {
      long start = THREADS.getCurrentThreadCpuTime();
      for (byte[] text : texts) {
        for (byte b : text) {
          sink += b;
        }
      }
      long between = THREADS.getCurrentThreadCpuTime();
      for (InferenceEvent event : events) {
        sink += reader.read(event).signals().raw(2);
      }
      long end = THREADS.getCurrentThreadCpuTime();
      sum[round] = bytes * 1e3 / (between - start);
      signals[round] = bytes * 1e3 / (end - between);
    }
    if (sink == 0) {
      throw new IllegalStateException("nothing was read");
    }
    double[] steady = steady(signals);
    return String.format(
        Locale.ROOT,
        "\"texts\":\"%s\",\"sum_mb_per_second\":%.0f,\"signals_mb_per_second\":%.1f,"
            + "\"spread\":[%.1f,%.1f],\"rounds\":%d,\"threads\":1",
        name,
        median(steady(sum)),
        median(steady),
        steady[0],
        steady[steady.length - 1],
        steady.length);
  }

  private static double[] steady(double[] rounds) {
    double[] steady = Arrays.copyOfRange(rounds, ROUNDS / 3, ROUNDS);
    Arrays.sort(steady);
    return steady;
  }

  private static double median(double[] sorted) {
    return sorted[sorted.length / 2];
  }

  private static InferenceEvent event(@Nullable String system, @Nullable String prompt) {
    return InferenceEvent.newBuilder()
        .setExchangeId("x")
        .setAccountId("a")
        .setOccurredAt(Instant.EPOCH)
        .setPhase(Phase.REQUEST)
        .setSystemText(system)
        .setPromptText(prompt)
        .build();
  }
}
