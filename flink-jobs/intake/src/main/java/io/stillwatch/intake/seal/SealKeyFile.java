package io.stillwatch.intake.seal;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A file of keys, looked at again every few seconds, so that keys are rotated without a restart. It
 * is compared by its bytes: a mounted secret is replaced by a link, and its times tell nothing.
 *
 * <p>A file that has become unreadable or wrong changes nothing but {@link #problem}: the keys from
 * before go on. Thread-confined.
 */
public final class SealKeyFile {

  private final Path file;
  private byte[] bytes;
  private SealKeys keys;
  private long lookedAtMs;
  private @Nullable String problem;

  /**
   * Reads it for the first time.
   *
   * @throws IOException says what is wrong with which file, and none of its content
   */
  public SealKeyFile(Path file, long nowMs) throws IOException {
    this.file = file;
    this.bytes = read(file);
    this.keys = parsed(file, bytes);
    this.lookedAtMs = nowMs;
  }

  /** The keys of now. */
  public SealKeys keys(long nowMs) {
    if (nowMs - lookedAtMs >= SealLimits.KEY_FILE_LOOK_EVERY_MS || nowMs < lookedAtMs) {
      lookedAtMs = nowMs;
      look();
    }
    return keys;
  }

  /** What is wrong with the file as it is now; null when its keys are those in use. */
  public @Nullable String problem() {
    return problem;
  }

  private void look() {
    try {
      byte[] now = read(file);
      if (problem != null || !Arrays.equals(now, bytes)) {
        keys = parsed(file, now);
        bytes = now;
      }
      problem = null;
    } catch (IOException e) {
      problem = e.getMessage();
    }
  }

  private static byte[] read(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return in.readNBytes(SealLimits.KEY_FILE_BYTES_MAX + 1);
    } catch (NoSuchFileException e) {
      throw new IOException(file + ": there is no such file", e);
    } catch (IOException e) {
      throw new IOException(file + ": cannot be read: " + e.getMessage(), e);
    }
  }

  private static SealKeys parsed(Path file, byte[] bytes) throws IOException {
    if (bytes.length > SealLimits.KEY_FILE_BYTES_MAX) {
      throw new IOException(file + ": more than " + SealLimits.KEY_FILE_BYTES_MAX + " bytes");
    }
    try {
      return SealKeys.parse(new String(bytes, StandardCharsets.UTF_8));
    } catch (IllegalArgumentException e) {
      throw new IOException(file + ": " + e.getMessage(), e);
    }
  }
}
