package io.stillwatch.patterns;

import io.stillwatch.patterns.PatternCompiler.RefusedException;
import io.stillwatch.schemas.FeedbackLaw;
import io.stillwatch.schemas.Mode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Which patterns are judged for whom, and how far each may go. A change gives another book; the
 * automata behind it belong to one task.
 *
 * <p>Of each pattern one version is live for a tenant: the one that the tenant's own pointer names,
 * or the pointer for all tenants; without either the newest, in shadow. A pointer names the text
 * that was promoted, too: a tenant's own text under the same number is not that one. What is newer
 * than the live version runs beside it in shadow, so that one sees what it would do before it takes
 * over.
 */
public final class PatternBook {

  /** The tenant of patterns and pointers that hold for all tenants without one of their own. */
  public static final String ALL_TENANTS = FeedbackLaw.ALL_TENANTS;

  /** Patterns of campaign scope in one book: each of them is judged at every observation. */
  static final int CAMPAIGN_PATTERNS_MAX = 16;

  private final Shelf shelf;
  private final SortedMap<Name, NavigableMap<Integer, Edition>> editions;
  private final SortedMap<Name, BookRow.Pointer> pointers;
  private final SortedMap<String, String> refusals;
  private final ConcurrentMap<String, BookView> views = new ConcurrentHashMap<>();
  private @Nullable String hash;
  private @Nullable SortedMap<String, String> told;
  private @Nullable String lastTenant;
  private @Nullable BookView lastView;

  /** A pattern of a tenant. */
  record Name(String tenant, String patternId) implements Comparable<Name> {
    @Override
    public int compareTo(Name other) {
      int byId = patternId.compareTo(other.patternId);
      return byId != 0 ? byId : tenant.compareTo(other.tenant);
    }
  }

  /** One version of a pattern, with the digest of its text. */
  record Edition(PatternSpec spec, String digest) {}

  private PatternBook(
      Shelf shelf,
      SortedMap<Name, NavigableMap<Integer, Edition>> editions,
      SortedMap<Name, BookRow.Pointer> pointers,
      SortedMap<String, String> refusals) {
    this.shelf = shelf;
    this.editions = editions;
    this.pointers = pointers;
    this.refusals = refusals;
  }

  /** A book without patterns. */
  public static PatternBook empty(PatternCompiler compiler, Packing packing) {
    return new PatternBook(
        new Shelf(compiler, packing), new TreeMap<>(), new TreeMap<>(), new TreeMap<>());
  }

  /** How a pattern is packed; see {@code cep.Packer}. */
  @FunctionalInterface
  public interface Packing {
    Automaton pack(PatternSpec spec, int key, List<Automaton> older);
  }

  /**
   * This book after one more row of its history. What cannot be read or packed changes nothing but
   * {@link #refusals()}, where it is found under its {@link #label(String, String, int)}.
   */
  public PatternBook with(BookRow row) {
    Name name = new Name(row.tenant(), row.patternId());
    SortedMap<Name, NavigableMap<Integer, Edition>> changedEditions = editions;
    SortedMap<Name, BookRow.Pointer> changedPointers = pointers;
    SortedMap<String, String> changedRefusals = new TreeMap<>(refusals);
    if (row instanceof BookRow.Revision revision) {
      String label = label(name.tenant(), name.patternId(), revision.version());
      changedRefusals.remove(label);
      try {
        Edition edition = shelf.edition(revision);
        requireFree(edition.spec());
        changedEditions = copy(name);
        changedEditions
            .computeIfAbsent(name, n -> new TreeMap<>())
            .put(revision.version(), edition);
      } catch (RefusedException | IllegalArgumentException e) {
        changedRefusals.put(label, String.valueOf(e.getMessage()));
      }
    } else if (row instanceof BookRow.RevisionGone gone) {
      changedEditions = copy(name);
      changedEditions.getOrDefault(name, new TreeMap<>()).remove(gone.version());
      changedRefusals.remove(label(name.tenant(), name.patternId(), gone.version()));
    } else if (row instanceof BookRow.Pointer pointer) {
      changedPointers = new TreeMap<>(pointers);
      changedPointers.put(name, pointer);
    } else {
      changedPointers = new TreeMap<>(pointers);
      changedPointers.remove(name);
    }
    return new PatternBook(shelf, changedEditions, changedPointers, changedRefusals);
  }

  /** How a version is named among the refusals. */
  public static String label(String tenant, String patternId, int version) {
    return patternId + "@" + version + (tenant.equals(ALL_TENANTS) ? "" : " of " + tenant);
  }

  /** By which a pointer knows the text that it means: its SHA-256, in hexadecimal. */
  public static String digest(String text) {
    return Shelf.digest(text);
  }

  /** A copy in which this pattern's versions can be changed. */
  private SortedMap<Name, NavigableMap<Integer, Edition>> copy(Name name) {
    SortedMap<Name, NavigableMap<Integer, Edition>> copy = new TreeMap<>(editions);
    copy.computeIfPresent(name, (n, versions) -> new TreeMap<>(versions));
    return copy;
  }

  private void requireFree(PatternSpec spec) throws RefusedException {
    for (Name name : editions.keySet()) {
      if (name.patternId().hashCode() == spec.key() && !name.patternId().equals(spec.id())) {
        throw new RefusedException(
            "its id and that of '" + name.patternId() + "' have the same hash; rename one");
      }
    }
    if (spec.form() instanceof CampaignForm form) {
      requireRoom(spec, form);
    }
  }

  /** Campaigns are found in one way, and then judged in a bounded number of others. */
  private void requireRoom(PatternSpec spec, CampaignForm form) throws RefusedException {
    TreeSet<String> others = new TreeSet<>();
    for (PatternSpec other : all()) {
      if (other.form() instanceof CampaignForm theirs && !other.id().equals(spec.id())) {
        others.add(other.id());
        if (form.weights() != null && theirs.weights() != null) {
          throw new RefusedException(
              "'" + other.id() + "' brings the weights already; leave spec.weights out");
        }
      }
    }
    if (others.size() >= CAMPAIGN_PATTERNS_MAX) {
      throw new RefusedException(
          "there are "
              + others.size()
              + " patterns of campaign scope, the limit is "
              + CAMPAIGN_PATTERNS_MAX
              + "; put several conditions into one");
    }
  }

  /** This book with the newest version of each pattern going so far for all tenants. */
  public PatternBook promoted(Mode mode) {
    return promoted(spec -> mode);
  }

  /** This book with the newest version of each pattern going as far as its file means it to. */
  public PatternBook promotedAsMeant() {
    return promoted(PatternSpec::meant);
  }

  private PatternBook promoted(Function<PatternSpec, Mode> mode) {
    PatternBook changed = this;
    for (Name name : editions.keySet()) {
      NavigableMap<Integer, Edition> visible = visible(ALL_TENANTS, name.patternId());
      if (name.tenant().equals(ALL_TENANTS) && !visible.isEmpty()) {
        Map.Entry<Integer, Edition> newest = visible.lastEntry();
        changed =
            changed.with(
                new BookRow.Pointer(
                    ALL_TENANTS,
                    name.patternId(),
                    newest.getKey(),
                    mode.apply(newest.getValue().spec()),
                    1));
      }
    }
    return changed;
  }

  // ---- what holds for a tenant

  /** What is judged for this tenant. */
  public BookView of(String tenant) {
    BookView last = lastView;
    if (last != null && tenant.equals(lastTenant)) {
      return last;
    }
    BookView view = views.computeIfAbsent(hasOwn(tenant) ? tenant : ALL_TENANTS, this::view);
    lastTenant = tenant;
    lastView = view;
    return view;
  }

  /**
   * Makes ready what will be asked of this book: its hash, and what is judged for these tenants and
   * for those that the book before it has judged. Another thread may be judging by that one.
   */
  public void prepare(Set<String> tenants, PatternBook before) {
    hash();
    tenants.forEach(this::of);
    before.views.keySet().forEach(this::of);
  }

  private boolean hasOwn(String tenant) {
    for (Name name : pointers.keySet()) {
      if (name.tenant().equals(tenant)) {
        return true;
      }
    }
    for (Name name : editions.keySet()) {
      if (name.tenant().equals(tenant)) {
        return true;
      }
    }
    return false;
  }

  private BookView view(String tenant) {
    Viewed viewed = new Viewed();
    TreeSet<String> ids = new TreeSet<>();
    for (Name name : editions.keySet()) {
      if (name.tenant().equals(tenant) || name.tenant().equals(ALL_TENANTS)) {
        ids.add(name.patternId());
      }
    }
    for (String id : ids) {
      addEntries(tenant, id, viewed);
    }
    return new BookView(viewed.entries, viewed.campaigns);
  }

  /** What a view is made of. */
  private final class Viewed {
    private final List<BookView.Entry> entries = new ArrayList<>();
    private final List<BookView.CampaignEntry> campaigns = new ArrayList<>();

    void add(
        Edition edition,
        NavigableMap<Integer, Edition> visible,
        Mode mode,
        double share,
        boolean candidate) {
      if (edition.spec().isOfCampaigns()) {
        campaigns.add(new BookView.CampaignEntry(edition.spec(), mode, share, candidate));
      } else {
        Automaton automaton = shelf.automaton(edition, visible, candidate);
        entries.add(new BookView.Entry(automaton, mode, share, candidate));
      }
    }
  }

  private void addEntries(String tenant, String id, Viewed viewed) {
    NavigableMap<Integer, Edition> visible = visible(tenant, id);
    BookRow.Pointer pointer = pointer(tenant, id);
    if (visible.isEmpty() || (pointer != null && pointer.mode() == Mode.OFF)) {
      return;
    }
    Edition promoted = promoted(tenant, pointer);
    Edition live = promoted != null ? promoted : unpromoted(visible, pointer);
    if (pointer != null && promoted != null) {
      // What this release cannot read must not act.
      Mode mode = pointer.mode() == Mode.UNKNOWN ? Mode.SHADOW : pointer.mode();
      viewed.add(promoted, visible, mode, pointer.share(), false);
    } else if (live != null) {
      viewed.add(live, visible, Mode.SHADOW, 1, false);
    }
    Edition newest = visible.lastEntry().getValue();
    if (live == null || !live.digest().equals(newest.digest())) {
      viewed.add(newest, visible, Mode.SHADOW, 1, true);
    }
  }

  /** What a pointer means for a tenant: its own text of that version, or that for all. */
  private @Nullable Edition promoted(String tenant, BookRow.@Nullable Pointer pointer) {
    if (pointer == null) {
      return null;
    }
    for (String whose : List.of(tenant, ALL_TENANTS)) {
      NavigableMap<Integer, Edition> versions = editions.get(new Name(whose, pointer.patternId()));
      Edition edition = versions == null ? null : versions.get(pointer.version());
      if (edition != null && pointer.means(edition.digest())) {
        return edition;
      }
    }
    return null;
  }

  /** The live version where no pointer leads to one; null where there is none then. */
  private static @Nullable Edition unpromoted(
      NavigableMap<Integer, Edition> visible, BookRow.@Nullable Pointer pointer) {
    Edition oldest = visible.firstEntry().getValue();
    if (oldest.spec().form() instanceof CampaignForm form && form.weights() != null) {
      return oldest; // others act on whom its weights find: only a promotion may change them
    }
    return pointer == null ? visible.lastEntry().getValue() : null;
  }

  /** The version that is judged as the live one for a tenant, null where there is none at all. */
  public @Nullable PatternSpec live(String tenant, String id) {
    NavigableMap<Integer, Edition> visible = visible(tenant, id);
    if (visible.isEmpty()) {
      return null;
    }
    BookRow.Pointer pointer = pointer(tenant, id);
    Edition promoted = promoted(tenant, pointer);
    Edition live = promoted != null ? promoted : unpromoted(visible, pointer);
    return (live != null ? live : visible.lastEntry().getValue()).spec();
  }

  private NavigableMap<Integer, Edition> visible(String tenant, String id) {
    NavigableMap<Integer, Edition> visible =
        new TreeMap<>(editions.getOrDefault(new Name(ALL_TENANTS, id), new TreeMap<>()));
    visible.putAll(editions.getOrDefault(new Name(tenant, id), new TreeMap<>()));
    return visible;
  }

  private BookRow.@Nullable Pointer pointer(String tenant, String id) {
    BookRow.Pointer own = pointers.get(new Name(tenant, id));
    return own != null ? own : pointers.get(new Name(ALL_TENANTS, id));
  }

  /** This book without the patterns of other forms; it keeps its hash. */
  public PatternBook only(Class<? extends Form> form) {
    SortedMap<Name, NavigableMap<Integer, Edition>> left = new TreeMap<>();
    editions.forEach(
        (name, versions) -> {
          NavigableMap<Integer, Edition> kept = new TreeMap<>(versions);
          kept.values().removeIf(edition -> !form.isInstance(edition.spec().form()));
          left.put(name, kept);
        });
    PatternBook book = new PatternBook(shelf, left, pointers, refusals);
    book.hash = hash();
    book.told = refusals();
    return book;
  }

  // ---- what it says of itself

  /**
   * What stands on the topic and does not hold, and why: revisions, and promotions to enforce whose
   * text is not there.
   */
  public SortedMap<String, String> refusals() {
    SortedMap<String, String> known = told;
    if (known == null) {
      SortedMap<String, String> all = new TreeMap<>(refusals);
      pointers.values().forEach(pointer -> addLost(pointer, all));
      told = all;
      known = all;
    }
    return known;
  }

  private void addLost(BookRow.Pointer pointer, SortedMap<String, String> all) {
    if (pointer.mode() != Mode.ENFORCE || promoted(pointer.tenant(), pointer) != null) {
      return;
    }
    boolean otherText =
        visible(pointer.tenant(), pointer.patternId()).containsKey(pointer.version());
    all.put(
        "promotion of " + label(pointer.tenant(), pointer.patternId(), pointer.version()),
        otherText
            ? "its text is another than the one that was promoted, and in shadow; promote it anew"
            : "there is no such version, what there is stays in shadow; publish it, or promote another");
  }

  /** Every version that can be judged, by id, for all tenants together. */
  public List<PatternSpec> all() {
    List<PatternSpec> specs = new ArrayList<>();
    editions.values().forEach(v -> v.values().forEach(edition -> specs.add(edition.spec())));
    return specs;
  }

  /** Sixteen hexadecimal digits that two books share only if they judge alike. */
  public String hash() {
    String known = hash;
    if (known == null) {
      known = Shelf.hash(editions, pointers);
      hash = known;
    }
    return known;
  }
}
