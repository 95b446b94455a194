package io.stillwatch.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.stillwatch.jobs.AuditTopic;
import io.stillwatch.jobs.EmbeddedEngine;
import io.stillwatch.jobs.StatusBoard;
import io.stillwatch.schemas.AuditEntry;
import io.stillwatch.schemas.InferenceEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A pattern's whole way on a running engine, and what is refused on it. */
@Timeout(600)
@Order(1)
class PatternWayTest {

  @TempDir private static Path folder = Path.of("");
  private static @Nullable EmbeddedEngine running;

  @BeforeAll
  static void startEngine() throws Exception {
    EmbeddedEngine engine =
        EmbeddedEngine.builder().dataDir(folder.resolve("engine")).set("parallelism", "2").start();
    running = engine;
    engine.awaitRunning(Duration.ofMinutes(4));
    // Who runs has not told of it yet; those who have are the tasks that a verb waits for.
    try (StatusBoard board =
        new StatusBoard(engine.settings().kafka(), engine.settings().topics())) {
      await(() -> board.tasks(Instant.now()).size() == 4);
    }
  }

  @AfterAll
  static void stopEngine() {
    engine().close();
  }

  @Test
  void fromTheFileToAnActionAndBackWithoutARestart() throws Exception {
    Path first = write("first.yaml", PatternTexts.refusals("probing", 1, 4, "THROTTLE"));
    Shell.Ran publish = run("publish " + first + " --author ana --why trial");
    assertEquals(0, publish.code(), publish.out() + publish.err());
    assertTrue(publish.out().contains("probing v1 is new; it enters in shadow"), publish.out());
    assertTrue(publish.out().contains("live on 4 of 4 tasks within "), publish.out());
    assertTrue(
        run("publish " + first + " --author ana --why trial")
            .out()
            .contains("is there with the same text: nothing to do"));

    send("early", 4);
    Path second = write("second.yaml", PatternTexts.refusals("probing", 2, 3, "THROTTLE"));
    Shell.Ran backtest = run("backtest " + second + " --since 1h");
    assertEquals(0, backtest.code(), backtest.err());
    assertTrue(backtest.out().contains("against v1, live in shadow"), backtest.out());
    assertTrue(
        run("explain probing --since 1h --account early").out().contains("MATCH 1: 4 of refusal"));

    assertEquals(0, run("promote probing --to enforce --author ana --why trial").code());
    assertEquals(0, run("publish " + second + " --author ana --why trial").code());
    Shell.Ran promote = run("promote probing --to enforce --author ana --why trial");
    assertTrue(
        promote.out().contains("v2 takes over from v1: what was counted so far is kept"),
        promote.out());
    send("prober", 3);
    await(() -> !engine().inForce().inForce(System.currentTimeMillis()).isEmpty());

    Shell.Ran list = run("list");
    assertTrue(list.out().contains("asks for THROTTLE for 1 h; ENFORCE (ana: trial)"), list.out());
    assertTrue(list.out().contains("versions: 1, 2"), list.out());
    assertTrue(
        list.out().contains("all 4 tasks agree, and it is the book as the topic has it now"),
        list.out());

    Shell.Ran asked = run("rollback probing --revoke-actions --author ana --why over");
    assertEquals(2, asked.code(), asked.out() + asked.err());
    assertTrue(asked.out().contains("1 action of probing v2 in force"), asked.out());
    Shell.Ran back = run("rollback probing --revoke-actions --yes --author ana --why over");
    assertEquals(0, back.code(), back.out() + back.err());
    assertTrue(back.out().contains("is back from v2 to v1, enforce"), back.out());
    assertTrue(back.out().contains("1 action revoked"), back.out());
    await(() -> engine().inForce().inForce(System.currentTimeMillis()).isEmpty());

    List<String> acts =
        new AuditTopic(engine().settings().kafka(), engine().settings().topics())
            .read().stream()
                .filter(entry -> entry.getSubject().startsWith("pattern probing@"))
                .map(AuditEntry::getAct)
                .toList();
    assertEquals(
        List.of(
            "publish",
            "point to enforce 1.0",
            "publish",
            "point to enforce 1.0",
            "point to enforce 1.0",
            "revoke 1 action"),
        acts);
  }

  @Test
  void whatIsRefusedOnTheWaySaysWhy() throws IOException {
    Path file = write("strict.yaml", PatternTexts.refusals("strict", 1, 3, "SUSPEND"));
    Shell.Ran unknown = run("promote strict --to shadow --why x");
    assertEquals(2, unknown.code());
    assertTrue(unknown.err().contains("there is no pattern 'strict'; there are "), unknown.err());
    Shell.Ran near = run("promote rubric-gradng --to shadow --why x");
    assertTrue(
        near.err().endsWith("no pattern 'rubric-gradng'; did you mean rubric-grading?\n"),
        near.err());

    Path broken = write("broken.yaml", Files.readString(file).replace("repeat: 3", "repeat: 2"));
    Shell.Ran untested = run("publish " + broken + " --why x");
    assertEquals(2, untested.code());
    assertTrue(untested.out().contains("should fire"), untested.out());

    assertEquals(0, run("publish " + file + " --why x --output json").code());
    Path other = write("other.yaml", PatternTexts.refusals("strict", 1, 4, "SUSPEND"));
    Shell.Ran changed = run("publish " + other + " --why x");
    assertEquals(2, changed.code());
    assertTrue(changed.out().contains("raise metadata.version to 2"), changed.out());

    Shell.Ran alone = run("promote strict --to enforce --author ana --why x");
    assertEquals(1, alone.code());
    assertTrue(alone.err().contains("takes two people"), alone.err());
    Shell.Ran twice = run("promote strict --to enforce --author ana --approved-by Ana --why x");
    assertEquals(1, twice.code());
    assertTrue(twice.err().contains("it takes two people to suspend"), twice.err());
    Shell.Ran both = run("promote strict --to enforce --author ana --approved-by bo --why x");
    assertEquals(0, both.code(), both.err());
    assertTrue(run("list").out().contains("ENFORCE (ana: x (approved by bo))"));
    assertEquals(2, run("promote strict --to shadow --version 7 --why x").code());

    Shell.Ran back = run("rollback strict --why x");
    assertEquals(0, back.code(), back.err());
    assertTrue(
        back.out().contains("v1 had no version before it; it is back in shadow"), back.out());
    Shell.Ran further = run("rollback strict --why x");
    assertEquals(2, further.code());
    assertTrue(further.err().contains("there is nothing to go back to"), further.err());
  }

  private static void send(String account, int times) throws Exception {
    for (int i = 0; i < times; i++) {
      InferenceEvent event = PatternTexts.event(account, i, Instant.now(), true);
      engine().publish(event).get(60, TimeUnit.SECONDS);
    }
  }

  private static void await(BooleanSupplier condition) throws InterruptedException {
    for (int i = 0; i < 4_800; i++) {
      if (condition.getAsBoolean()) {
        return;
      }
      Thread.sleep(50);
    }
    throw new AssertionError("not within four minutes");
  }

  private static Shell.Ran run(String verb) {
    List<String> line = new ArrayList<>(List.of("patterns"));
    line.addAll(List.of(verb.split(" ", -1)));
    line.addAll(List.of("--bootstrap-servers", engine().bootstrapServers()));
    return Shell.run(line.toArray(new String[0]));
  }

  private static Path write(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  private static EmbeddedEngine engine() {
    EmbeddedEngine engine = running;
    if (engine == null) {
      throw new IllegalStateException("the engine did not start");
    }
    return engine;
  }
}
