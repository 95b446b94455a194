package io.stillwatch.sidecar;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FollowedLogTest {

  private static final int LINE_MAX = 100;

  @TempDir private Path dir;
  private Path path;
  private FollowedLog log;
  private int tooLong;
  private final List<String> lost = new ArrayList<>();

  @BeforeEach
  void open() throws IOException {
    path = dir.resolve("access.log");
    log = opened();
  }

  private FollowedLog opened() throws IOException {
    return new FollowedLog(path, dir.resolve("position"), LINE_MAX, lost::add);
  }

  private void write(String text) throws IOException {
    Files.writeString(path, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  /** All lines that come within some looks. */
  private List<String> lines() throws IOException {
    List<String> lines = new ArrayList<>();
    for (int look = 0; look < 3 * SidecarLimits.LOG_QUIET_LOOKS; look++) {
      FollowedLog.Lines next = log.next();
      next.lines().forEach(line -> lines.add(new String(line, UTF_8)));
      tooLong += next.tooLong();
      if (next.found()) {
        log.done();
      }
    }
    return lines;
  }

  @Test
  void givesWholeLinesAsTheyCome() throws IOException {
    assertEquals(List.of(), lines(), "there is no log yet");
    write("one\r\n\ntwo\nthr");
    assertEquals(List.of("one", "two"), lines());
    write("ee\n");
    assertEquals(List.of("three"), lines());
  }

  @Test
  void aLogThatIsMovedAwayIsReadToItsEndAndThenTheNewOne() throws IOException {
    write("one\ntwo\n");
    assertEquals(List.of("one", "two"), lines());
    write("three\nlast without an end");
    Path moved = dir.resolve("access.log.1");
    Files.move(path, moved);
    Files.writeString(moved, " of its line", StandardOpenOption.APPEND);
    write("four\n");
    assertEquals(List.of("three", "last without an end of its line", "four"), lines());
  }

  @Test
  void aStartGoesOnWhereItWasLeftAndKnowsAnotherLog() throws IOException {
    write("one\ntwo\n");
    assertEquals(List.of("one", "two"), lines());
    log.close();
    write("three\n");
    log = opened();
    assertEquals(List.of("three"), lines());
    write("four\n");
    assertEquals(1, log.next().lines().size(), "but it never came to Kafka");
    log.close();
    log = opened();
    assertEquals(List.of("four"), lines());
    log.close();
    // The same name and, as it may be, the same id of the file system.
    Files.writeString(path, "another log that is longer\nthan where the old one was left\n");
    log = opened();
    assertEquals(List.of("another log that is longer", "than where the old one was left"), lines());
    assertEquals(1, lost.size(), "what came to the old one meanwhile");
  }

  @Test
  void aLogThatIsMovedAwayWhileNobodyLooksIsReadToItsEndBeforeTheNewOne() throws IOException {
    write("one\n");
    assertEquals(List.of("one"), lines());
    log.close();
    write("two\nthree");
    Files.move(path, dir.resolve("access.log-20261128"));
    Files.writeString(dir.resolve("access.log-20261127"), "of the day before\n");
    write("four\n");
    log = opened();
    assertEquals(List.of("two", "three", "four"), lines());
    log.close();
    log = opened();
    write("five\n");
    assertEquals(List.of("five"), lines());
    assertEquals(List.of(), lost);
  }

  @Test
  void aLogThatIsMovedAwayIsFinishedEvenIfThereIsNoNewOne() throws IOException {
    write("one\n");
    assertEquals(List.of("one"), lines());
    log.close();
    write("two\n");
    Files.move(path, dir.resolve("access.log.1"));
    log = opened();
    assertEquals(List.of("two"), lines());
    log.close();
    Files.delete(dir.resolve("access.log.1")); // it is read: nobody misses it
    write("three\n");
    log = opened();
    assertEquals(List.of("three"), lines());
    assertEquals(List.of(), lost);
  }

  /** After a reboot, or where a volume is mounted anew. */
  private void anotherDevice() throws IOException {
    Path position = dir.resolve("position");
    String known = Files.readString(position);
    String other = known.replaceFirst("^.*", "(dev=99,ino=7)");
    assertNotEquals(known, other);
    Files.writeString(position, other);
  }

  @Test
  void aLogIsKnownAgainWhoseDeviceHasAnotherNumber() throws IOException {
    write("one\ntwo\n");
    assertEquals(List.of("one", "two"), lines());
    log.close();
    anotherDevice();
    write("three\n");
    log = opened();
    assertEquals(List.of("three"), lines());
    log.close();
    log = opened();
    assertEquals(List.of(), lines());
    anotherDevice();
    write("four\n");
    Files.move(path, dir.resolve("access.log.1"));
    write("five\n");
    log = opened();
    assertEquals(List.of("four", "five"), lines());
    assertEquals(List.of(), lost);
  }

  @Test
  void aLogThatBeginsAlikeIsNotTakenForTheOneThatIsGone() throws IOException {
    String head = "x".repeat(LINE_MAX) + "\n";
    write(head.repeat(3) + "a line\n");
    assertEquals(4, lines().size());
    log.close();
    anotherDevice();
    Files.writeString(path, head.repeat(3) + "another and longer line\n");
    log = opened();
    assertEquals(4, lines().size());
    assertEquals(1, lost.size());
  }

  @Test
  void aLogThatIsGoneIsToldAndTheNewOneIsBegun() throws IOException {
    write("one\n");
    assertEquals(List.of("one"), lines());
    log.close();
    write("two\n");
    Files.move(path, dir.resolve("access.log.1"));
    write("three\n");
    Files.delete(dir.resolve("access.log.1"));
    log = opened();
    assertEquals(List.of("three"), lines());
    assertEquals(1, lost.size());
    assertTrue(
        lost.get(0).startsWith("the log that was read up to byte 4 is neither"), lost::toString);
  }

  @Test
  void aLogThatIsCutToNothingBeginsAnew() throws IOException {
    write("one\ntwo\n");
    assertEquals(2, lines().size());
    Files.writeString(path, "new\n");
    assertEquals(List.of("new"), lines());
    assertEquals(List.of(), lost, "all of it was read");
  }

  @Test
  void aLogThatIsCutBeforeAllOfItWasReadIsToldAndBegunAnew() throws IOException {
    write("a line\n".repeat(3 * LINE_MAX));
    assertTrue(log.next().found());
    log.done();
    Files.writeString(path, "new\n");
    assertEquals(List.of("new"), lines());
    assertEquals(1, lost.size());
    assertTrue(lost.get(0).startsWith(path + " was cut"), lost::toString);
  }

  @Test
  void aLogThatIsCutWhileNobodyLookedIsToldAsWell() throws Exception {
    write("one\n");
    assertEquals(List.of("one"), lines());
    Thread.sleep(SidecarLimits.LOG_UNSEEN_MAX.toMillis() + 100); // as while Kafka is away
    Files.writeString(path, "a\n");
    assertEquals(List.of("a"), lines());
    assertEquals(1, lost.size());
  }

  @Test
  void aLogThatIsCopiedAndCutIsReadToTheCopysEnd() throws IOException {
    write("a line\n".repeat(LINE_MAX / 4));
    int read = log.next().lines().size();
    log.done();
    Files.copy(path, dir.resolve("access.log.1"));
    Files.writeString(path, "new\n");
    List<String> rest = lines();
    assertEquals(LINE_MAX / 4 - read + 1, rest.size());
    assertEquals("new", rest.get(rest.size() - 1));
    assertEquals(List.of(), lost);
  }

  @Test
  void aLineThatIsTooLongIsPassedOverAndCounted() throws IOException {
    write("x".repeat(LINE_MAX) + "\n" + "y".repeat(5 * LINE_MAX) + "\nafter\n");
    assertEquals(List.of("x".repeat(LINE_MAX), "after"), lines());
    assertEquals(1, tooLong);
  }

  @Test
  void aStartWithinALineThatIsTooLongPassesOverItsRest() throws IOException {
    write("y".repeat(5 * LINE_MAX) + "\nafter\n");
    assertTrue(log.next().found());
    log.done();
    log.close();
    log = opened();
    assertEquals(List.of("after"), lines());
    assertEquals(1, tooLong);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "nonsense", "(dev=1,ino=2)\n5\n300\n400", "(dev=1,ino=2)\n5\n0\n-1"})
  void aDamagedPositionSendsNothingTwiceAndSaysWhatItPassesOver(String damaged) throws IOException {
    write("one\ntwo\nthr");
    Files.writeString(dir.resolve("position"), damaged);
    log = opened();
    write("ee\nfour\n");
    assertEquals(List.of("three", "four"), lines());
    assertEquals(1, lost.size());
    assertTrue(lost.get(0).contains("up to 8 bytes"), lost::toString);
    log.close();
    log = opened();
    write("five\n");
    assertEquals(List.of("five"), lines());
    assertEquals(1, lost.size(), "it is told once");
    assertFalse(Files.exists(dir.resolve("position.new")));
  }

  @Test
  void aPositionThatIsDamagedBeforeThereIsALogIsNone() throws IOException {
    Files.writeString(dir.resolve("position"), "nonsense");
    log = opened();
    write("one\n");
    assertEquals(List.of("one"), lines());
    log.close();
    log = opened();
    assertEquals(List.of(), lines());
  }

  @Test
  void aPositionThatMayNotBeReadIsNotTakenForNone() throws IOException {
    Path position = Files.createDirectory(dir.resolve("position"));
    IOException refused = assertThrows(IOException.class, this::opened);
    assertTrue(
        String.valueOf(refused.getMessage()).startsWith("cannot read " + position),
        refused::getMessage);
  }

  @Test
  void aLogThatWasCutAndHasGrownOnBetweenTwoLooksIsBegunAnew() throws IOException {
    write("one\ntwo\n");
    assertEquals(List.of("one", "two"), lines());
    Files.writeString(path, "three\nfour\nfive\n");
    assertEquals(List.of("three", "four", "five"), lines());
  }
}
