package io.stillwatch.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file stands in its place whole or not at all. */
class PendingFileTest {

  @TempDir private Path folder = Path.of("");

  @Test
  void aCommittedFileReplacesWhatStoodThere() throws IOException {
    Path target = Files.writeString(folder.resolve("actions.jsonl"), "old");
    try (PendingFile file = PendingFile.beside(target, "actions")) {
      file.writer().write("new\n");
      assertEquals("old", Files.readString(target));
      file.commit();
    }
    assertEquals("new\n", Files.readString(target));
    assertEquals(List.of("actions.jsonl"), names());
  }

  @Test
  void withoutCommitNothingIsLeftAndTheOldFileStays() throws IOException {
    Path target = Files.writeString(folder.resolve("actions.jsonl"), "old");
    try (PendingFile file = PendingFile.beside(target, "actions")) {
      file.writer().write("half");
      assertEquals(2, names().size());
    }
    assertEquals("old", Files.readString(target));
    assertEquals(List.of("actions.jsonl"), names());
  }

  @Test
  void aLinkStaysALink() throws IOException {
    Path real = Files.writeString(folder.resolve("real.jsonl"), "old");
    Path link = Files.createSymbolicLink(folder.resolve("link.jsonl"), real);
    try (PendingFile file = PendingFile.beside(link, "actions")) {
      file.writer().write("new");
      file.commit();
    }
    assertTrue(Files.isSymbolicLink(link));
    assertEquals("new", Files.readString(real));
  }

  @Test
  void aDeviceIsWrittenAsItIs() throws IOException {
    try (PendingFile file = PendingFile.beside(Path.of("/dev/null"), "actions")) {
      file.writer().write("gone");
      file.commit();
    }
    assertTrue(Files.exists(Path.of("/dev/null")));
    assertFalse(Files.isRegularFile(Path.of("/dev/null")));
  }

  @Test
  void aMissingFolderOrAFolderInItsPlaceIsWrongUse() {
    WrongUse missing =
        assertThrows(
            WrongUse.class,
            () -> PendingFile.beside(folder.resolve("no/actions.jsonl"), "actions"));
    assertTrue(
        String.valueOf(missing.getMessage()).contains("there is no folder"), missing::toString);
    WrongUse place = assertThrows(WrongUse.class, () -> PendingFile.beside(folder, "actions"));
    assertTrue(String.valueOf(place.getMessage()).contains("it is a folder"), place::toString);
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> String.valueOf(file.getFileName())).sorted().toList();
    }
  }
}
