package io.stillwatch.perf.subscriber;

import io.stillwatch.perf.Lines;
import io.stillwatch.perf.job.Way;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** What enforcing costs a subscriber, and how long a decision takes to reach it. */
@Command(
    name = "subscriber",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Nanoseconds a decision and bytes an action with many actions in force; seconds until a",
      "subscriber that starts has them from a broker in this process; milliseconds from an event to",
      "the decision in the subscriber's hands, through the embedded engine."
    })
final class Subscribers implements Callable<Integer> {

  @Mixin private final SubscriberOptions options = new SubscriberOptions();

  public static void main(String[] arguments) {
    int exit = new CommandLine(new Subscribers()).execute(arguments);
    System.out.flush();
    Runtime.getRuntime().halt(exit);
  }

  @Override
  public Integer call() throws Exception {
    Lines lines = new Lines(options.results);
    Path directory = Files.createTempDirectory("stillwatch-perf-");
    new Asking(options.actions).run(lines);
    new Loading(options.actions).run(directory, lines);
    for (int rate : options.rates) {
      try (Way way = Way.start(directory.resolve("way-" + rate), Map.of(), rate)) {
        Way.Times times = way.at(rate, options.seconds);
        lines.add(
            "event to decision",
            String.format(
                Locale.ROOT,
                "\"events_per_second\":%d,\"reached\":%d,\"decisions\":%d,\"ms\":%s",
                rate,
                times.eventsPerSecond(),
                times.ms().length,
                Lines.spread(times.ms())));
      }
    }
    return 0;
  }
}
