package io.stillwatch.trials;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Words that nobody else writes, to be looked for wherever they must not be. */
final class Canaries {

  private static final int WORD_CHARS = 16;

  private final List<String> words = new ArrayList<>();

  /** By their first eight characters, as eight bytes. */
  private final Map<Long, String> byStart = new HashMap<>();

  Canaries(int number, Random random) {
    while (words.size() < number) {
      StringBuilder word = new StringBuilder();
      for (int i = 0; i < WORD_CHARS; i++) {
        word.append((char) ('a' + random.nextInt(26)));
      }
      if (byStart.putIfAbsent(start(bytes(word.toString())), word.toString()) == null) {
        words.add(word.toString());
      }
    }
  }

  List<String> all() {
    return words;
  }

  /** Which of them stand in which file below a folder, as {@code word in file}. */
  List<String> foundBelow(Path root) throws IOException {
    List<String> found = new ArrayList<>();
    Files.walkFileTree(
        root,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (mayHoldText(file)) {
              find(file, found);
            }
            return FileVisitResult.CONTINUE;
          }

          /** The engine replaces its checkpoints meanwhile. */
          @Override
          public FileVisitResult visitFileFailed(Path file, IOException why) {
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException why) {
            return FileVisitResult.CONTINUE;
          }
        });
    return found;
  }

  /** Kafka's indexes hold offsets, in files of ten megabytes of nothing. */
  private static boolean mayHoldText(Path file) {
    String name = file.getFileName().toString();
    return Files.isRegularFile(file) && !name.endsWith(".index") && !name.endsWith(".timeindex");
  }

  private void find(Path file, List<String> found) {
    try {
      for (String word : foundIn(Files.readAllBytes(file))) {
        found.add(word + " in " + file);
      }
    } catch (NoSuchFileException e) {
      return; // a checkpoint that was replaced
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  List<String> foundIn(String text) {
    return foundIn(bytes(text));
  }

  private List<String> foundIn(byte[] bytes) {
    TreeSet<String> found = new TreeSet<>();
    long window = 0;
    for (int i = 0; i < bytes.length; i++) {
      window = window << 8 | bytes[i] & 0xFF;
      String word = byStart.get(window);
      if (i >= 7 && word != null && follows(word, bytes, i - 7)) {
        found.add(word);
      }
    }
    return List.copyOf(found);
  }

  private static boolean follows(String word, byte[] bytes, int at) {
    byte[] whole = bytes(word);
    // The rest may be compressed away; half of it is as much of a secret.
    int length = Math.min(WORD_CHARS / 2 + 2, bytes.length - at);
    for (int i = 0; i < length; i++) {
      if (bytes[at + i] != whole[i]) {
        return false;
      }
    }
    return true;
  }

  private static long start(byte[] bytes) {
    long start = 0;
    for (int i = 0; i < Long.BYTES; i++) {
      start = start << 8 | bytes[i] & 0xFF;
    }
    return start;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }
}
