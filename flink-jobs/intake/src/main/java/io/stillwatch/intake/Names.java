package io.stillwatch.intake;

import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the names in one source's records mean: the rows of its vocabulary and its identity. */
final class Names {

  /**
   * What one name fills.
   *
   * @param slot the place of the event, null where there is a role
   * @param rank its place in its row; the smallest that is there counts
   */
  record Meaning(@Nullable Slot slot, @Nullable Role role, int rank) {
    boolean fillsFromAfar() {
      return slot != null || role == Role.ADDRESS;
    }
  }

  /** What the rank of another vocabulary's names is made worse by: a source's own count first. */
  private static final int BORROWED = 16;

  private final Map<String, Meaning[]> meanings = new HashMap<>();
  private final Set<String> beginnings = new HashSet<>();
  private final String source;
  private final boolean joined;
  private final boolean clientsMayChooseIds;

  Names(Vocabulary vocabulary, Source source) {
    this.source = source.name();
    this.joined = source.joined();
    this.clientsMayChooseIds = vocabulary == Vocabulary.LANGFUSE;
    for (Aliases.Row row : Aliases.rows(vocabulary)) {
      Slot slot = row.field() == null ? null : Slot.of(row.field());
      add(slot, row.role(), row.names(), row.vocabulary() == vocabulary ? 0 : BORROWED);
    }
    Identity identity = source.identity().or(Aliases.identity(vocabulary));
    add(Slot.of("account_id"), null, identity.account(), 0);
    add(Slot.of("api_key_id"), null, identity.apiKey(), 0);
    add(Slot.of("organization_id"), null, identity.organization(), 0);
    add(Slot.of("tenant"), null, identity.tenant(), 0);
    add(null, Role.ADDRESS, identity.address(), 0);
  }

  private void add(@Nullable Slot slot, @Nullable Role role, List<String> names, int worse) {
    for (int rank = 0; rank < names.size(); rank++) {
      String name = names.get(rank);
      Meaning[] known = meanings.getOrDefault(name, new Meaning[0]);
      Meaning[] more = Arrays.copyOf(known, known.length + 1);
      more[known.length] = new Meaning(slot, role, rank + worse);
      meanings.put(name, more);
      for (int dot = name.indexOf('.'); dot > 0; dot = name.indexOf('.', dot + 1)) {
        beginnings.add(name.substring(0, dot));
      }
    }
  }

  /** What a name fills, null when nobody asks for it. */
  Meaning @Nullable [] find(String name) {
    return meanings.get(name);
  }

  /** Whether a value under this name would be used. */
  boolean wants(String name) {
    return find(name) != null || listed(name) != null;
  }

  /** The list that a name spells out, null where it does not or nobody asks for it. */
  @Nullable ListedName listed(String name) {
    ListedName listed = ListedName.of(name);
    return listed == null || find(listed.list()) == null ? null : listed;
  }

  /**
   * Whether a name tells of what is around an exchange: fields and the address, no conversation.
   */
  boolean fillsFromAfar(String name) {
    Meaning[] found = meanings.get(name);
    if (found != null) {
      for (Meaning meaning : found) {
        if (meaning.fillsFromAfar()) {
          return true;
        }
      }
    }
    return false;
  }

  /** Whether all that a name fills are fields that take what is too long in part. */
  boolean mayBeCut(String name) {
    Meaning[] found = meanings.get(name);
    return found != null
        && Arrays.stream(found).allMatch(fills -> fills.slot() != null && !fills.slot().id());
  }

  /** Whether longer names that begin so, and go on after a point, are asked for. */
  boolean leadsOn(String beginning) {
    return beginnings.contains(beginning);
  }

  /** Whether what has no account may get it from another part of its trace. */
  boolean joined() {
    return joined;
  }

  /** Whether the ids of trace and span may be what the asking client wrote. */
  boolean clientsMayChooseIds() {
    return clientsMayChooseIds;
  }

  /** As settings call it. */
  String source() {
    return source;
  }
}
