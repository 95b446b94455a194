package io.stillwatch.cli;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The folder that an engine keeps its data in: a given one, which stays, or a temporary one, which
 * goes with the run.
 */
final class Workspace implements AutoCloseable {

  private final Path folder;
  private final boolean temporary;
  private final boolean fresh;

  private Workspace(Path folder, boolean temporary, boolean fresh) {
    this.folder = folder;
    this.temporary = temporary;
    this.fresh = fresh;
  }

  static Workspace at(@Nullable Path given) {
    try {
      if (given == null) {
        return new Workspace(Files.createTempDirectory("stillwatch-"), true, true);
      }
      Files.createDirectories(given);
      if (!Files.isWritable(given)) {
        throw new WrongUse("cannot write to the folder " + given + "; choose another --data-dir");
      }
      return new Workspace(given.toAbsolutePath(), false, isEmpty(given));
    } catch (IOException e) {
      throw new WrongUse(
          "cannot use "
              + (given == null ? "a temporary folder" : "the folder " + given)
              + ": "
              + Reason.of(e)
              + "; choose another --data-dir",
          e);
    }
  }

  private static boolean isEmpty(Path folder) throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.findAny().isEmpty();
    }
  }

  /** Whether nothing was in it. */
  boolean fresh() {
    return fresh;
  }

  Path folder() {
    return folder;
  }

  Path file(String name) {
    return folder.resolve(name);
  }

  @Override
  public void close() throws IOException {
    if (temporary) {
      Files.walkFileTree(folder, new Remover());
    }
  }

  /** Removes what is left, and does not mind what is gone already. */
  private static final class Remover extends SimpleFileVisitor<Path> {

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      Files.deleteIfExists(file);
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException e) {
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException e)
        throws IOException {
      try {
        Files.deleteIfExists(folder);
      } catch (DirectoryNotEmptyException used) {
        return FileVisitResult.CONTINUE; // somebody has put something there meanwhile
      }
      return FileVisitResult.CONTINUE;
    }
  }
}
