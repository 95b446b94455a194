package io.stillwatch.jobs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Optional;
import org.apache.flink.runtime.checkpoint.Checkpoints;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NewestCheckpointTest {

  private static final byte[] METADATA =
      ByteBuffer.allocate(8).putInt(Checkpoints.HEADER_MAGIC_NUMBER).putInt(4).array();

  @TempDir Path root;

  @Test
  void nowhereAndNothingHoldNone() throws Exception {
    assertEquals(Optional.empty(), NewestCheckpoint.under(root.resolve("absent")));
    assertEquals(Optional.empty(), NewestCheckpoint.under(root));
    Files.createDirectories(root.resolve("job/shared"));
    assertEquals(Optional.empty(), NewestCheckpoint.under(root));
  }

  @Test
  void anIncompleteNewestIsPassedOver() throws Exception {
    Path complete = checkpoint("job", "chk-7", METADATA, 1_000);
    Files.createDirectories(root.resolve("job/chk-8"));
    checkpoint("job", "chk-9", new byte[0], 3_000);
    checkpoint("job", "chk-10", new byte[] {1, 2, 3, 4, 5}, 4_000);
    assertEquals(complete, found().directory());
  }

  @Test
  void theNewestOfSeveralJobsIsTheOneWrittenLast() throws Exception {
    checkpoint("aaaa", "chk-900", METADATA, 1_000);
    Path newest = checkpoint("bbbb", "chk-3", METADATA, 5_000);
    checkpoint("cccc", "chk-50", METADATA, 2_000);
    assertEquals(newest, found().directory());
    assertEquals(root.resolve("bbbb"), found().jobDirectory());
    assertEquals(3, found().number());
  }

  @Test
  void atTheSameInstantTheHigherNumberIsNewerAlsoWithMoreDigits() throws Exception {
    checkpoint("job", "chk-9", METADATA, 1_000);
    Path newest = checkpoint("job", "chk-10", METADATA, 1_000);
    assertEquals(newest, found().directory());
  }

  @Test
  void otherDirectoriesAndFilesAreIgnored() throws Exception {
    checkpoint("job", "chk-x", METADATA, 9_000);
    checkpoint("job", "savepoint-1", METADATA, 9_000);
    Files.writeString(root.resolve("notes.txt"), "chk-99");
    Path newest = checkpoint("job", "chk-1", METADATA, 1_000);
    assertEquals(newest, found().directory());
  }

  @Test
  void aFileInPlaceOfTheRootIsSaidSo() throws Exception {
    Path file = Files.writeString(root.resolve("file"), "");
    IOException e = assertThrows(IOException.class, () -> NewestCheckpoint.under(file));
    assertTrue(e.toString().contains("is a file"), e.getMessage());
  }

  private NewestCheckpoint.Found found() throws IOException {
    return NewestCheckpoint.under(root).orElseThrow();
  }

  private Path checkpoint(String job, String name, byte[] metadata, long writtenAtMs)
      throws IOException {
    Path dir = Files.createDirectories(root.resolve(job).resolve(name));
    Path file = Files.write(dir.resolve("_metadata"), metadata);
    Files.setLastModifiedTime(file, FileTime.fromMillis(writtenAtMs));
    return dir;
  }
}
