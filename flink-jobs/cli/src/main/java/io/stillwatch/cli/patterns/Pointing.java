package io.stillwatch.cli.patterns;

import io.stillwatch.jobs.AuditTopic;
import io.stillwatch.jobs.PatternTopic;
import io.stillwatch.patterns.BookRow;
import io.stillwatch.patterns.PatternBook;
import io.stillwatch.schemas.AuditEntry;
import io.stillwatch.schemas.Mode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** Where a pattern's pointer stands, or once stood. */
record Pointing(int version, Mode mode, double share) {

  /** As the audit topic words that the pointer was taken back. */
  static final String WITHDRAWN = "withdraw the pointer";

  private static final String POINTS = "point to ";

  static Pointing of(BookRow.Pointer pointer) {
    return new Pointing(pointer.version(), pointer.mode(), pointer.share());
  }

  /** As the audit topic words it. */
  String act() {
    return POINTS + mode.name().toLowerCase(Locale.ROOT) + " " + share;
  }

  /**
   * Where to go back to from the present version: the last place of a lower version. The pattern
   * topic is compacted, so what it has forgotten is looked up on the audit topic; without a word
   * anywhere it is the next lower version that there is, in shadow. Where a tenant had no word of
   * its own before, the word for all held. What was withdrawn does not come back.
   *
   * @param wanted only this version will do; null for any lower one
   */
  static Optional<Pointing> before(
      BookOnTopic book, String tenant, String id, int present, @Nullable Integer wanted) {
    List<AuditEntry> entries = new AuditTopic(book.kafka(), book.topics()).read();
    List<Pointing> history = new ArrayList<>(history(book, entries, PatternBook.ALL_TENANTS, id));
    if (!tenant.equals(PatternBook.ALL_TENANTS)) {
      history.addAll(history(book, entries, tenant, id));
    }
    SortedMap<Integer, Source> versions = book.versions(tenant, id);
    for (int i = history.size() - 1; i >= 0; i--) {
      Pointing once = history.get(i);
      if (versions.containsKey(once.version())
          && (wanted == null ? once.version() < present : once.version() == wanted)) {
        return Optional.of(once);
      }
    }
    SortedMap<Integer, Source> lower = versions.headMap(present);
    if (wanted != null) {
      return versions.containsKey(wanted)
          ? Optional.of(new Pointing(wanted, Mode.SHADOW, 1))
          : Optional.empty();
    }
    return lower.isEmpty()
        ? Optional.empty()
        : Optional.of(new Pointing(lower.lastKey(), Mode.SHADOW, 1));
  }

  /** Where it stood for a tenant, oldest first. */
  private static List<Pointing> history(
      BookOnTopic book, List<AuditEntry> entries, String tenant, String id) {
    List<Pointing> history = new ArrayList<>();
    for (AuditEntry entry : entries) {
      if (!entry.getTenant().equals(tenant)) {
        continue;
      }
      if (entry.getAct().equals(WITHDRAWN) && entry.getSubject().startsWith(subject(id))) {
        withdraw(history, tenant);
      }
      Pointing once = parse(entry, id);
      if (once != null) {
        history.add(once);
      }
    }
    // Of the newest both tell; the topic also of what could not be audited.
    for (PatternTopic.Row row : book.rows()) {
      if (!row.row().tenant().equals(tenant) || !row.row().patternId().equals(id)) {
        continue;
      }
      if (row.row() instanceof BookRow.Pointer pointer) {
        history.add(of(pointer));
      } else if (row.row() instanceof BookRow.PointerGone) {
        withdraw(history, tenant);
      }
    }
    return history;
  }

  /** Without a word for all every version is in shadow; without its own a tenant follows. */
  private static void withdraw(List<Pointing> history, String tenant) {
    if (tenant.equals(PatternBook.ALL_TENANTS)) {
      history.replaceAll(once -> new Pointing(once.version(), Mode.SHADOW, 1));
    } else {
      history.clear();
    }
  }

  private static String subject(String id) {
    return "pattern " + id + "@";
  }

  private static @Nullable Pointing parse(AuditEntry entry, String id) {
    String prefix = subject(id);
    if (!entry.getAct().startsWith(POINTS) || !entry.getSubject().startsWith(prefix)) {
      return null;
    }
    String[] words = entry.getAct().substring(POINTS.length()).split(" ", -1);
    try {
      return new Pointing(
          Integer.parseInt(entry.getSubject().substring(prefix.length())),
          Mode.valueOf(words[0].toUpperCase(Locale.ROOT)),
          words.length > 1 ? Double.parseDouble(words[1]) : 1);
    } catch (IllegalArgumentException e) {
      return null; // another kind of entry, or a mode of a newer release
    }
  }
}
