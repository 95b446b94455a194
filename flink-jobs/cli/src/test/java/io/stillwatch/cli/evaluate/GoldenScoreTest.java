package io.stillwatch.cli.evaluate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import io.stillwatch.cli.Console;
import io.stillwatch.patterns.language.StarterBook;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The numbers are those of the scorer that the measuring data come with: each golden file is what
 * it said of the same stream, which has every kind of action, of subject and of end in it.
 */
class GoldenScoreTest {

  private static final Path GOLDEN =
      Path.of("src/test/resources/io/stillwatch/cli/evaluate/golden");

  @TempDir private Path folder = Path.of("");

  @ParameterizedTest
  @CsvSource({
    "score.json,         actions.jsonl, false, 0.2",
    "score-alerts.json,  actions.jsonl, true,  0.2",
    "score-quorum.json,  actions.jsonl, false, 0.5",
    "score-nothing.json, ,              false, 0.2",
  })
  void everyNumberIsEqual(String golden, @Nullable String actions, boolean alerts, double quorum)
      throws IOException {
    Path given =
        actions == null ? Files.createFile(folder.resolve("none.jsonl")) : GOLDEN.resolve(actions);
    Evaluated evaluated = evaluation(given, alerts, quorum).run(line -> {});
    requireEqual(
        parse(Files.readString(GOLDEN.resolve(golden))).values(),
        parse(evaluated.json()).values(),
        "");
  }

  @Test
  void theTableOfPeopleHasARowForEachCampaignAndClass() throws IOException {
    String table =
        String.join(
            "\n", evaluation(GOLDEN.resolve("actions.jsonl"), false, 0.2).run(line -> {}).table());
    assertTrue(table.contains("campaigns  2/3 found (21-94 %)"), table);
    assertTrue(table.lines().anyMatch(line -> line.startsWith("mill  ")), table);
    assertTrue(table.lines().anyMatch(line -> line.startsWith("classroom  ")), table);
    assertTrue(table.contains("unknown    3 subjects"), table);
  }

  @Test
  void partsByEvasionAddUpOverCampaigns() throws IOException {
    Score score = evaluation(GOLDEN.resolve("actions.jsonl"), false, 0.2).run(line -> {}).score();
    Score.Part slow = score.byEvasion().get("low_slow");
    assertEquals(new Score.Part(new Score.Hits(1, 2), new Score.Hits(8, 13), 85.5, 129), slow);
    assertEquals(List.of("bulk", "reward", "trace"), List.copyOf(score.byArchetype().keySet()));
    assertEquals(new Score.Newcomers(8, 4, 4, 4), score.joiners());
    assertEquals(new Score.Newcomers(4, 3, 3, 3), score.successors());
  }

  private static Evaluation evaluation(Path actions, boolean alerts, double quorum) {
    PrintWriter nowhere = new PrintWriter(new StringWriter());
    return new Evaluation(
        new Console(nowhere, nowhere, false, false, false, 100, false),
        new Evaluation.Asked(
            GOLDEN.resolve("events.jsonl"),
            GOLDEN.resolve("labels.json"),
            actions,
            StarterBook::book,
            false,
            alerts,
            quorum,
            null));
  }

  private static Fields parse(String json) throws IOException {
    try (JsonParser parser =
        new JsonFactory().createParser(json.getBytes(StandardCharsets.UTF_8))) {
      return Fields.read(parser, "score");
    }
  }

  /** Ours may say more; what it says of the same must be the same. */
  private static void requireEqual(
      Map<String, @Nullable Object> golden, Map<String, @Nullable Object> ours, String path) {
    golden.forEach(
        (name, value) -> {
          String at = path + "/" + name;
          assertTrue(ours.containsKey(name), at + " is missing");
          requireEqual(value, ours.get(name), at);
        });
  }

  private static void requireEqual(@Nullable Object golden, @Nullable Object ours, String at) {
    if (golden instanceof Fields object && ours instanceof Fields other) {
      requireEqual(object.values(), other.values(), at);
    } else if (golden instanceof Number number && ours instanceof Number other) {
      double wanted = number.doubleValue();
      assertEquals(wanted, other.doubleValue(), 1e-10 * Math.max(1, Math.abs(wanted)), at);
    } else if (golden instanceof List<?> list && ours instanceof List<?> other) {
      assertEquals(list.size(), other.size(), at);
      for (int i = 0; i < list.size(); i++) {
        requireEqual(list.get(i), other.get(i), at + "/" + i);
      }
    } else {
      assertEquals(golden, ours, at);
    }
  }
}
