package io.stillwatch.perf.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Draws what the engine benchmark has recorded: for each number of patterns a bar a system. */
@Command(
    name = "picture",
    mixinStandardHelpOptions = true,
    description = {
      "Draws the newest figure of each system for each number of patterns, on a logarithmic scale;",
      "the thin line is the spread of its runs."
    })
final class Picture implements Callable<Integer> {

  private static final int WIDTH = 760;
  private static final int LABELS = 150;
  private static final int VALUES = 110;
  private static final int BAR = 16;
  private static final int GAP = 6;
  private static final int HEAD = 34;
  private static final double LOWEST = 10;
  private static final double HIGHEST = 10_000_000;

  @Option(
      names = "--from",
      paramLabel = "FILE",
      defaultValue = "perf/results/engine.jsonl",
      description = "Lines that the engine benchmark added (default: ${DEFAULT-VALUE}).")
  private Path from = Path.of("");

  @Option(
      names = "--to",
      paramLabel = "FILE",
      defaultValue = "perf/results/engine.svg",
      description = "The picture (default: ${DEFAULT-VALUE}).")
  private Path to = Path.of("");

  @Option(
      names = "--patterns",
      split = ",",
      paramLabel = "N",
      defaultValue = "1,20,500",
      description = "Numbers of patterns (default: ${DEFAULT-VALUE}).")
  private List<Integer> patterns = new ArrayList<>();

  private final StringBuilder svg = new StringBuilder();
  private int y;

  public static void main(String[] arguments) {
    System.exit(new CommandLine(new Picture()).execute(arguments));
  }

  @Override
  public Integer call() throws IOException {
    Map<String, JsonNode> newest = newest();
    for (int count : patterns) {
      group(count, newest);
    }
    String head =
        String.format(
            Locale.ROOT,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" font-family=\"sans-serif\""
                + " font-size=\"12\"><rect width=\"100%%\" height=\"100%%\" fill=\"#fff\"/>%n",
            WIDTH,
            y + GAP);
    Files.writeString(to, head + svg + "</svg>\n");
    System.out.println("drew " + to);
    return 0;
  }

  private Map<String, JsonNode> newest() throws IOException {
    ObjectMapper json = new ObjectMapper();
    Map<String, JsonNode> newest = new HashMap<>();
    for (String line : Files.readAllLines(from)) {
      JsonNode figure = json.readTree(line);
      if (figure.path("question").asText().equals("engine")
          && !figure.path("tallies").asBoolean()) {
        newest.put(figure.path("system").asText() + ' ' + figure.path("patterns").asInt(), figure);
      }
    }
    return newest;
  }

  private void group(int count, Map<String, JsonNode> newest) {
    y += HEAD;
    text(
        GAP,
        y - 12,
        "start",
        count + (count == 1 ? " pattern" : " patterns") + ", events a second of processor time",
        "#111");
    for (String system : Peer.labels()) {
      JsonNode figure = newest.get(system + ' ' + count);
      if (figure != null) {
        bar(system, figure);
      }
    }
  }

  private void bar(String system, JsonNode figure) {
    double value = figure.path("events_per_cpu_second").asDouble();
    double end = x(value);
    text(LABELS - GAP, y + 12, "end", system, "#333");
    svg.append(
        String.format(
            Locale.ROOT,
            "<rect x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\" fill=\"%s\"/>%n",
            LABELS,
            y,
            end - LABELS,
            BAR,
            system.equals("stillwatch") ? "#1668a8" : "#b7bec7"));
    JsonNode spread = figure.path("spread");
    svg.append(
        String.format(
            Locale.ROOT,
            "<line x1=\"%.1f\" x2=\"%.1f\" y1=\"%3$d\" y2=\"%3$d\" stroke=\"#111\"/>%n",
            x(spread.path(0).asDouble()),
            x(spread.path(1).asDouble()),
            y + BAR / 2));
    text(
        (int) x(Math.max(value, spread.path(1).asDouble())) + GAP,
        y + 12,
        "start",
        String.format(Locale.ROOT, "%,.0f", value),
        "#333");
    y += BAR + GAP;
  }

  private void text(int x, int at, String anchor, String text, String colour) {
    svg.append(
        String.format(
            Locale.ROOT,
            "<text x=\"%d\" y=\"%d\" text-anchor=\"%s\" fill=\"%s\">%s</text>%n",
            x,
            at,
            anchor,
            colour,
            text));
  }

  private static double x(double value) {
    double share = Math.log(Math.max(LOWEST, value) / LOWEST) / Math.log(HIGHEST / LOWEST);
    return LABELS + share * (WIDTH - LABELS - VALUES);
  }
}
