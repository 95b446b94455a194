package io.stillwatch.signals;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

/**
 * The signals there are, by name and by code. Immutable.
 *
 * <p>A catalogue that exists is sound: codes and names are unique and within bounds.
 */
public final class SignalCatalog {

  private final List<Signal> signals;
  private final Map<String, Signal> byName;
  private final @Nullable Signal[] byCode;
  private final PhraseBook promptPhrases;
  private final PhraseBook responsePhrases;

  private SignalCatalog(List<Signal> signals, Map<String, Signal> byName, int width) {
    this.signals = signals;
    this.byName = byName;
    this.byCode = new @Nullable Signal[width];
    for (Signal signal : signals) {
      byCode[signal.code()] = signal;
    }
    this.promptPhrases = PhraseBook.of(signals, Signal.Side.PROMPT);
    this.responsePhrases = PhraseBook.of(signals, Signal.Side.RESPONSE);
  }

  /** Every signal on the class path that registered itself. */
  public static SignalCatalog installed() {
    return Installed.CATALOG;
  }

  /** Loaded once: making one set of all phrases takes a while. */
  private static final class Installed {
    static final SignalCatalog CATALOG = load();

    private static SignalCatalog load() {
      List<Signal> found = new ArrayList<>();
      ServiceLoader.load(Signal.class, SignalCatalog.class.getClassLoader()).forEach(found::add);
      return of(found);
    }
  }

  /** Throws IllegalArgumentException that names every clash among the signals. */
  public static SignalCatalog of(Collection<? extends Signal> found) {
    List<Signal> signals = new ArrayList<>(found);
    signals.sort(Comparator.comparingInt(Signal::code));
    List<String> problems = new ArrayList<>();
    Map<String, Signal> byName = new HashMap<>();
    Map<Integer, Signal> byCode = new HashMap<>();
    int width = 0;
    for (Signal signal : signals) {
      String who = signal.getClass().getName();
      if (signal.code() < 0 || signal.code() > SignalLimits.CODE_MAX) {
        problems.add(
            who + ": code " + signal.code() + " must be from 0 to " + SignalLimits.CODE_MAX);
      }
      if (!isSnakeCase(signal.name())) {
        problems.add(who + ": name '" + signal.name() + "' must be lower snake case");
      }
      Signal sameCode = byCode.putIfAbsent(signal.code(), signal);
      if (sameCode != null) {
        problems.add(who + ": code " + signal.code() + " is taken by " + sameCode.name());
      }
      Signal sameName = byName.putIfAbsent(signal.name(), signal);
      if (sameName != null) {
        problems.add(who + ": name '" + signal.name() + "' is taken by code " + sameName.code());
      }
      width = Math.max(width, signal.code() + 1);
    }
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(
          "signals do not go together; give each its own code and name: "
              + String.join("; ", problems));
    }
    return new SignalCatalog(List.copyOf(signals), Map.copyOf(byName), width);
  }

  /** What the signals of a side listen for. */
  PhraseBook phrases(Signal.Side side) {
    return side == Signal.Side.PROMPT ? promptPhrases : responsePhrases;
  }

  /** By rising code. */
  public List<Signal> all() {
    return signals;
  }

  public @Nullable Signal byName(String name) {
    return byName.get(name);
  }

  public @Nullable Signal byCode(int code) {
    return code >= 0 && code < byCode.length ? byCode[code] : null;
  }

  /** The code of a signal that must be there; throws IllegalArgumentException where it is not. */
  public int code(String name) {
    Signal signal = byName.get(name);
    if (signal == null) {
      throw new IllegalArgumentException("there is no signal named '" + name + "'");
    }
    return signal.code();
  }

  /** Greater than every code; the length of a full {@link SignalSet}. */
  public int width() {
    return byCode.length;
  }

  private static boolean isSnakeCase(String name) {
    if (name.isEmpty() || name.charAt(0) < 'a' || name.charAt(0) > 'z') {
      return false;
    }
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (!(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9') && c != '_') {
        return false;
      }
    }
    return true;
  }
}
