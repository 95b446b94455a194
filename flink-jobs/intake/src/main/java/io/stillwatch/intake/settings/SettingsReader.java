package io.stillwatch.intake.settings;

import java.math.BigInteger;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Reads typed values from named texts and collects what is wrong with them instead of stopping at
 * the first.
 */
public final class SettingsReader {

  private final Map<String, String> texts;
  private final Set<String> asked = new TreeSet<>();
  private final List<String> problems = new ArrayList<>();

  public SettingsReader(Map<String, String> texts) {
    this.texts = new TreeMap<>(texts);
  }

  public @Nullable String text(String name) {
    asked.add(name);
    String text = texts.get(name);
    return text == null ? null : text.strip();
  }

  public String text(String name, String fallback) {
    String text = text(name);
    return text == null ? fallback : text;
  }

  /** Words with commas between them; empty when nothing is set. */
  public List<String> list(String name) {
    String text = text(name);
    List<String> words = new ArrayList<>();
    for (String word : text == null ? new String[0] : text.split(",", -1)) {
      if (!word.isBlank()) {
        words.add(word.strip());
      }
    }
    return words;
  }

  public int number(String name, int fallback, int min, int max) {
    String text = text(name);
    if (text == null) {
      return fallback;
    }
    try {
      int value = Integer.parseInt(text);
      if (value >= min && value <= max) {
        return value;
      }
    } catch (NumberFormatException e) {
      // Said below, as for a number out of range.
    }
    problem(name, "'" + text + "' must be a whole number from " + min + " to " + max);
    return fallback;
  }

  public boolean flag(String name, boolean fallback) {
    String text = text(name);
    if (text == null || text.equals("true") || text.equals("false")) {
      return text == null ? fallback : text.equals("true");
    }
    problem(name, "'" + text + "' must be true or false");
    return fallback;
  }

  /** A whole number with one of the units ms, s, m, h, d. */
  public Duration duration(String name, Duration fallback, Duration min, Duration max) {
    String text = text(name);
    if (text == null) {
      return fallback;
    }
    Duration value = parse(text);
    if (value == null || value.compareTo(min) < 0 || value.compareTo(max) > 0) {
      problem(
          name,
          "'"
              + text
              + "' must be a time like 500ms, 2s, 10m, 3h or 30d, from "
              + print(min)
              + " to "
              + print(max));
      return fallback;
    }
    return value;
  }

  public <E extends Enum<E>> E choice(String name, E fallback) {
    String text = text(name);
    if (text == null) {
      return fallback;
    }
    List<String> known = new ArrayList<>();
    for (E constant : fallback.getDeclaringClass().getEnumConstants()) {
      String written = constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
      if (written.equals(text.replace('_', '-'))) {
        return constant;
      }
      known.add(written);
    }
    problem(name, "'" + text + "' must be one of " + String.join(", ", known));
    return fallback;
  }

  /** Where to listen. */
  public InetSocketAddress address(String name, String fallback) {
    String text = text(name, fallback);
    int colon = text.lastIndexOf(':');
    try {
      int port = Integer.parseInt(text.substring(colon + 1));
      if (colon > 0 && port >= 0 && port <= 65_535) {
        InetSocketAddress address = new InetSocketAddress(text.substring(0, colon), port);
        if (!address.isUnresolved()) {
          return address;
        }
      }
    } catch (NumberFormatException e) {
      // Said below, as for an address that is none.
    }
    problem(name, "'" + text + "' must be an address of this host and a port, like " + fallback);
    return new InetSocketAddress(0);
  }

  public @Nullable URI httpUrl(String name) {
    String text = text(name);
    if (text == null) {
      return null;
    }
    try {
      URI uri = new URI(text);
      boolean http = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
      if (http && uri.getHost() != null && uri.getUserInfo() == null) {
        return uri;
      }
    } catch (URISyntaxException e) {
      // Said below, as for another scheme. The text may hold a password and is not repeated.
    }
    problem(name, "must be an http or https address without user and password in it");
    return null;
  }

  /** Everything whose name begins so, without that beginning. */
  public Map<String, String> below(String prefix) {
    Map<String, String> found = new TreeMap<>();
    texts.forEach(
        (name, text) -> {
          if (name.startsWith(prefix) && name.length() > prefix.length()) {
            asked.add(name);
            found.put(name.substring(prefix.length()), text);
          }
        });
    return found;
  }

  public void problem(String name, String what) {
    problems.add(name + ": " + what);
  }

  /** Throws if anything was wrong, or was given and never asked for. */
  public void finish() {
    for (String name : texts.keySet()) {
      if (!asked.contains(name)) {
        problems.add(name + ": no such setting");
      }
    }
    if (!problems.isEmpty()) {
      throw new SettingsException(problems);
    }
  }

  private static @Nullable Duration parse(String text) {
    int digits = 0;
    while (digits < text.length() && text.charAt(digits) >= '0' && text.charAt(digits) <= '9') {
      digits++;
    }
    long unitMs =
        switch (text.substring(digits).strip()) {
          case "ms" -> 1L;
          case "s" -> 1_000L;
          case "m" -> 60_000L;
          case "h" -> 3_600_000L;
          case "d" -> 86_400_000L;
          default -> 0L;
        };
    if (digits == 0 || unitMs == 0) {
      return null;
    }
    BigInteger ms = new BigInteger(text.substring(0, digits)).multiply(BigInteger.valueOf(unitMs));
    return ms.bitLength() < Long.SIZE ? Duration.ofMillis(ms.longValue()) : null;
  }

  /** As it would be written in a settings file: Java puts a '/' before an address. */
  public static String print(InetSocketAddress address) {
    return address.getHostString() + ":" + address.getPort();
  }

  /** The same of a time. */
  public static String print(Duration time) {
    long ms = time.toMillis();
    if (ms % 86_400_000L == 0 && ms > 0) {
      return ms / 86_400_000L + "d";
    }
    if (ms % 3_600_000L == 0 && ms > 0) {
      return ms / 3_600_000L + "h";
    }
    if (ms % 60_000L == 0 && ms > 0) {
      return ms / 60_000L + "m";
    }
    return ms % 1_000L == 0 ? ms / 1_000L + "s" : ms + "ms";
  }
}
