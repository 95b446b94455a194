package io.stillwatch.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code evaluate} says, to whom, and with which exit code. */
class EvaluateCommandTest {

  private static final Path GOLDEN =
      Path.of("src/test/resources/io/stillwatch/cli/evaluate/golden");

  @TempDir private Path folder = Path.of("");

  @Test
  void aFileOfActionsIsScored() {
    Shell.Ran ran = scored();
    assertEquals(0, ran.code(), ran.err());
    assertTrue(ran.out().contains("campaigns  2/3 found"), ran.out());
    Shell.Ran json = scored("--output", "json");
    assertTrue(json.out().startsWith("{\"account_recall\":0.6111111111111112,"), json.out());
    assertEquals(1, json.out().lines().count());
  }

  @Test
  void withoutAFileOfActionsTheEngineDecides() throws IOException {
    Path out = folder.resolve("actions.jsonl");
    Shell.Ran ran = evaluate("--actions-out", out.toString());
    assertEquals(0, ran.code(), ran.err());
    assertTrue(ran.out().contains("campaigns  0/3 found"), ran.out());
    assertEquals("", Files.readString(out));
  }

  @Test
  void theReportIsOnePageThatLoadsNothing() throws IOException {
    Path page = folder.resolve("report.html");
    Path gate = write("gate.yaml", "campaign_recall_min: 0.9");
    assertEquals(2, scored("--report-out", page.toString(), "--gate", gate.toString()).code());
    String html = Files.readString(page);
    for (String part :
        List.of(
            "<strong>2/3</strong>",
            "missed: at least 0.9",
            "mill: exchanges served and stopped over time",
            "class=\"mark found\"",
            "<h3>c-1<span",
            "shared template",
            "<th>enterprise</th>")) {
      assertTrue(html.contains(part), part);
    }
    assertFalse(html.contains("http"), "something is loaded from elsewhere");
    assertFalse(html.contains("<script"), "there is a script");
  }

  @Test
  void aGateThatIsNotMetSaysWhatIsMissingAndByHowMuch() throws IOException {
    Path gate =
        write(
            "gate.yaml",
            "# what we ask\ncampaign_recall_min: 0.9\nleaked_max: 0.7\nsuccessors_within_10_min: 0.75");
    Shell.Ran ran = scored("--gate", gate.toString());
    assertEquals(2, ran.code());
    assertTrue(
        ran.out()
            .contains("MISSED  campaign_recall_min: 0.6667, asked at least 0.9; missed by 0.2333"),
        ran.out());
    assertTrue(ran.out().contains("met     leaked_max: 0.6525, asked at most 0.7"), ran.out());
    Shell.Ran json = scored("--gate", gate.toString(), "--output", "json");
    assertEquals(2, json.code());
    assertEquals(
        List.of("gate missed: campaign_recall_min: 0.6667, asked at least 0.9; missed by 0.2333"),
        json.errLines());
    assertTrue(
        json.out()
            .contains(
                "{\"threshold\":\"campaign_recall_min\",\"asked\":0.9,\"measured\":0.6666666666666666,\"met\":false}"),
        json.out());
  }

  @Test
  void aGateMayBeJsonAndIsMet() throws IOException {
    Path gate = write("gate.json", "{\"campaign_recall_min\": 0.6, \"wrong_accounts_max\": 12}");
    assertEquals(0, scored("--gate", gate.toString()).code());
  }

  @Test
  void whatCannotBeMeasuredIsNotMet() throws IOException {
    Path gate = write("gate.yaml", "purity_min: 0.5");
    Shell.Ran ran = evaluate("--gate", gate.toString());
    assertEquals(2, ran.code());
    assertTrue(
        ran.out().contains("purity_min: nothing in this stream to measure it on"), ran.out());
  }

  @Test
  void whatIsWrongIsToldWithItsPlace() throws IOException {
    Path labels = write("labels.json", "{\"accounts\": {\"m0\": {\"label\": \"benign\"}}}");
    assertWrong(
        "labels.json, account 'm0': 'cls' is missing",
        run("--events", golden("events.jsonl"), "--labels", labels.toString()));
    write(
        "labels.json",
        "{\"accounts\": {\"h2\": {\"label\": \"benign\", \"cls\": \"single\", \"group\": null}}}");
    assertWrong(
        "events.jsonl, line 1: account '",
        run("--events", golden("events.jsonl"), "--labels", labels.toString()));
    Path actions = write("actions.jsonl", "\n{\"kind\": \"SUSPEND\", \"event_time\": 1}\n");
    assertWrong(
        "actions.jsonl, line 2: 'subject_id' is missing",
        evaluate("--actions", actions.toString()));
    assertWrong(
        "gate.yaml, line 2: there is no threshold 'recall'; there are campaign_recall_min",
        evaluate("--gate", write("gate.yaml", "leaked_max: 1\nrecall: 1").toString()));
    assertWrong("--quorum is a share", evaluate("--quorum", "20"));
    assertWrong("leave --mode out", scored("--mode", "shadow"));
    assertWrong("would overwrite", scored("--actions-out", golden("actions.jsonl")));
  }

  @Test
  void recordsThatCannotBeReadAreCountedWithTheFirstOnesPlace() throws IOException {
    List<String> lines = new ArrayList<>(Files.readAllLines(GOLDEN.resolve("events.jsonl")));
    lines.add(3, "no event");
    Path events = write("events.jsonl", String.join("\n", lines));
    Shell.Ran ran =
        run(
            "--events",
            events.toString(),
            "--labels",
            golden("labels.json"),
            "--actions",
            golden("actions.jsonl"));
    assertEquals(0, ran.code(), ran.err());
    assertTrue(ran.out().contains("unreadable 1 records"), ran.out());
    assertTrue(ran.out().contains("the first at line 4 ("), ran.out());
    assertTrue(ran.out().contains("campaigns  2/3 found"), ran.out());
  }

  @Test
  void aStreamOfWhichNothingCanBeReadIsNoSuccess() throws IOException {
    // A gate that asks for little harm alone would be met by it.
    String gate = write("gate.yaml", "wrong_per_100k_max: 50").toString();
    String empty = write("empty.jsonl", "").toString();
    assertWrong(
        "empty.jsonl holds no event; check the file with 'stillwatch doctor --events " + empty,
        run("--events", empty, "--labels", golden("labels.json"), "--gate", gate));
    String other = write("other.jsonl", "{\"a\": 1}\n{\"a\": 2}\n").toString();
    assertWrong(
        "other.jsonl: no event could be read; 2 refused, the first at line 1 (account_id, phase and"
            + " occurred_at are needed); check the file",
        run("--events", other, "--labels", golden("labels.json")));
  }

  private static void assertWrong(String complaint, Shell.Ran ran) {
    assertEquals(1, ran.code(), ran.out());
    assertEquals(1, ran.errLines().size(), ran.err());
    assertTrue(ran.err().contains(complaint), ran.err());
  }

  private static Shell.Ran scored(String... more) {
    List<String> line = new ArrayList<>(List.of("--actions", golden("actions.jsonl")));
    line.addAll(List.of(more));
    return evaluate(line.toArray(new String[0]));
  }

  private static Shell.Ran evaluate(String... more) {
    List<String> line =
        new ArrayList<>(
            List.of("--events", golden("events.jsonl"), "--labels", golden("labels.json")));
    line.addAll(List.of(more));
    return run(line.toArray(new String[0]));
  }

  private static Shell.Ran run(String... arguments) {
    List<String> line = new ArrayList<>(List.of("evaluate"));
    line.addAll(List.of(arguments));
    return Shell.run(line.toArray(new String[0]));
  }

  private static String golden(String name) {
    return GOLDEN.resolve(name).toString();
  }

  private Path write(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }
}
