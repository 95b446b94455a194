package io.stillwatch.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.stillwatch.cli.demo.LabelledStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Weights from one seed of our own stream, looked at on another. */
class CalibrateCommandTest {

  @TempDir private static Path folder = Path.of("");
  private static Path seen = Path.of("");
  private static Path unseen = Path.of("");
  private static Shell.Ran ran = new Shell.Ran(-1, "", "");
  private static String fitted = "";

  @BeforeAll
  static void fitOnOneSeedAndHoldAnotherOut() throws IOException {
    seen = stream(9);
    unseen = stream(10);
    Path out = folder.resolve("fitted.yaml");
    ran =
        calibrate(
            out,
            "--holdout",
            unseen.resolve("events.jsonl").toString(),
            "--holdout-labels",
            unseen.resolve("labels.json").toString(),
            "--date",
            "2026-05-28",
            "--output",
            "json");
    fitted = ran.code() == 0 ? Files.readString(out) : "";
  }

  private static Path stream(long seed) throws IOException {
    Path at = Files.createDirectory(folder.resolve("seed-" + seed));
    LabelledStream.write(at, seed);
    return at;
  }

  private static Shell.Ran calibrate(Path out, String... more) {
    List<String> line =
        new ArrayList<>(
            List.of(
                "calibrate",
                "--events",
                seen.resolve("events.jsonl").toString(),
                "--labels",
                seen.resolve("labels.json").toString(),
                "--out",
                out.toString()));
    line.addAll(List.of(more));
    return Shell.run(line.toArray(new String[0]));
  }

  @Test
  void theFileIsAPatternThatPassesItsOwnTestsAndTellsWhereItIsFrom() {
    assertEquals(0, ran.code(), ran.out() + ran.err());
    Path out = folder.resolve("fitted.yaml");
    Shell.Ran vetted = Shell.run("patterns", "vet", out.toString());
    assertEquals(0, vetted.code(), vetted.out() + vetted.err());
    assertTrue(fitted.contains("  version: 2\n"), fitted);
    assertTrue(fitted.contains("on 2026-05-28: 1 labelled streams"), fitted);
    assertTrue(fitted.contains("sha256:"), fitted);
    assertFalse(fitted.contains("      card: 0.0006\n"), "the chance of a card is counted");
  }

  @Test
  void heldOutStreamsAreScoredWithBothWeights() throws IOException {
    JsonNode told = new ObjectMapper().readTree(ran.out());
    assertTrue(told.at("/fit/keeps_budget").asBoolean(), ran.out());
    assertEquals(1, told.at("/held_out/streams").asInt(), ran.out());
    for (String side : List.of("before", "fitted")) {
      JsonNode scored = told.at("/held_out/" + side);
      assertEquals(4, scored.at("/campaigns/of").asInt(), ran.out());
      assertEquals(2, scored.at("/wrong/wilson").size(), ran.out());
    }
    assertTrue(told.at("/held_out/fitted/campaigns/hits").asInt() >= 3, ran.out());
    assertTrue(told.at("/fit/pairs_of_strangers").asLong() > 100, ran.out());
  }

  @Test
  void theSameStreamsGiveTheSameFileAndOthersAnother() throws IOException {
    Path again = folder.resolve("again.yaml");
    assertEquals(0, calibrate(again, "--date", "2026-05-28").code());
    assertEquals(fitted, Files.readString(again));
    Path strict = folder.resolve("strict.yaml");
    assertEquals(0, calibrate(strict, "--prior", "0.00001").code());
    assertNotEquals(fitted, Files.readString(strict));
    assertTrue(Files.readString(strict).contains("member.evidence >= 11.75"), "ln 99,999");
  }

  @Test
  void whatCannotProveAnythingIsRefused() {
    Path out = folder.resolve("refused.yaml");
    Shell.Ran same =
        calibrate(
            out,
            "--holdout",
            seen.resolve("events.jsonl").toString(),
            "--holdout-labels",
            seen.resolve("labels.json").toString());
    assertEquals(1, same.code());
    assertTrue(same.err().contains("is fitted on and held out"), same.err());
    Shell.Ran unlabelled = calibrate(out, "--holdout", unseen.resolve("events.jsonl").toString());
    assertEquals(1, unlabelled.code());
    assertTrue(unlabelled.err().contains("give the labels of each stream"), unlabelled.err());
    assertFalse(Files.exists(out));
  }

  @Test
  void whereThereIsNothingToFitOnNothingIsWritten() throws IOException {
    String labels = seen.resolve("labels.json").toString();
    assertNotFitted("empty.jsonl holds no event; ", write("empty.jsonl", ""), labels);
    assertNotFitted(
        "other.jsonl: no event could be read; 1 refused, the first at line 1 (",
        write("other.jsonl", "{\"a\": 1}"),
        labels);
    Path golden = Path.of("src/test/resources/io/stillwatch/cli/evaluate/golden");
    assertNotFitted(
        "of 3 labelled campaigns none can be fitted on: 3 whose accounts the engine did not bring"
            + " together",
        golden.resolve("events.jsonl").toString(),
        golden.resolve("labels.json").toString());
    assertNotFitted(
        "no account is labelled 'attack'",
        golden.resolve("events.jsonl").toString(),
        write(
            "honest.json",
            "{\"accounts\": {\"m0\": {\"label\": \"benign\", \"cls\": \"single\"}}}"));
  }

  private static void assertNotFitted(String why, String events, String labels) {
    Path out = folder.resolve("nothing.yaml");
    Shell.Ran none =
        Shell.run("calibrate", "--events", events, "--labels", labels, "--out", out.toString());
    assertEquals(1, none.code(), none.out());
    assertTrue(none.err().contains(why), none.err());
    assertFalse(Files.exists(out), "a file was written");
  }

  @Test
  void campaignsAndAccountsThatAreNotInTheStreamAreCounted() throws IOException {
    ObjectMapper mapper = new ObjectMapper();
    ObjectNode labels = (ObjectNode) mapper.readTree(seen.resolve("labels.json").toFile());
    ObjectNode accounts = (ObjectNode) labels.get("accounts");
    accounts.putObject("nobody").put("label", "attack").put("campaign", "of-nobody");
    accounts.putObject("no-user").put("label", "benign").put("cls", "single");
    Shell.Ran more =
        Shell.run(
            "calibrate",
            "--events",
            seen.resolve("events.jsonl").toString(),
            "--labels",
            write("more.json", mapper.writeValueAsString(labels)),
            "--out",
            folder.resolve("more.yaml").toString());
    assertEquals(0, more.code(), more.err());
    assertTrue(more.out().contains("fitted on  3 of 5 labelled campaigns, "), more.out());
    assertTrue(
        more.out().contains("left out   1 without an event in the streams; 1 whose accounts"),
        more.out());
    assertTrue(Pattern.compile("honest accounts \\(\\d+ of them").matcher(more.out()).find());
  }

  private static String write(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text).toString();
  }

  @Test
  void aBudgetThatCannotBeKeptIsNotSaidToBeKept() throws IOException {
    // Members of campaigns that somebody took for honest: no threshold tells them apart.
    ObjectMapper mapper = new ObjectMapper();
    JsonNode labels = mapper.readTree(seen.resolve("labels.json").toFile());
    int members = 0;
    for (JsonNode account : labels.at("/accounts")) {
      if (account.hasNonNull("campaign") && members++ % 3 == 0) {
        ((ObjectNode) account).put("label", "benign").remove("campaign");
      }
    }
    Path mistaken = Files.write(folder.resolve("mistaken.json"), mapper.writeValueAsBytes(labels));
    Path out = folder.resolve("missed.yaml");
    Shell.Ran missed =
        Shell.run(
            "calibrate",
            "--events",
            seen.resolve("events.jsonl").toString(),
            "--labels",
            mistaken.toString(),
            "--out",
            out.toString(),
            "--output",
            "json");
    assertEquals(2, missed.code(), missed.out() + missed.err());
    assertTrue(missed.err().contains("than --wrong-per-100k allows"), missed.err());
    assertTrue(missed.out().contains("\"keeps_budget\":false"), missed.out());
    assertTrue(Files.readString(out).contains("which is more than the budget"), missed.out());
  }
}
