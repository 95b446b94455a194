package io.stillwatch.jobs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Holds a directory for one process; the operating system lets go of it when the process ends,
 * however.
 *
 * <p>Kafka's own lock is not enough: with broker and controller in one directory it is taken only
 * after the metadata log has been opened for writing, and a second start then breaks the first
 * one's log.
 *
 * <p>Within the process a set says who holds what, before the file is opened: where any channel of
 * a file is closed, Linux lets go of the process's locks on it, whichever channel took them.
 */
final class DirectoryLock implements AutoCloseable {

  private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

  private final Path file;
  private final FileChannel channel;

  private DirectoryLock(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  /** Takes the lock or says that somebody else has it. */
  static DirectoryLock take(Path directory, String file) throws IOException {
    Path real = directory.toRealPath().resolve(file);
    if (!HELD.add(real)) {
      throw new DirectoryInUseException(directory);
    }
    try {
      return new DirectoryLock(real, lock(directory, real));
    } catch (IOException | RuntimeException e) {
      HELD.remove(real);
      throw e;
    }
  }

  private static FileChannel lock(Path directory, Path file) throws IOException {
    FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      if (channel.tryLock() != null) {
        return channel;
      }
    } catch (OverlappingFileLockException e) {
      // held within this process, by another class loader's copy of this class
    } catch (IOException e) {
      channel.close();
      throw e;
    }
    channel.close();
    throw new DirectoryInUseException(directory);
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      HELD.remove(file);
    }
  }
}
