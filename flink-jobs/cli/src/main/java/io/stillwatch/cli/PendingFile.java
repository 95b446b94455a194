package io.stillwatch.cli;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * A file that is being written beside its place and moved there when it is whole.
 *
 * <p>Closed without {@link #commit}, or when the process is told to stop, it leaves nothing behind
 * and what stood in its place stays. A target that is no regular file (a pipe, /dev/null) is
 * written as it is.
 */
final class PendingFile implements AutoCloseable {

  private static final int BUFFER_CHARS = 1 << 16;

  private final Path target;
  private final Path part;
  private final Writer writer;
  private final @Nullable FileChannel channel;
  private final @Nullable Thread cleaner;
  private boolean closed;

  private PendingFile(Path target, Path part, FileChannel channel, boolean direct) {
    this.target = target;
    this.part = part;
    this.channel = direct ? null : channel;
    this.writer =
        new BufferedWriter(
            new OutputStreamWriter(Channels.newOutputStream(channel), StandardCharsets.UTF_8),
            BUFFER_CHARS);
    this.cleaner = direct ? null : new Thread(this::deletePart, "remove " + part);
    if (cleaner != null) {
      Runtime.getRuntime().addShutdownHook(cleaner);
    }
  }

  /**
   * Opens the file beside its place.
   *
   * @param what the file holds, for the complaint
   */
  static PendingFile beside(Path target, String what) {
    try {
      if (Files.isDirectory(target)) {
        throw new WrongUse(
            "cannot write " + what + " to " + target + ": it is a folder; name a file in it");
      }
      if (Files.exists(target) && !Files.isRegularFile(target)) {
        FileChannel channel = FileChannel.open(target, StandardOpenOption.WRITE);
        return new PendingFile(target, target, channel, true);
      }
      // A link is followed, so that it still is a link afterwards.
      Path real = Files.exists(target) ? target.toRealPath() : target.toAbsolutePath();
      Path folder = real.getParent();
      if (folder == null || !Files.isDirectory(folder)) {
        throw new WrongUse(
            "cannot write "
                + what
                + " to "
                + target
                + ": there is no folder "
                + folder
                + "; create it first");
      }
      Path part =
          folder.resolve("." + real.getFileName() + "." + ProcessHandle.current().pid() + ".part");
      FileChannel channel =
          FileChannel.open(
              part,
              StandardOpenOption.CREATE,
              StandardOpenOption.TRUNCATE_EXISTING,
              StandardOpenOption.WRITE);
      return new PendingFile(real, part, channel, false);
    } catch (IOException e) {
      throw new WrongUse(
          "cannot write "
              + what
              + " to "
              + target
              + ": "
              + Reason.of(e)
              + "; choose a place that can be written",
          e);
    }
  }

  Writer writer() {
    return writer;
  }

  /** Puts the whole file in its place. */
  void commit() throws IOException {
    if (channel != null) {
      writer.flush();
      channel.force(true);
      writer.close();
      Files.move(part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } else {
      writer.close();
    }
    done();
  }

  @Override
  public void close() throws IOException {
    if (closed) {
      return;
    }
    try {
      writer.close();
    } finally {
      deletePart();
      done();
    }
  }

  private void done() {
    closed = true;
    if (cleaner != null) {
      try {
        Runtime.getRuntime().removeShutdownHook(cleaner);
      } catch (IllegalStateException e) {
        // The process is stopping; the cleaner runs or has run, and deletes nothing that is
        // committed.
        return;
      }
    }
  }

  private void deletePart() {
    if (channel == null) {
      return;
    }
    try {
      Files.deleteIfExists(part);
    } catch (IOException e) {
      System.err.println("stillwatch: could not remove " + part + "; remove it by hand");
    }
  }
}
