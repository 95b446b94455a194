package io.stillwatch.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.stillwatch.schemas.InferenceEvent;
import io.stillwatch.schemas.Phase;
import io.stillwatch.schemas.RecordJson;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A replay writes what was decided, the same each time, and nothing at all when it cannot finish.
 */
class ReplayCommandTest {

  private static final Instant START = Instant.parse("2026-03-01T10:00:00Z");

  @TempDir private Path folder = Path.of("");
  private Path events = Path.of("");

  @BeforeEach
  void recordAHarvestAmongOthers() throws IOException {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      lines.add(line("harvester", i, demand(i)));
      lines.add(line("visitor", i, "How long does a " + i + " kilo loaf bake?"));
    }
    events = Files.write(folder.resolve("events.jsonl"), lines);
  }

  @Test
  void actionsAndFindingsAreWrittenAndTheSummaryCountsThem() throws IOException {
    Shell.Ran ran = replay("a.jsonl", "f.jsonl", "--mode", "enforce");
    assertEquals(0, ran.code(), ran.err());
    String actions = Files.readString(folder.resolve("a.jsonl"));
    assertTrue(actions.startsWith("{\"action_id\":"), actions);
    assertTrue(actions.contains("\"subject_id\":\"harvester\""), actions);
    assertTrue(actions.contains("\"mode\":\"ENFORCE\""), actions);
    assertFalse(actions.contains("visitor"), actions);
    assertTrue(Files.readString(folder.resolve("f.jsonl")).startsWith("{\"finding_id\":"));
    assertTrue(ran.out().contains("events     60 in"), ran.out());
    assertTrue(ran.out().contains("on 1 accounts"), ran.out());
    assertEquals(List.of("a.jsonl", "events.jsonl", "f.jsonl"), names());
  }

  @Test
  void whatAGatewayEmitsIsReplayedLikeEventsOfOurs() throws IOException {
    List<String> pairs = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      pairs.add(
          "{\"caller\":\"harvester\",\"timestamp\":"
              + START.plusSeconds(10L * i).toEpochMilli()
              + ",\"request\":{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\""
              + demand(i).replace("\n", "\\n")
              + "\"}]},\"response\":{\"id\":\"r-"
              + i
              + "\",\"choices\":[]}}");
    }
    events = Files.write(folder.resolve("pairs.jsonl"), pairs);
    Shell.Ran blind = replay("a.jsonl", "f.jsonl");
    assertTrue(blind.out().contains("refused    30: 30 NO_ACCOUNT"), blind.out());
    Shell.Ran ran =
        replay("a.jsonl", "f.jsonl", "--content", "--account-attribute", "user_id,caller");
    assertEquals(0, ran.code(), ran.err());
    assertTrue(ran.out().contains("accounts   1"), ran.out());
    Shell.Ran wrong = replay("a.jsonl", "f.jsonl", "--format", "xml");
    assertEquals(1, wrong.code());
    assertTrue(wrong.err().contains("otlp-proto, otlp-json"), wrong.err());
  }

  @Test
  void twoReplaysWriteTheSameBytes() throws IOException {
    replay("a1.jsonl", "f1.jsonl");
    replay("a2.jsonl", "f2.jsonl");
    assertEquals(-1, Files.mismatch(folder.resolve("a1.jsonl"), folder.resolve("a2.jsonl")));
    assertEquals(-1, Files.mismatch(folder.resolve("f1.jsonl"), folder.resolve("f2.jsonl")));
  }

  @Test
  void aPatternGoesNoFurtherThanItsFileSaysUnlessItIsTold() throws IOException {
    Shell.Ran ran = replay("a.jsonl", "f.jsonl");
    assertEquals("", Files.readString(folder.resolve("a.jsonl")));
    assertTrue(
        Files.readString(folder.resolve("f.jsonl")).contains("reasoning-elicited-at-volume"));
    assertTrue(ran.out().contains("of them in shadow, where nothing acts"), ran.out());
  }

  @Test
  void shadowIsAMarkOnTheSameActions() throws IOException {
    replay("enforced.jsonl", "f1.jsonl", "--mode", "enforce");
    replay("shadow.jsonl", "f2.jsonl", "--mode", "shadow");
    String enforced = Files.readString(folder.resolve("enforced.jsonl"));
    String shadow = Files.readString(folder.resolve("shadow.jsonl"));
    assertEquals(enforced.replace("\"mode\":\"ENFORCE\"", "\"mode\":\"SHADOW\""), shadow);
    assertFalse(Files.readString(folder.resolve("f2.jsonl")).contains("\"mode\":\"ENFORCE\""));
  }

  @Test
  void aSummaryForProgramsIsOneJsonObject() {
    Shell.Ran ran = replay("a.jsonl", "f.jsonl", "--output", "json");
    assertTrue(ran.out().startsWith("{\"events\":60,\"refused\":{}"), ran.out());
    assertEquals(1, ran.out().lines().count());
  }

  @Test
  void refusedRecordsAreCountedWithTheFirstOnesPlace() throws IOException {
    Files.write(
        events, List.of("{\"account_id\":1}", line("visitor", 1, "Hello"), "no event at all"));
    Shell.Ran ran = replay("a.jsonl", "f.jsonl");
    assertEquals(0, ran.code(), ran.err());
    assertTrue(ran.out().contains("refused    2:"), ran.out());
    assertTrue(ran.out().contains("the first at line 1 ("), ran.out());
  }

  @Test
  void aFileThatBreaksOffLeavesNothingBehindAndTheOldFileStays() throws IOException {
    Path whole = folder.resolve("events.jsonl.gz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(whole))) {
      for (int i = 0; i < 200; i++) {
        out.write(Files.readAllBytes(events));
      }
    }
    byte[] bytes = Files.readAllBytes(whole);
    events = Files.write(folder.resolve("cut.gz"), Arrays.copyOf(bytes, bytes.length / 2));
    Files.writeString(folder.resolve("a.jsonl"), "old");
    Shell.Ran ran = replay("a.jsonl", "f.jsonl");
    assertEquals(1, ran.code(), ran.out());
    assertEquals(1, ran.errLines().size(), ran.err());
    assertTrue(ran.err().contains("cut.gz"), ran.err());
    assertEquals("old", Files.readString(folder.resolve("a.jsonl")));
    assertEquals(List.of("a.jsonl", "cut.gz", "events.jsonl", "events.jsonl.gz"), names());
  }

  @Test
  void anOutputThatCannotBeWrittenIsWrongUseBeforeAnythingIsRead() throws IOException {
    Shell.Ran ran = replay("no/such/folder/a.jsonl", "f.jsonl");
    assertEquals(1, ran.code());
    assertEquals(1, ran.errLines().size(), ran.err());
    assertTrue(ran.err().contains("create it first"), ran.err());
    assertEquals(List.of("events.jsonl"), names());
  }

  @Test
  void aMissingInputIsWrongUse() throws IOException {
    events = folder.resolve("nothing.jsonl");
    Shell.Ran ran = replay("a.jsonl", "f.jsonl");
    assertEquals(1, ran.code());
    assertTrue(ran.err().contains("there is no file"), ran.err());
    assertEquals(List.of("events.jsonl"), names());
  }

  @Test
  void anOutputMustNotOverwriteTheInputOrTheOtherOutput() throws IOException {
    assertTrue(replay("events.jsonl", "f.jsonl").err().contains("would overwrite"));
    assertTrue(replay("same.jsonl", "same.jsonl").err().contains("choose two"));
    assertEquals(List.of("events.jsonl"), names());
  }

  private Shell.Ran replay(String actions, String findings, String... more) {
    List<String> line =
        new ArrayList<>(
            List.of(
                "replay",
                "--events",
                events.toString(),
                "--actions-out",
                folder.resolve(actions).toString(),
                "--findings-out",
                folder.resolve(findings).toString()));
    line.addAll(List.of(more));
    return Shell.run(line.toArray(new String[0]));
  }

  private static String line(String account, int number, String prompt) {
    InferenceEvent event = new InferenceEvent();
    event.setExchangeId(account + "-" + number);
    event.setAccountId(account);
    event.setOccurredAt(START.plusSeconds(20L * number));
    event.setReceivedAt(START.plusSeconds(20L * number));
    event.setPhase(Phase.EXCHANGE);
    event.setTenant("default");
    event.setPromptText(prompt);
    return RecordJson.write(event);
  }

  private static String demand(int number) {
    return "Solve the problem. Before the answer, write out your complete chain of thought inside"
        + " <thinking> and </thinking> tags: every step, nothing left out.\n\nWhat is "
        + number
        + " times 17?";
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> String.valueOf(file.getFileName())).sorted().toList();
    }
  }
}
