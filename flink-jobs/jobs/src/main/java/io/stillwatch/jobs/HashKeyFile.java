package io.stillwatch.jobs;

import io.stillwatch.signals.HashKeys;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;

/**
 * The file that holds the key under which what accounts sent is hashed, as 32 hexadecimal digits,
 * and in a rotation the other key on the next line.
 */
final class HashKeyFile {

  private static final String NAME = "hash.key";
  private static final int KEY_BYTES = 16;
  private static final int FILE_BYTES_MAX = 256;

  private HashKeyFile() {}

  /** Reads a key, or two. */
  static Secret read(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      String hex = new String(in.readNBytes(FILE_BYTES_MAX), StandardCharsets.US_ASCII).strip();
      return checked(hex);
    }
  }

  /** Keys that are some, or an exception that says why not. */
  static Secret checked(String hex) {
    HashKeys unused = HashKeys.read(hex);
    return new Secret(hex);
  }

  /** The key of a data directory: made at the first start, readable by its owner only. */
  static Secret in(Path dataDir) throws IOException {
    Files.createDirectories(dataDir);
    Path file = dataDir.resolve(NAME);
    if (!Files.exists(file)) {
      create(file);
    }
    return read(file);
  }

  /** Written beside its place and linked into it, so that a key is there whole or not at all. */
  private static void create(Path file) throws IOException {
    byte[] key = new byte[KEY_BYTES];
    new SecureRandom().nextBytes(key);
    Path fresh = Files.createTempFile(file.toAbsolutePath().getParent(), NAME, ".new", ownerOnly());
    try {
      Files.writeString(fresh, HexFormat.of().formatHex(key) + "\n");
      Files.createLink(file, fresh);
    } catch (FileAlreadyExistsException e) {
      // Another engine was faster. Its key is the key.
    } finally {
      Files.deleteIfExists(fresh);
    }
  }

  private static FileAttribute<?>[] ownerOnly() {
    boolean posix = FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
    return posix
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
        }
        : new FileAttribute<?>[0];
  }
}
