package io.stillwatch.cli.investigation;

import io.stillwatch.cli.Reason;
import io.stillwatch.cli.WrongUse;
import io.stillwatch.schemas.Sha256;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.DigestOutputStream;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/**
 * A folder of files that anybody can check: at the end {@code SHA256SUMS} names each with its
 * digest, as {@code sha256sum -c} reads it. Nothing that stands there already is overwritten.
 */
final class Bundle {

  static final String SUMS = "SHA256SUMS";

  /** Takes lines as they come. */
  interface Lines {
    void line(String text) throws IOException;
  }

  /** Writes a file. */
  interface Content {
    void to(Lines lines) throws IOException;
  }

  private final Path folder;
  private final Map<String, String> digests = new TreeMap<>();
  private final Map<String, Long> lines = new TreeMap<>();

  private Bundle(Path folder) {
    this.folder = folder;
  }

  /** In a folder that is new, or empty. */
  static Bundle in(Path folder) {
    try {
      Files.createDirectories(folder);
      try (var there = Files.list(folder)) {
        if (there.findAny().isPresent()) {
          throw new WrongUse(folder + " is not empty; choose another --out");
        }
      }
      return new Bundle(folder);
    } catch (IOException e) {
      throw cannot(folder, e);
    }
  }

  void write(String name, Content content) {
    Path file = folder.resolve(name);
    long[] count = new long[1];
    try (DigestOutputStream out =
        new DigestOutputStream(
            Files.newOutputStream(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
            Sha256.start())) {
      OutputStream buffered = new BufferedOutputStream(out);
      content.to(
          text -> {
            buffered.write(text.getBytes(StandardCharsets.UTF_8));
            buffered.write('\n');
            count[0]++;
          });
      buffered.flush();
      digests.put(name, HexFormat.of().formatHex(out.getMessageDigest().digest()));
      lines.put(name, count[0]);
    } catch (IOException e) {
      throw cannot(file, e);
    }
  }

  /** How many lines a file has that was written. */
  long lines(String name) {
    return lines.getOrDefault(name, 0L);
  }

  /** The last file. */
  void seal() {
    Map<String, String> sealed = new TreeMap<>(digests);
    write(
        SUMS,
        out -> {
          for (Map.Entry<String, String> file : sealed.entrySet()) {
            out.line(file.getValue() + "  " + file.getKey());
          }
        });
  }

  private static WrongUse cannot(Path place, IOException e) {
    return new WrongUse(
        "cannot write " + place + ": " + Reason.of(e) + "; choose another --out", e);
  }
}
