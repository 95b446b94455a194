package io.stillwatch.patterns;

import io.stillwatch.patterns.PatternBook.Edition;
import io.stillwatch.patterns.PatternBook.Name;
import io.stillwatch.patterns.PatternBook.Packing;
import io.stillwatch.patterns.PatternCompiler.RefusedException;
import io.stillwatch.schemas.Sha256;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.SortedMap;

/**
 * Compiles and packs each version of a pattern once, for all books of a task: the one that judges
 * and the next one, which is made beside it.
 */
final class Shelf {

  /** Other versions of a pattern whose live matches an automaton can take over. */
  private static final int OTHERS_MAX = 8;

  private final PatternCompiler compiler;
  private final Packing packing;
  private final Map<String, Edition> editions = new HashMap<>();
  private final Map<Place, Packed> automata = new HashMap<>();

  /** Automata by digest that take over nothing: they tell where their live matches stand. */
  private final Map<String, Automaton> layouts = new HashMap<>();

  /** A version, live or beside the live one. */
  private record Place(String digest, boolean candidate) {}

  /** Its automaton, and the versions whose live matches that one can take over. */
  private record Packed(Automaton automaton, List<Automaton> others) {}

  Shelf(PatternCompiler compiler, Packing packing) {
    this.compiler = compiler;
    this.packing = packing;
  }

  synchronized Edition edition(BookRow.Revision revision) throws RefusedException {
    String digest = digest(revision.source());
    Edition known = editions.get(digest);
    if (known == null) {
      PatternSpec spec = compiler.compile(revision.patternId(), revision.source());
      known = new Edition(spec, digest);
      if (!spec.isOfCampaigns()) {
        layouts.put(digest, packing.pack(spec, spec.key(), List.of())); // says now if it cannot
      }
      editions.put(digest, known);
    }
    PatternSpec spec = known.spec();
    if (!spec.id().equals(revision.patternId()) || spec.version() != revision.version()) {
      throw new RefusedException(
          "it says that it is "
              + spec.id()
              + " version "
              + spec.version()
              + ", its key says "
              + revision.patternId()
              + " version "
              + revision.version());
    }
    return known;
  }

  /** The automaton of a version; a candidate's live matches are apart from the live version's. */
  synchronized Automaton automaton(
      Edition edition, NavigableMap<Integer, Edition> versions, boolean candidate) {
    Place place = new Place(edition.digest(), candidate);
    List<Automaton> others = others(edition, versions);
    Packed known = automata.get(place);
    // A version that came since may have left live matches, too: rolling back finds them.
    if (known == null || !known.others().equals(others)) {
      known = new Packed(pack(edition, candidate, others), others);
      automata.put(place, known);
    }
    return known.automaton();
  }

  private Automaton pack(Edition edition, boolean candidate, List<Automaton> others) {
    if (others.isEmpty() && !candidate) {
      return layout(edition);
    }
    int key = candidate ? candidateKey(edition.spec()) : edition.spec().key();
    return packing.pack(edition.spec(), key, others);
  }

  private static int candidateKey(PatternSpec spec) {
    return (spec.id() + "\0candidate").hashCode();
  }

  /** Automata of the versions nearest to this one. */
  private List<Automaton> others(Edition edition, NavigableMap<Integer, Edition> versions) {
    int version = edition.spec().version();
    return versions.values().stream()
        .filter(other -> other.spec().version() != version && !other.spec().isOfCampaigns())
        .sorted(Comparator.comparingInt(other -> Math.abs(other.spec().version() - version)))
        .limit(OTHERS_MAX)
        .map(this::layout)
        .toList();
  }

  private Automaton layout(Edition edition) {
    return layouts.computeIfAbsent(
        edition.digest(), d -> packing.pack(edition.spec(), edition.spec().key(), List.of()));
  }

  static String digest(String text) {
    return HexFormat.of().formatHex(Sha256.of(text));
  }

  /** Sixteen hexadecimal digits over everything that says how a book judges. */
  static String hash(
      SortedMap<Name, NavigableMap<Integer, Edition>> editions,
      SortedMap<Name, BookRow.Pointer> pointers) {
    StringBuilder text = new StringBuilder();
    editions.forEach(
        (name, versions) ->
            versions.forEach(
                (version, edition) ->
                    text.append(name)
                        .append('@')
                        .append(version)
                        .append('=')
                        .append(edition.digest())
                        .append('\n')));
    pointers.values().forEach(pointer -> text.append(pointer).append('\n'));
    return HexFormat.of().formatHex(Sha256.of(text.toString()), 0, 8);
  }
}
