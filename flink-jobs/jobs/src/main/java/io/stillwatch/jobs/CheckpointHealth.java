package io.stillwatch.jobs;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.Path;
import org.apache.flink.runtime.checkpoint.Checkpoints;
import org.apache.flink.runtime.checkpoint.OperatorState;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.checkpoint.metadata.CheckpointMetadata;
import org.apache.flink.runtime.state.IncrementalKeyedStateHandle.HandleAndLocalPath;
import org.apache.flink.runtime.state.IncrementalRemoteKeyedStateHandle;
import org.apache.flink.runtime.state.KeyGroupsStateHandle;
import org.apache.flink.runtime.state.KeyedStateHandle;
import org.apache.flink.runtime.state.OperatorStateHandle;
import org.apache.flink.runtime.state.StreamStateHandle;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.SstFileReader;
import org.rocksdb.Status;

/**
 * Reads all files of a checkpoint and says whether they are what its metadata tells: there, as long
 * as they were written, and RocksDB's with their checksums right.
 *
 * <p>Flink itself finds out only by failing to restore, and then tries the same checkpoint for
 * ever.
 */
public final class CheckpointHealth {

  private static final String SST = ".sst";

  /** A savepoint's file can be all of a task's state. */
  private static final int PROGRESS_BYTES = 64 << 20;

  private final Runnable progress;
  private final java.nio.file.Path scratch;
  private final Set<Object> seen = new HashSet<>();

  private CheckpointHealth(Runnable progress, java.nio.file.Path scratch) {
    this.progress = progress;
    this.scratch = scratch;
  }

  /** It will be no better the next time it is read. */
  private static final class Damage extends Exception {
    private static final long serialVersionUID = 1L;

    Damage(String what) {
      super(what);
    }
  }

  /** What is wrong with it, or nothing, where nobody asks how far the reading has come. */
  public static Optional<String> problem(String directory) throws IOException {
    return problem(directory, () -> {});
  }

  /**
   * What is wrong with a checkpoint or savepoint, or nothing.
   *
   * @param progress runs before each file that is read, and again and again within a long one: all
   *     of them can take long
   * @throws IOException if it could not be told now: a full disk or a store that does not answer
   *     says nothing of what was written
   */
  public static Optional<String> problem(String directory, Runnable progress) throws IOException {
    return problem(
        directory, progress, java.nio.file.Path.of(System.getProperty("java.io.tmpdir")));
  }

  /**
   * The same.
   *
   * @param scratch where RocksDB's files are copied to, one at a time
   */
  static Optional<String> problem(String directory, Runnable progress, java.nio.file.Path scratch)
      throws IOException {
    try {
      CheckpointHealth health = new CheckpointHealth(progress, scratch);
      for (OperatorState operator : metadata(directory).getOperatorStates()) {
        for (OperatorSubtaskState subtask : operator.getStates()) {
          health.check(subtask);
        }
      }
      return Optional.empty();
    } catch (Damage e) {
      return Optional.of(String.valueOf(e.getMessage()));
    } catch (IOException e) {
      throw new IOException("cannot tell whether " + directory + " is sound: " + e.getMessage(), e);
    }
  }

  private static CheckpointMetadata metadata(String directory) throws IOException, Damage {
    Path file = new Path(directory, "_metadata");
    byte[] bytes;
    try (InputStream in = file.getFileSystem().open(file)) {
      bytes = in.readAllBytes();
    } catch (FileNotFoundException | NoSuchFileException e) {
      requireGone(file, e);
      throw new Damage("it has no metadata");
    }
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      return Checkpoints.loadCheckpointMetadata(
          in, CheckpointHealth.class.getClassLoader(), directory);
    } catch (IOException | RuntimeException e) {
      throw new Damage("its metadata cannot be read: " + e.getMessage());
    }
  }

  private void check(OperatorSubtaskState subtask) throws IOException, Damage {
    List<OperatorStateHandle> plain = new ArrayList<>(subtask.getManagedOperatorState());
    plain.addAll(subtask.getRawOperatorState());
    for (OperatorStateHandle handle : plain) {
      check(handle.getDelegateStateHandle(), "");
    }
    List<KeyedStateHandle> keyed = new ArrayList<>(subtask.getManagedKeyedState());
    keyed.addAll(subtask.getRawKeyedState());
    for (KeyedStateHandle handle : keyed) {
      if (handle instanceof IncrementalRemoteKeyedStateHandle incremental) {
        check(incremental.getMetaDataStateHandle(), "");
        for (HandleAndLocalPath file : incremental.getSharedState()) {
          check(file.getHandle(), file.getLocalPath());
        }
        for (HandleAndLocalPath file : incremental.getPrivateState()) {
          check(file.getHandle(), file.getLocalPath());
        }
      } else if (handle instanceof KeyGroupsStateHandle groups) {
        check(groups.getDelegateStateHandle(), "");
      }
    }
  }

  /** Files that tasks share are read once. */
  private void check(StreamStateHandle handle, String localName) throws IOException, Damage {
    if (!seen.add(handle.getStreamStateHandleID())) {
      return;
    }
    progress.run();
    if (localName.endsWith(SST)) {
      checkSst(handle);
      return;
    }
    // Not copied: of a savepoint it is all that a task remembers, in one file.
    try (InputStream in = open(handle)) {
      requireLength(length(in), handle);
    }
  }

  private long length(InputStream in) throws IOException {
    byte[] buffer = new byte[1 << 16];
    long length = 0;
    for (int more = in.read(buffer); more >= 0; more = in.read(buffer)) {
      if ((length + more) / PROGRESS_BYTES > length / PROGRESS_BYTES) {
        progress.run();
      }
      length += more;
    }
    return length;
  }

  /** RocksDB reads only what is on this machine. */
  private void checkSst(StreamStateHandle handle) throws IOException, Damage {
    java.nio.file.Path copy = Files.createTempFile(scratch, "checkpoint-", SST);
    try (InputStream in = open(handle)) {
      requireLength(Files.copy(in, copy, StandardCopyOption.REPLACE_EXISTING), handle);
      verifyChecksums(copy, handle);
    } finally {
      Files.deleteIfExists(copy);
    }
  }

  private static void requireLength(long length, StreamStateHandle handle) throws Damage {
    if (length != handle.getStateSize()) {
      throw new Damage(handle + " is " + length + " bytes long, not " + handle.getStateSize());
    }
  }

  private static InputStream open(StreamStateHandle handle) throws IOException, Damage {
    try {
      return handle.openInputStream();
    } catch (FileNotFoundException | NoSuchFileException e) {
      Optional<Path> file = handle.maybeGetPath();
      if (file.isPresent()) {
        requireGone(file.get(), e);
      }
      throw new Damage(handle + " is missing");
    }
  }

  /** Local files that may not be opened, or not one more of them, are not found either. */
  private static void requireGone(Path file, IOException notFound) throws IOException {
    FileSystem fileSystem = file.getFileSystem();
    boolean gone =
        fileSystem.isDistributedFS()
            ? !fileSystem.exists(file)
            : Files.notExists(java.nio.file.Path.of(file.getPath()));
    if (!gone) {
      throw notFound;
    }
  }

  private static void verifyChecksums(java.nio.file.Path file, StreamStateHandle handle)
      throws IOException, Damage {
    RocksDB.loadLibrary();
    try (Options options = new Options();
        SstFileReader reader = new SstFileReader(options)) {
      reader.open(file.toString());
      reader.verifyChecksum();
    } catch (RocksDBException e) {
      Status status = e.getStatus();
      if (status != null && status.getCode() == Status.Code.IOError) {
        throw new IOException("a copy of " + handle + " cannot be read: " + e.getMessage(), e);
      }
      throw new Damage(handle + " is damaged: " + e.getMessage());
    }
  }
}
