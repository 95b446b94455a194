package io.stillwatch.cli.demo;

import io.stillwatch.schemas.InferenceEvent;
import io.stillwatch.schemas.RecordJson;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.StringJoiner;
import java.util.function.Consumer;

/**
 * A small labelled stream in our own words, made anew each time and always the same for a seed:
 * three days of honest users, the hard ones among them, and four campaigns.
 */
public final class LabelledStream {

  static final Instant START = Instant.parse("2026-03-02T00:00:00Z");
  static final Duration LENGTH = Duration.ofDays(3);

  private static final double DAY_MS = 86_400_000;

  /** The share of its rate at which an account asks at each hour of its own day. */
  private static final double[] HOURS = {
    .1, .1, .1, .1, .1, .2, .5, 1, 1.6, 2, 2, 1.8, 1.5, 1.8, 2, 2, 1.8, 1.5, 1.2, 1, .8, .5, .3, .2
  };

  private record Emission(long atMs, int order, InferenceEvent event) {}

  private LabelledStream() {}

  /** Writes events.jsonl and labels.json into a folder. */
  public static void write(Path folder, long seed) throws IOException {
    write(folder, seed, event -> {});
  }

  /**
   * The same.
   *
   * @param producer has each event in its hands before it is written
   */
  public static void write(Path folder, long seed, Consumer<InferenceEvent> producer)
      throws IOException {
    List<StreamMember> members = new StreamCast(seed, words()).members();
    List<String> lines = new ArrayList<>();
    for (Emission emission : emissions(members, new SplittableRandom(seed))) {
      emission.event().setReceivedAt(emission.event().getOccurredAt());
      producer.accept(emission.event());
      lines.add(RecordJson.write(emission.event()));
    }
    Files.write(folder.resolve("events.jsonl"), lines);
    StringJoiner labels = new StringJoiner(",\n  ", "{\"accounts\": {\n  ", "\n}}\n");
    for (StreamMember member : members) {
      labels.add("\"" + member.seat().account().id() + "\": " + member.label());
    }
    Files.writeString(folder.resolve("labels.json"), labels.toString());
  }

  private static List<Emission> emissions(List<StreamMember> members, SplittableRandom random) {
    List<Emission> emissions = new ArrayList<>();
    Gateway gateway = new Gateway(START);
    // In the order of time, because members of a campaign deal from one deck.
    record Asking(long atMs, StreamMember member) {}
    List<Asking> askings = new ArrayList<>();
    for (StreamMember member : members) {
      for (long atMs : times(member, random.split())) {
        askings.add(new Asking(atMs, member));
      }
    }
    askings.sort(Comparator.comparingLong(Asking::atMs));
    for (Asking asking : askings) {
      gateway.exchange(
          asking.member().seat(),
          asking.atMs(),
          (ms, event, opens) -> emissions.add(new Emission(ms, emissions.size(), event)));
    }
    emissions.sort(Comparator.comparingLong(Emission::atMs).thenComparingInt(Emission::order));
    return emissions;
  }

  /** A Poisson process that follows the hours of the account's own day. */
  private static List<Long> times(StreamMember member, SplittableRandom random) {
    List<Long> times = new ArrayList<>();
    double zoneHours = random.nextInt(24);
    double fastest = 2 * member.perDay() / DAY_MS;
    double atMs = member.fromMs();
    while (true) {
      atMs -= Math.log(1 - random.nextDouble()) / fastest;
      if (atMs >= Math.min(member.untilMs(), LENGTH.toMillis())) {
        return times;
      }
      double hour = (atMs / 3_600_000 + zoneHours) % 24;
      if (random.nextDouble() * 2 < HOURS[(int) hour]) {
        for (int i = 0; i < member.burst(); i++) {
          times.add((long) atMs + i * 90_000L);
        }
      }
    }
  }

  /** The demonstration's words and those that only this stream has. */
  private static Phrasebook words() {
    try (InputStream demo = Phrasebook.class.getResourceAsStream("phrasebook.txt");
        InputStream more = LabelledStream.class.getResourceAsStream("stream.txt")) {
      if (demo == null || more == null) {
        throw new IllegalStateException("a phrasebook is missing");
      }
      return Phrasebook.read(
          new BufferedReader(
              new InputStreamReader(new SequenceInputStream(demo, more), StandardCharsets.UTF_8)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
