package io.stillwatch.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.stillwatch.cli.demo.LabelledStream;
import io.stillwatch.signals.HashKey;
import io.stillwatch.signals.SignalReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The gate of detection: a labelled stream of our own words, with honest groups that share what
 * campaigns share, goes through the rooms and must reach the thresholds of {@code gate.yaml}.
 */
class LabelledStreamTest {

  private static final long SEED = 9;
  private static final String GATE = "src/test/resources/io/stillwatch/cli/evaluate/gate.yaml";

  @TempDir private static Path folder = Path.of("");
  private static List<String> events = List.of();
  private static List<String> actions = List.of();
  private static Shell.Ran whole = new Shell.Ran(-1, "", "");

  @BeforeAll
  static void evaluateTheWholeStream() throws IOException {
    LabelledStream.write(folder, SEED);
    events = Files.readAllLines(folder.resolve("events.jsonl"));
    Path out = folder.resolve("actions.jsonl");
    whole =
        evaluate(
            "events.jsonl",
            "--gate",
            GATE,
            "--actions-out",
            out.toString(),
            "--report-out",
            folder.resolve("report.html").toString());
    actions = Files.readAllLines(out);
  }

  @Test
  void theGateIsMet() {
    assertEquals(0, whole.code(), whole.out() + whole.err());
  }

  @Test
  void theStreamIsWhatItShouldBe() throws IOException {
    assertTrue(events.size() > 20_000 && events.size() < 30_000, events.size() + " events");
    assertTrue(whole.out().contains("/4 found"), whole.out());
    for (String group : List.of("classroom", "enterprise", "evaluation_team", "public_tool")) {
      assertTrue(whole.out().contains(group + " "), whole.out());
    }
    Path again = Files.createDirectory(folder.resolve("again"));
    LabelledStream.write(again, SEED);
    for (String file : List.of("events.jsonl", "labels.json")) {
      assertEquals(-1, Files.mismatch(folder.resolve(file), again.resolve(file)), file);
    }
  }

  /** As a sidecar makes them: what it costs to keep the texts where they are is nothing. */
  @Test
  void featuresInPlaceOfTextsGiveTheSameActions() throws IOException {
    SignalReader beside = new SignalReader(HashKey.PUBLIC);
    Path bare = Files.createDirectory(folder.resolve("bare"));
    LabelledStream.write(
        bare,
        SEED,
        event -> {
          event.setFeatures(beside.features(event));
          event.setSystemText(null);
          event.setPromptText(null);
          event.setResponseText(null);
        });
    assertTrue(events.get(0).contains("\"prompt_text\":\""), events.get(0));
    for (String line : Files.readAllLines(bare.resolve("events.jsonl"))) {
      assertFalse(line.contains("_text\":\""), line);
    }
    Path out = folder.resolve("actions-bare.jsonl");
    evaluate("bare/events.jsonl", "--actions-out", out.toString());
    assertEquals(actions, Files.readAllLines(out));
  }

  /** A decision may not wait for what comes later, nor change because of it. */
  @Test
  void theStreamCutAnywhereGivesTheSameActionsUpToThere() throws IOException {
    assertTrue(actions.size() > 3, "nothing happens on this stream");
    int between = 0;
    for (int percent : new int[] {7, 23, 50, 71, 94}) {
      int cut = afterAllOfItsMoment(events.size() * percent / 100);
      Path name = folder.resolve("cut-" + percent + ".jsonl");
      Files.write(name, events.subList(0, cut));
      Path out = folder.resolve("actions-" + percent + ".jsonl");
      evaluate(name.getFileName().toString(), "--actions-out", out.toString());
      List<String> upToThere = Files.readAllLines(out);
      int decided = decidedUntil(time(events.get(cut - 1), "occurred_at"));
      assertEquals(actions.subList(0, decided), upToThere, "cut at event " + cut);
      between += decided > 0 && decided < actions.size() ? 1 : 0;
    }
    assertTrue(between >= 2, "no cut fell between two actions");
  }

  /** So that an action and the cut never share a millisecond. */
  private static int afterAllOfItsMoment(int cut) throws IOException {
    int at = cut;
    while (at < events.size()
        && time(events.get(at), "occurred_at") == time(events.get(at - 1), "occurred_at")) {
      at++;
    }
    return at;
  }

  private static int decidedUntil(long atMs) throws IOException {
    int decided = 0;
    while (decided < actions.size() && time(actions.get(decided), "event_time") <= atMs) {
      decided++;
    }
    return decided;
  }

  private static long time(String line, String field) throws IOException {
    try (JsonParser json = new JsonFactory().createParser(line)) {
      json.nextToken();
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        boolean wanted = json.currentName().equals(field);
        json.nextToken();
        if (wanted) {
          return json.getLongValue();
        }
        json.skipChildren();
      }
    }
    throw new IllegalArgumentException("no " + field + " in " + line);
  }

  private static Shell.Ran evaluate(String file, String... more) {
    List<String> line =
        new ArrayList<>(
            List.of(
                "evaluate",
                "--events",
                folder.resolve(file).toString(),
                "--labels",
                folder.resolve("labels.json").toString()));
    line.addAll(List.of(more));
    return Shell.run(line.toArray(new String[0]));
  }
}
