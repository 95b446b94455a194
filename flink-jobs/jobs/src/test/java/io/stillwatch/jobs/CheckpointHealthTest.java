package io.stillwatch.jobs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.runtime.checkpoint.Checkpoints;
import org.apache.flink.runtime.checkpoint.OperatorState;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.checkpoint.metadata.CheckpointMetadata;
import org.apache.flink.runtime.jobgraph.OperatorID;
import org.apache.flink.runtime.state.OperatorStreamStateHandle;
import org.apache.flink.runtime.state.filesystem.FileStateHandle;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class CheckpointHealthTest {

  @TempDir Path dir;

  private Path root;

  @BeforeEach
  void root() {
    root = dir.resolve("checkpoints");
  }

  @Test
  void aSoundOneHasNoProblem() throws Exception {
    assertEquals(Optional.empty(), problem(checkpoint("job/chk-1", 1_000)));
  }

  @Test
  void whatIsCutOffOrGoneIsDamaged() throws Exception {
    Path cut = checkpoint("job/chk-1", 1_000);
    cutOff(cut);
    assertTrue(problem(cut).orElseThrow().contains("its metadata cannot be read"));
    assertEquals(Optional.of("it has no metadata"), problem(root.resolve("job/chk-2")));
  }

  /** A process's memory from 0 on is a file that is there and that cannot be read. */
  @Test
  @EnabledOnOs(OS.LINUX)
  void whatCannotBeReadNowIsNotDamaged() throws Exception {
    Path checkpoint = Files.createDirectories(root.resolve("job/chk-1"));
    Files.createSymbolicLink(checkpoint.resolve("_metadata"), Path.of("/proc/self/mem"));
    IOException e = assertThrows(IOException.class, () -> problem(checkpoint));
    assertTrue(e.toString().contains("cannot tell whether"), e.toString());
  }

  /** A folder is there, and is "not found" when it is opened, as a file without the right to it. */
  @Test
  void whatMayNotBeOpenedIsNotDamaged() throws Exception {
    Files.createDirectories(root.resolve("job/chk-1/_metadata"));
    IOException e = assertThrows(IOException.class, () -> problem(root.resolve("job/chk-1")));
    assertTrue(e.toString().contains("cannot tell whether"), e.toString());

    Path state = Files.createDirectories(dir.resolve("state"));
    Path checkpoint = checkpoint("job/chk-2", 1_000, state, 1_000);
    e = assertThrows(IOException.class, () -> problem(checkpoint));
    assertTrue(e.toString().contains("cannot tell whether"), e.toString());
    Files.delete(state);
    assertTrue(problem(checkpoint).orElseThrow().endsWith(" is missing"));
  }

  @Test
  void onlyWhatRocksDbHasToReadIsCopied() throws Exception {
    Path state = Files.write(dir.resolve("state"), new byte[1_000]);
    Path checkpoint = checkpoint("job/chk-1", 1_000, state, 1_000);
    Path noRoom = dir.resolve("no-such-folder");
    assertEquals(
        Optional.empty(),
        CheckpointHealth.problem(checkpoint.toUri().toString(), () -> {}, noRoom));
    Files.write(state, new byte[999]);
    assertTrue(problem(checkpoint).orElseThrow().contains("is 999 bytes long, not 1000"));
  }

  @Test
  void whatWasSteppedOverStaysAndWhatIsOlderGoes() throws Exception {
    Path weeksOld = checkpoint("job-a/chk-90", 1_000);
    Path older = checkpoint("job-b/chk-1", 2_000);
    Path newest = checkpoint("job-c/chk-1", 3_000);
    cutOff(newest);
    assertEquals(older, goesOnFrom());
    assertTrue(Files.exists(newest), "somebody may mend it");

    Path next = checkpoint("job-d/chk-1", 4_000);
    assertEquals(next, goesOnFrom());
    assertFalse(Files.exists(newest));
    assertFalse(Files.exists(weeksOld));
  }

  @Test
  void whereTheEngineCannotLookForCheckpointsItDoesNotBegin() {
    IOException e =
        assertThrows(
            IOException.class,
            () -> EmbeddedEngine.newestCheckpoint(settings("s3://bucket/checkpoints")));
    assertTrue(e.getMessage().startsWith("checkpoint.dir is s3://bucket/checkpoints"));
  }

  private Path goesOnFrom() throws IOException {
    return EmbeddedEngine.newestCheckpoint(settings(root.toUri().toString()))
        .orElseThrow()
        .directory();
  }

  private JobSettings settings(String checkpoints) {
    return JobSettings.load(
        JobSettings.Place.EMBEDDED,
        null,
        Map.of("data.dir", dir.toString(), "checkpoint.dir", checkpoints));
  }

  private static Optional<String> problem(Path checkpoint) throws IOException {
    return CheckpointHealth.problem(checkpoint.toUri().toString());
  }

  private Path checkpoint(String name, long writtenAtMs) throws IOException {
    return checkpoint(name, writtenAtMs, List.of());
  }

  /** Of one task that remembers what stands in a file. */
  private Path checkpoint(String name, long writtenAtMs, Path state, long bytes)
      throws IOException {
    OperatorState operator = new OperatorState(null, null, new OperatorID(1, 2), 1, 1);
    operator.putState(
        0,
        OperatorSubtaskState.builder()
            .setManagedOperatorState(
                new OperatorStreamStateHandle(
                    Map.of(),
                    new FileStateHandle(
                        new org.apache.flink.core.fs.Path(state.toUri().getPath()), bytes)))
            .build());
    return checkpoint(name, writtenAtMs, List.of(operator));
  }

  private Path checkpoint(String name, long writtenAtMs, List<OperatorState> operators)
      throws IOException {
    Path checkpoint = Files.createDirectories(root.resolve(name));
    Path metadata = checkpoint.resolve("_metadata");
    try (DataOutputStream out = new DataOutputStream(Files.newOutputStream(metadata))) {
      Checkpoints.storeCheckpointMetadata(new CheckpointMetadata(1, operators, List.of()), out);
    }
    Files.setLastModifiedTime(metadata, FileTime.fromMillis(writtenAtMs));
    return checkpoint;
  }

  private static void cutOff(Path checkpoint) throws IOException {
    Path metadata = checkpoint.resolve("_metadata");
    FileTime written = Files.getLastModifiedTime(metadata);
    try (FileChannel file = FileChannel.open(metadata, StandardOpenOption.WRITE)) {
      file.truncate(file.size() / 2);
    }
    Files.setLastModifiedTime(metadata, written);
  }
}
