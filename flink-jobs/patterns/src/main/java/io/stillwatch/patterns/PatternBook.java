package io.stillwatch.patterns;

import io.stillwatch.schemas.Mode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Which patterns are judged, and how far each may go for whom. Immutable: a change gives another
 * book.
 *
 * <p>A pattern that nobody promoted is in shadow: it makes findings and no actions.
 */
public final class PatternBook {

  /** The tenant of a pointer that holds for all tenants without one of their own. */
  public static final String ALL_TENANTS = "*";

  private final List<Automaton> automata;
  private final Map<String, Mode> modes;
  private final String hash;

  private PatternBook(List<Automaton> automata, Map<String, Mode> modes) {
    this.automata = automata;
    this.modes = modes;
    this.hash = hashOf(automata, modes);
  }

  /** A book with every pattern in shadow. */
  public static PatternBook of(List<PatternSpec> specs, Function<PatternSpec, Automaton> pack) {
    Map<Integer, String> keys = new HashMap<>();
    for (PatternSpec spec : specs) {
      String other = keys.put(spec.key(), spec.id());
      if (other != null) {
        throw new IllegalArgumentException(
            "patterns '"
                + other
                + "' and '"
                + spec.id()
                + "' cannot stand in one book: their ids collide; rename one");
      }
    }
    return new PatternBook(
        specs.stream().sorted(Comparator.comparing(PatternSpec::id)).map(pack).toList(), Map.of());
  }

  /** This book with one pattern's mode changed; a pattern that is not in it changes nothing. */
  public PatternBook with(String tenant, String patternId, Mode mode) {
    if (automata.stream().noneMatch(a -> a.pattern().id().equals(patternId))) {
      return this;
    }
    Map<String, Mode> changed = new HashMap<>(modes);
    // What this release cannot read must not act.
    changed.put(tenant + "|" + patternId, mode == Mode.UNKNOWN ? Mode.SHADOW : mode);
    return new PatternBook(automata, Map.copyOf(changed));
  }

  public List<Automaton> automata() {
    return automata;
  }

  public Mode mode(PatternSpec pattern, String tenant) {
    Mode own = modes.get(tenant + "|" + pattern.id());
    return own != null ? own : modes.getOrDefault(ALL_TENANTS + "|" + pattern.id(), Mode.SHADOW);
  }

  /** Sixteen hexadecimal digits that two books share only if they judge alike. */
  public String hash() {
    return hash;
  }

  private static String hashOf(List<Automaton> automata, Map<String, Mode> modes) {
    StringBuilder text = new StringBuilder();
    for (Automaton automaton : automata) {
      text.append(automaton.pattern().id())
          .append('@')
          .append(automaton.pattern().version())
          .append('\n');
    }
    new TreeMap<>(modes)
        .forEach((key, mode) -> text.append(key).append('=').append(mode).append('\n'));
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256")
              .digest(text.toString().getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest, 0, 8);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
