package io.stillwatch.intake.seal;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * The keys of a file: one a line, {@code ID=64 hexadecimal digits}; {@code #} begins a comment.
 *
 * <p><b>The first seals, each of them is accepted.</b> A rotation adds the new key behind the old
 * one where seals are checked, puts it first where they are made, and takes the old one away when
 * nothing is read any more that was sealed with it.
 */
public final class SealKeys {

  private static final String MAKE_ONE = "make one with: openssl rand -hex 32";

  private final Map<String, SecretKeySpec> keys;
  private final String first;

  private SealKeys(Map<String, SecretKeySpec> keys) {
    this.keys = keys;
    this.first = keys.keySet().iterator().next();
  }

  /**
   * Reads the text of a key file.
   *
   * @throws IllegalArgumentException says which line is wrong and how, never what stands in it
   */
  public static SealKeys parse(String text) {
    Map<String, SecretKeySpec> keys = new LinkedHashMap<>();
    List<String> problems = new ArrayList<>();
    int number = 0;
    for (String line : text.lines().toList()) {
      number++;
      String stripped = line.strip();
      if (!stripped.isEmpty() && stripped.charAt(0) != '#') {
        String problem = add(stripped, keys);
        if (problem != null) {
          problems.add("line " + number + ": " + problem);
        }
      }
    }
    if (problems.isEmpty() && keys.isEmpty()) {
      problems.add("no key in it; a line is ID=KEY, " + MAKE_ONE);
    }
    if (keys.size() > SealLimits.KEYS_MAX) {
      problems.add(keys.size() + " keys, at most " + SealLimits.KEYS_MAX + "; remove old ones");
    }
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(String.join("; ", problems));
    }
    return new SealKeys(keys);
  }

  private static @Nullable String add(String line, Map<String, SecretKeySpec> keys) {
    int equals = line.indexOf('=');
    String id = equals < 0 ? "" : line.substring(0, equals).strip();
    if (!Seal.isName(id, SealLimits.KEY_ID_CHARS_MAX)) {
      return "must be ID=KEY with an id of at most "
          + SealLimits.KEY_ID_CHARS_MAX
          + " letters, digits, '-', '_' or '.'";
    }
    String hex = line.substring(equals + 1).strip();
    try {
      byte[] key = HexFormat.of().parseHex(hex);
      if (key.length == SealLimits.KEY_BYTES) {
        return keys.putIfAbsent(id, Seal.key(key)) == null ? null : "a second key of this id";
      }
    } catch (IllegalArgumentException e) {
      // Said below, as for a key of another length; the message may quote the key.
    }
    return "the key must be " + 2 * SealLimits.KEY_BYTES + " hexadecimal digits, " + MAKE_ONE;
  }

  /** The id of the key that seals. */
  String first() {
    return first;
  }

  @Nullable SecretKeySpec find(String id) {
    return keys.get(id);
  }

  SecretKeySpec firstKey() {
    return keys.values().iterator().next();
  }

  /** The ids; never the keys. */
  @Override
  public String toString() {
    return "keys " + String.join(", ", keys.keySet());
  }
}
