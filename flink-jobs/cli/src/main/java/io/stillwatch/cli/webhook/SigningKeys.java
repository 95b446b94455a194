package io.stillwatch.cli.webhook;

import io.stillwatch.cli.Reason;
import io.stillwatch.cli.WrongUse;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The keys that deliveries are signed with, from a file of lines {@code ID HEX}. Each delivery is
 * signed with every key, so that a receiver can change from one to the next at its leisure.
 *
 * <p>A signature is that of Standard Webhooks: HMAC-SHA-256 over {@code id.timestamp.body}, written
 * {@code v1,} and Base64.
 */
final class SigningKeys {

  private static final int KEY_BYTES_MIN = 24;
  private static final int KEY_BYTES_MAX = 64;
  private static final int KEYS_MAX = 4;
  private static final int FILE_BYTES_MAX = 4_096;
  private static final String HMAC = "HmacSHA256";

  /** Of a key in its file. */
  static final String FORM = 2 * KEY_BYTES_MIN + " to " + 2 * KEY_BYTES_MAX + " hexadecimal digits";

  private final Map<String, byte[]> keys;

  private SigningKeys(Map<String, byte[]> keys) {
    this.keys = keys;
  }

  static SigningKeys read(Path file) {
    String text;
    try (InputStream in = Files.newInputStream(file)) {
      text = new String(in.readNBytes(FILE_BYTES_MAX + 1), StandardCharsets.US_ASCII);
    } catch (IOException e) {
      throw new WrongUse("cannot read the keys of " + file + ": " + Reason.of(e), e);
    }
    if (text.length() > FILE_BYTES_MAX) {
      throw new WrongUse(
          file + " is longer than " + FILE_BYTES_MAX + " bytes; it holds more than keys");
    }
    Map<String, byte[]> keys = new LinkedHashMap<>();
    for (String line : text.lines().map(String::strip).filter(l -> !l.isEmpty()).toList()) {
      int space = line.indexOf(' ');
      String id = space < 0 ? "" : line.substring(0, space);
      byte[] key = key(line.substring(space + 1).strip());
      if (!isName(id) || key.length < KEY_BYTES_MIN || key.length > KEY_BYTES_MAX) {
        // The line is not quoted: it holds the secret.
        throw new WrongUse(
            file
                + ": line "
                + (keys.size() + 1)
                + " is no key; write a name of letters, digits, '-' and '_', a space and "
                + FORM);
      }
      if (keys.put(id, key) != null) {
        throw new WrongUse(file + " has two keys of the name " + id + "; give each its own");
      }
    }
    if (keys.isEmpty() || keys.size() > KEYS_MAX) {
      throw new WrongUse(file + " holds " + keys.size() + " keys; it must hold 1 to " + KEYS_MAX);
    }
    return new SigningKeys(keys);
  }

  private static byte[] key(String hex) {
    try {
      return HexFormat.of().parseHex(hex);
    } catch (IllegalArgumentException e) {
      return new byte[0];
    }
  }

  private static boolean isName(String id) {
    return !id.isEmpty()
        && id.length() <= 64
        && id.chars()
            .allMatch(c -> c < 128 && (Character.isLetterOrDigit(c) || "-_".indexOf(c) >= 0));
  }

  /** The names of the keys, in the order of the signatures. */
  String ids() {
    return String.join(" ", keys.keySet());
  }

  /** One signature a key, with spaces between. */
  String sign(String id, long timestampSeconds, byte[] body) {
    List<String> signatures = new ArrayList<>();
    for (byte[] key : keys.values()) {
      try {
        Mac mac = Mac.getInstance(HMAC);
        mac.init(new SecretKeySpec(key, HMAC));
        mac.update((id + "." + timestampSeconds + ".").getBytes(StandardCharsets.UTF_8));
        signatures.add("v1," + Base64.getEncoder().encodeToString(mac.doFinal(body)));
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException("every Java has " + HMAC, e);
      }
    }
    return signatures.stream().collect(Collectors.joining(" "));
  }
}
