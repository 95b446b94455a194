package io.stillwatch.jobs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectoryLockTest {

  private static final String FILE = "engine.lock";
  private static final int IN_USE = 7;

  @Test
  void aSecondTryInTheSameProcessLeavesOtherProcessesOut(@TempDir Path dir) throws Exception {
    try (DirectoryLock taken = DirectoryLock.take(dir, FILE)) {
      assertThrows(DirectoryInUseException.class, () -> DirectoryLock.take(dir, FILE).close());
      assertEquals(IN_USE, anotherProcess(dir), "with " + taken);
    }
    assertEquals(0, anotherProcess(dir));
    DirectoryLock.take(dir, FILE).close();
  }

  private static int anotherProcess(Path dir) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Another.class.getName(),
                dir.toString())
            .inheritIO()
            .start();
    try {
      process.waitFor(60, TimeUnit.SECONDS);
    } finally {
      process.destroyForcibly();
    }
    return process.waitFor();
  }

  /** Somebody who wants the directory, too. */
  static final class Another {

    private Another() {}

    public static void main(String[] args) throws IOException {
      try {
        DirectoryLock.take(Path.of(args[0]), FILE).close();
      } catch (DirectoryInUseException e) {
        System.exit(IN_USE);
      }
    }
  }
}
