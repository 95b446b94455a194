package io.stillwatch.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A file whose time says when a command that listens to nobody last did its rounds. A probe of
 * Kubernetes takes it for dead when that is too long ago.
 */
public final class AliveFile {

  private final @Nullable Path file;
  private final InstantSource clock;
  private final Consumer<String> log;

  /**
   * Writes nothing yet.
   *
   * @param file null where nobody looks
   * @param log takes what somebody should see
   */
  public AliveFile(@Nullable Path file, InstantSource clock, Consumer<String> log) {
    this.file = file;
    this.clock = clock;
    this.log = log;
  }

  /** Says that the command is alive. One that cannot say so goes on. */
  public void say() {
    if (file == null) {
      return;
    }
    try {
      Files.writeString(file, clock.instant() + "\n");
    } catch (IOException e) {
      log.accept("cannot write the file " + file + ", so it will look dead: " + Reason.of(e));
    }
  }
}
