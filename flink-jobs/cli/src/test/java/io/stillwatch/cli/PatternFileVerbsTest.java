package io.stillwatch.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.stillwatch.patterns.language.StarterBook;
import io.stillwatch.schemas.AccountFacts;
import io.stillwatch.schemas.InferenceEvent;
import io.stillwatch.schemas.RecordJson;
import io.stillwatch.schemas.RequestParams;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The verbs that work on pattern files and recorded events, without Kafka. */
class PatternFileVerbsTest {

  @TempDir private Path folder = Path.of("");
  private Path pattern = Path.of("");
  private Path events = Path.of("");

  @BeforeEach
  void aPatternAndTraffic() throws IOException {
    pattern = write("probing.yaml", PatternTexts.refusals("probing", 1, 3, "THROTTLE"));
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      lines.add(PatternTexts.line("prober", i, true));
      lines.add(PatternTexts.line("honest", i, i == 2));
    }
    events = Files.write(folder.resolve("events.jsonl"), lines);
  }

  @Test
  void aSoundFileIsVettedAndTestedByName() {
    Shell.Ran vet = Shell.run("patterns", "vet", pattern.toString());
    assertEquals(0, vet.code(), vet.out() + vet.err());
    assertTrue(vet.out().contains("probing v1 may be published; its 2 tests pass"), vet.out());
    Shell.Ran test = Shell.run("patterns", "test", pattern.toString());
    assertEquals(0, test.code(), test.out() + test.err());
    assertTrue(
        test.out()
            .contains(
                "pass  fires: as often as it takes  (asked for its action at event 3 of 3, after"
                    + " 2m)"),
        test.out());
    assertTrue(
        test.out().contains("pass  stays quiet: one short of it  (no action in 2 events)"),
        test.out());
  }

  @Test
  void everyProblemOfEveryFileIsToldAtItsPlace() throws IOException {
    write(
        "worse.yaml",
        PatternTexts.refusals("probing-more", 1, 3, "THROTTLE")
            .replace("event.refused", "event.refusd")
            .replace("lasts: 1h", "lasts: soon"));
    Shell.Ran vet = Shell.run("patterns", "vet", folder.toString());
    assertEquals(2, vet.code(), vet.out() + vet.err());
    assertTrue(vet.out().contains("worse.yaml:16:"), vet.out());
    assertTrue(vet.out().contains("did you mean event.refused?"), vet.out());
    assertTrue(vet.out().contains("2 problems in 1 of 2 files"), vet.out());
    Shell.Ran json = Shell.run("patterns", "vet", folder.toString(), "--output", "json");
    assertEquals(2, json.code());
    assertTrue(json.out().startsWith("{\"passed\":false,\"files\":["), json.out());
    assertTrue(json.out().contains("\"suggestion\":\"event.refused\""), json.out());
    assertEquals(1, json.out().lines().count());
  }

  @Test
  void twoFilesWithOneIdAndVersionAreRefused() throws IOException {
    write("twin.yaml", PatternTexts.refusals("probing", 1, 4, "THROTTLE"));
    Shell.Ran vet = Shell.run("patterns", "vet", folder.toString());
    assertEquals(2, vet.code(), vet.out());
    assertTrue(vet.out().contains("metadata.id: 'probing' version 1 is also in "), vet.out());
  }

  @Test
  void aTestThatFailsIsNamedWithWhatHappened() throws IOException {
    Path wrong =
        write(
            "wrong.yaml",
            PatternTexts.refusals("wrong", 1, 3, "THROTTLE").replace("repeat: 2", "repeat: 9"));
    Shell.Ran test = Shell.run("patterns", "test", wrong.toString());
    assertEquals(2, test.code(), test.out());
    assertTrue(
        test.out()
            .contains(
                "FAIL  stays quiet: one short of it  (asked for its action at event 3 of 9, after"
                    + " 2m; should stay quiet)"),
        test.out());
    assertTrue(test.out().contains("1 test passed, 1 failed"), test.out());
  }

  @Test
  void aCountIsExplainedExchangeByExchange() throws IOException {
    Shell.Ran ran = explain("honest", pattern.toString());
    assertEquals(0, ran.code(), ran.err());
    assertTrue(
        ran.out()
            .contains("refusal does not hold: event.refused is false (event.refused is false)"),
        ran.out());
    assertTrue(ran.out().contains("> stands at 1 of 3 refusal"), ran.out());
    assertTrue(ran.out().contains("0 matches, 0 requests for its action"), ran.out());
    Shell.Ran caught = explain("prober", pattern.toString());
    assertTrue(caught.out().contains("> MATCH 2: 3 of refusal, begun at #4"), caught.out());
    assertTrue(
        caught.out().contains("> episode: match 2, finding 2 asks for THROTTLE for 1h"),
        caught.out());
    Shell.Ran json = explain("prober", pattern.toString(), "--output", "json");
    assertTrue(json.out().contains("\"answer\":\"yes\""), json.out());
    assertTrue(json.out().contains("\"matches\":2"), json.out());
  }

  @Test
  void partialMatchesAreToldFromBeginToEnd() throws IOException {
    Path shopping = write("shopping.yaml", PatternTexts.SHOPPING);
    InferenceEvent noModel =
        PatternTexts.event("s", 6, PatternTexts.START.plusSeconds(2000), false);
    noModel.setModel(null);
    Files.write(
        events,
        List.of(
            PatternTexts.line("s", 0, "a", 0, true),
            PatternTexts.line("s", 1, "calm", 1, true),
            PatternTexts.line("s", 2, "a", 2, true),
            PatternTexts.line("s", 3, "a", 20, true),
            PatternTexts.line("s", 4, "a", 21, false),
            PatternTexts.line("s", 5, "b", 22, false),
            RecordJson.write(noModel)));
    Shell.Ran ran = explain("s", shopping.toString());
    assertEquals(0, ran.code(), ran.err());
    assertTrue(ran.out().contains("> match begun: 1 of refused; waits for answered"), ran.out());
    assertTrue(
        ran.out().contains("> match begun at #1 broken by this exchange: it had 1 of refused"),
        ran.out());
    assertTrue(
        ran.out().contains("> match begun at #3 ran out of its 10m: it had 1 of refused"),
        ran.out());
    assertTrue(
        ran.out()
            .contains(
                "answered does not hold: event.model != refused.event.model is false (event.model"
                    + " is \"a\")"),
        ran.out());
    assertTrue(
        ran.out().contains("> MATCH 1: 1 of refused, 1 of answered, begun at #4"), ran.out());
    assertTrue(
        ran.out().contains("not calmed cannot be told: event.model == \"calm\" cannot be told"),
        ran.out());
    assertTrue(ran.out().contains("event.model is absent"), ran.out());
  }

  @Test
  void anAccountThatIsNotThereIsNamed() {
    Shell.Ran ran = explain("nobody", pattern.toString());
    assertEquals(1, ran.code());
    assertTrue(ran.err().contains("no recorded event is of account 'nobody'"), ran.err());
  }

  @Test
  void aBacktestTellsWhatWouldChangeAndHowRightItWouldBe() throws IOException {
    Path labels =
        Files.writeString(
            folder.resolve("labels.json"),
            "{\"seed\":1,\"accounts\":{\"prober\":{\"label\":\"attack\",\"cls\":[1]},"
                + "\"honest\":{\"cls\":\"x\",\"label\":\"benign\"},\"away\":{\"label\":\"attack\"}}}");
    Shell.Ran ran = backtest("--labels", labels.toString());
    assertEquals(0, ran.code(), ran.err());
    assertTrue(ran.out().contains("12 events of 2 accounts over 5m"), ran.out());
    assertTrue(ran.out().contains("against nothing: it is new, or off"), ran.out());
    assertTrue(ran.out().contains("newly     1: prober"), ran.out());
    assertTrue(ran.out().contains("labels      1 true, 0 false (precision 100 %)"), ran.out());
    assertTrue(ran.out().contains("budget      the standard one is never reached"), ran.out());
    assertTrue(ran.out().contains("1 of 2 attacking accounts not caught"), ran.out());
    assertTrue(ran.out().contains("1 THROTTLE action on 1 account"), ran.out());
    assertTrue(
        ran.out().contains("about 24 actions a day (the record taken for a whole hour's); 50.00 %"),
        ran.out());
    assertTrue(ran.out().contains("judged cold its window reaches 1h back"), ran.out());
    Shell.Ran json = backtest("--output", "json");
    assertTrue(json.out().contains("\"newly_caught_accounts\":[\"prober\"]"), json.out());
    assertFalse(json.out().contains("true_positives"), json.out());
  }

  @Test
  void whereTwoVersionsDifferLabelsSayWhichIsRight() throws IOException {
    pattern = write("other.yaml", PatternTexts.refusals("logit-probing", 9, 3, "DEGRADE"));
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < 120; i++) {
      InferenceEvent probe =
          PatternTexts.event("prober", i, PatternTexts.START.plusSeconds(10L * i), false);
      probe.setOutputTokens(1L);
      probe.setParams(RequestParams.newBuilder().setTopLogprobs(20).setLogitBiasSize(9).build());
      lines.add(RecordJson.write(probe));
    }
    for (int i = 20; i < 23; i++) {
      lines.add(PatternTexts.line("unlucky", i, true));
    }
    Files.write(events, lines);
    Path labels =
        Files.writeString(
            folder.resolve("labels.json"),
            "{\"accounts\":{\"prober\":{\"label\":\"attack\"},\"unlucky\":{\"label\":\"benign\"}}}");
    Shell.Ran ran = backtest("--labels", labels.toString());
    assertTrue(
        ran.out()
            .contains(
                """
                labels      0 true, 1 false (precision 0 %), 0 without a label; 1 of 1 attacking accounts not caught by this pattern
                  live      1 true, 0 false (precision 100 %), 0 without a label
                  newly     0 true, 1 false (precision 0 %), 0 without a label
                  no longer 1 true, 0 false (precision 100 %), 0 without a label
                """),
        ran.out() + ran.err());
    Shell.Ran json = backtest("--labels", labels.toString(), "--output", "json");
    assertTrue(
        json.out()
            .contains(
                "\"no_longer_caught_true_positives\":1,\"no_longer_caught_false_positives\":0"),
        json.out());
  }

  @Test
  void theSchemaForEditorsIsPrintedWhole() throws IOException {
    Shell.Ran ran = Shell.run("patterns", "schema");
    assertEquals(0, ran.code(), ran.err());
    assertEquals(
        "Stillwatch pattern", new ObjectMapper().readTree(ran.out()).get("title").asText());
  }

  @Test
  void aBudgetThatWouldHoldIsToldWithThoseBeyondIt() throws IOException {
    List<String> lines = new ArrayList<>();
    for (int account = 0; account < 12; account++) {
      for (int i = 0; i < 3; i++) {
        lines.add(PatternTexts.line("prober-" + account, i, true));
      }
    }
    Files.write(events, lines);
    Shell.Ran ran = backtest();
    assertTrue(
        ran.out()
            .contains(
                "budget      the standard one holds from 2026-03-01T10:02:00Z on, after 10 accounts"
                    + " within an hour; 2 accounts more would wait until a human releases it"),
        ran.out());
    assertTrue(ran.out().contains("12 THROTTLE actions on 12 accounts"), ran.out());
    Shell.Ran json = backtest("--output", "json");
    assertTrue(json.out().contains("\"accounts_beyond_budget\":2"), json.out());
  }

  @Test
  void whoOnlyWouldBeObservedIsNotBeyondTheBudgetAndWhoComesBackIs() throws IOException {
    List<String> lines = new ArrayList<>();
    for (int account = 0; account < 12; account++) {
      for (int i = 0; i < 3; i++) {
        lines.add(PatternTexts.line("prober-" + account, i, true));
      }
    }
    for (String account : List.of("verified-1", "verified-2")) {
      for (int i = 10; i < 13; i++) {
        InferenceEvent event =
            PatternTexts.event(account, i, PatternTexts.START.plusSeconds(60L * i), true);
        event.setAccount(AccountFacts.newBuilder().setVerification("organization").build());
        lines.add(RecordJson.write(event));
      }
    }
    for (int i = 180; i < 183; i++) {
      lines.add(PatternTexts.line("prober-0", i, true)); // its action was for an hour
    }
    Files.write(events, lines);
    Shell.Ran ran = backtest();
    assertTrue(ran.out().contains("; 3 accounts more would wait until"), ran.out());
  }

  @Test
  void anAccountWithASlashInItsIdHasItsLabel() throws IOException {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      lines.add(PatternTexts.line("org/prober", i, true));
    }
    Files.write(events, lines);
    Path labels =
        Files.writeString(
            folder.resolve("labels.json"),
            "{\"accounts\":{\"org/prober\":{\"label\":\"attack\"}}}");
    Shell.Ran ran = backtest("--labels", labels.toString());
    assertTrue(ran.out().contains("1 true, 0 false (precision 100 %)"), ran.out() + ran.err());
  }

  @Test
  void whatTheBookRefusesIsNotPassedOver() throws IOException {
    String campaign =
        StarterBook.files()
            .get(0)
            .source()
            .replace("id: accounts-acting-as-one", "id: others-acting-as-one");
    pattern = write("second.yaml", campaign);
    Shell.Ran ran = backtest();
    assertEquals(1, ran.code(), ran.out());
    assertTrue(ran.err().contains("brings the weights already"), ran.err());
    write("third.yaml", campaign.replace("id: others-acting-as-one", "id: more-acting-as-one"));
    Shell.Ran replay =
        Shell.run(
            "replay",
            "--events",
            events.toString(),
            "--actions-out",
            folder.resolve("actions.jsonl").toString(),
            "--patterns",
            folder.toString());
    assertEquals(1, replay.code(), replay.out());
    assertTrue(replay.err().contains("brings the weights already"), replay.err());
  }

  @Test
  void labelsThatAreNoneAreWrongUse() throws IOException {
    Path labels = Files.writeString(folder.resolve("labels.json"), "{\"accounts\":[]}");
    Shell.Ran ran = backtest("--labels", labels.toString());
    assertEquals(1, ran.code());
    assertTrue(ran.err().contains("holds no labels; they are read as"), ran.err());
  }

  @Test
  void aReplayJudgesByTheFilesItIsGivenAndByNoOthers() throws IOException {
    Path patterns = Files.createDirectory(folder.resolve("patterns"));
    Files.copy(pattern, patterns.resolve("probing.yaml"));
    Path actions = folder.resolve("actions.jsonl");
    Shell.Ran ran =
        Shell.run(
            "replay",
            "--events",
            events.toString(),
            "--actions-out",
            actions.toString(),
            "--mode",
            "enforce",
            "--patterns",
            patterns.toString());
    assertEquals(0, ran.code(), ran.err());
    assertTrue(Files.readString(actions).contains("\"pattern_id\":\"probing\""));
    Files.writeString(patterns.resolve("bad.yaml"), "kind: Pattern");
    Shell.Ran bad =
        Shell.run(
            "replay",
            "--events",
            events.toString(),
            "--actions-out",
            actions.toString(),
            "--patterns",
            patterns.toString());
    assertEquals(1, bad.code());
    assertEquals(1, bad.errLines().size(), bad.err());
  }

  @Test
  void aShippedPatternIsShownAsItsFileSays() {
    Shell.Ran ran = Shell.run("patterns", "show", "rubric-grading");
    assertEquals(0, ran.code(), ran.err());
    assertTrue(ran.out().contains("  id: rubric-grading"), ran.out());
    Shell.Ran json = Shell.run("patterns", "show", "rubric-grading", "--output", "json");
    assertTrue(json.out().contains("\"shipped\":true"), json.out());
    Shell.Ran list = Shell.run("patterns", "list", "--output", "json");
    assertTrue(list.out().startsWith("{\"book\":\""), list.out());
  }

  @Test
  void aRecordingOfWhichNothingCanBeReadIsNoCleanBill() throws IOException {
    events = write("empty.jsonl", "");
    assertWrong("empty.jsonl holds no event; check the file with 'stillwatch doctor", backtest());
    events = write("garbage.jsonl", "garbage\nmore\n");
    assertWrong(
        "garbage.jsonl: no event could be read; 2 refused, the first at line 1 (", backtest());
  }

  @Test
  void aBacktestSaysWhatItCouldNotRead() throws IOException {
    List<String> lines = new ArrayList<>(Files.readAllLines(events));
    lines.add(2, "garbage");
    Files.write(events, lines);
    Shell.Ran part = backtest();
    assertEquals(0, part.code(), part.err());
    assertTrue(part.out().contains("left out    1 refused, the first at line 3 ("), part.out());
    Shell.Ran json = backtest("--output", "json");
    assertTrue(json.out().contains("\"refused\":1,\"first_refused\":\"line 3 ("), json.out());
  }

  @Test
  void anAccountIsNotBlamedForAFileThatNobodyCanRead() throws IOException {
    for (String which : List.of(pattern.toString(), "accounts-acting-as-one")) {
      Shell.Ran absent = explain("nobody", which);
      assertWrong("no recorded event is of account 'nobody'; check --account", absent);
      events = write("empty.jsonl", "");
      assertWrong("empty.jsonl holds no event; check the file", explain("a", which));
      events = write("garbage.jsonl", "garbage\n");
      assertWrong(
          "garbage.jsonl: no event could be read; 1 refused, the first at line 1 (",
          explain("a", which));
      events = write("part.jsonl", "garbage\n" + PatternTexts.line("honest", 1, false));
      assertWrong(
          "no recorded event is of account 'a'; 1 refused, the first at line 1 (",
          explain("a", which));
      events = write("events.jsonl", PatternTexts.line("honest", 1, false));
    }
  }

  private static void assertWrong(String complaint, Shell.Ran ran) {
    assertEquals(1, ran.code(), ran.out());
    assertEquals("", ran.out());
    assertTrue(ran.err().contains(complaint), ran.err());
  }

  private Shell.Ran explain(String account, String which, String... more) {
    List<String> line =
        new ArrayList<>(
            List.of(
                "patterns", "explain", which, "--events", events.toString(), "--account", account));
    line.addAll(List.of(more));
    return Shell.run(line.toArray(new String[0]));
  }

  private Shell.Ran backtest(String... more) {
    List<String> line =
        new ArrayList<>(
            List.of("patterns", "backtest", pattern.toString(), "--events", events.toString()));
    line.addAll(List.of(more));
    return Shell.run(line.toArray(new String[0]));
  }

  private Path write(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }
}
