package io.stillwatch.cli.patterns;

import io.stillwatch.cli.BrokerOptions;
import io.stillwatch.cli.NoSuch;
import io.stillwatch.cli.TopicTrouble;
import io.stillwatch.cli.WrongUse;
import io.stillwatch.cli.investigation.NearestIds;
import io.stillwatch.cli.investigation.Printable;
import io.stillwatch.jobs.KafkaAccess;
import io.stillwatch.jobs.PatternTopic;
import io.stillwatch.jobs.Topics;
import io.stillwatch.patterns.BookRow;
import io.stillwatch.patterns.PatternBook;
import io.stillwatch.patterns.PatternSpec;
import io.stillwatch.patterns.language.StarterBook;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/** The book as it stands now: what this release brings along, and the rows of the pattern topic. */
public final class BookOnTopic {

  private final KafkaAccess kafka;
  private final Topics topics;
  private final PatternTopic.Reading reading;
  private final PatternBook book;
  private final Shipped shipped = new Shipped();

  private BookOnTopic(KafkaAccess kafka, Topics topics, PatternTopic.Reading reading) {
    this.kafka = kafka;
    this.topics = topics;
    this.reading = reading;
    this.book = reading.applyTo(StarterBook.book());
  }

  public static BookOnTopic read(BrokerOptions brokers) {
    Topics topics = brokers.topics();
    KafkaAccess kafka = brokers.reachable(topics.patterns());
    try {
      return new BookOnTopic(kafka, topics, new PatternTopic(kafka, topics).read());
    } catch (KafkaException e) {
      throw cannot("read", topics, kafka, e);
    }
  }

  public KafkaAccess kafka() {
    return kafka;
  }

  public Topics topics() {
    return topics;
  }

  PatternTopic topic() {
    return new PatternTopic(kafka, topics);
  }

  public PatternBook book() {
    return book;
  }

  /** Rows that stand on the topic, oldest first; older pointers may have been compacted away. */
  List<PatternTopic.Row> rows() {
    return reading.rows();
  }

  /** Records of the topic that nobody can read. */
  int unreadable() {
    return reading.refused();
  }

  /** By version: every text that this tenant could be judged by, those that are refused too. */
  NavigableMap<Integer, Source> versions(String tenant, String id) {
    NavigableMap<Integer, Source> versions = new TreeMap<>(shipped.versions(id));
    for (String whose : List.of(PatternBook.ALL_TENANTS, tenant)) {
      for (PatternTopic.Row row : reading.rows()) {
        if (!row.row().tenant().equals(whose) || !row.row().patternId().equals(id)) {
          continue;
        }
        if (row.row() instanceof BookRow.Revision revision) {
          versions.put(revision.version(), source(revision, row));
        } else if (row.row() instanceof BookRow.RevisionGone gone) {
          versions.remove(gone.version());
        }
      }
    }
    return versions;
  }

  /** By which versions this tenant could be judged. */
  public SortedSet<Integer> versionNumbers(String tenant, String id) {
    return versions(tenant, id).navigableKeySet();
  }

  /** The pointers of a pattern by tenant, as they are now. */
  SortedMap<String, PatternTopic.Row> pointers(String id) {
    SortedMap<String, PatternTopic.Row> pointers = new TreeMap<>();
    for (PatternTopic.Row row : reading.rows()) {
      if (row.row().patternId().equals(id)) {
        if (row.row() instanceof BookRow.Pointer) {
          pointers.put(row.row().tenant(), row);
        } else if (row.row() instanceof BookRow.PointerGone) {
          pointers.remove(row.row().tenant());
        }
      }
    }
    return pointers;
  }

  /** The pointer that holds for a tenant: its own, or that for all. */
  BookRow.@Nullable Pointer pointer(String tenant, String id) {
    Map<String, PatternTopic.Row> pointers = pointers(id);
    PatternTopic.Row row = pointers.getOrDefault(tenant, pointers.get(PatternBook.ALL_TENANTS));
    return row != null && row.row() instanceof BookRow.Pointer pointer ? pointer : null;
  }

  /** The version that is judged as the live one for a tenant; 0 where there is none. */
  int liveVersion(String tenant, String id) {
    PatternSpec live = book.live(tenant, id);
    return live == null ? 0 : live.version();
  }

  /** Another text under this number, whoever's it is: a number names one text. */
  @Nullable Source otherText(String id, int version, String text) {
    Map<String, Source> byTenant = new TreeMap<>();
    Source brought = shipped.versions(id).get(version);
    if (brought != null) {
      byTenant.put(PatternBook.ALL_TENANTS, brought);
    }
    for (PatternTopic.Row row : reading.rows()) {
      if (row.row() instanceof BookRow.Revision revision && is(revision, id, version)) {
        byTenant.put(revision.tenant(), source(revision, row));
      } else if (row.row() instanceof BookRow.RevisionGone gone
          && gone.patternId().equals(id)
          && gone.version() == version) {
        byTenant.remove(gone.tenant());
      }
    }
    byTenant.values().removeIf(source -> source.text().equals(text));
    return byTenant.isEmpty() ? null : byTenant.values().iterator().next();
  }

  /** Rows that were written since this was read. */
  List<PatternTopic.Row> newer() {
    try {
      return topic().read().rows().stream()
          .filter(row -> row.offset() >= reading.nextOffset())
          .toList();
    } catch (KafkaException e) {
      throw cannot("read", topics, kafka, e);
    }
  }

  /** Among these rows, another text under this number. */
  static @Nullable Source otherText(
      List<PatternTopic.Row> rows, String id, int version, String text) {
    for (PatternTopic.Row row : rows) {
      if (row.row() instanceof BookRow.Revision revision
          && is(revision, id, version)
          && !revision.source().equals(text)) {
        return source(revision, row);
      }
    }
    return null;
  }

  private static boolean is(BookRow.Revision revision, String id, int version) {
    return revision.patternId().equals(id) && revision.version() == version;
  }

  private static Source source(BookRow.Revision revision, PatternTopic.Row row) {
    return new Source(revision.source(), row.author(), row.offset());
  }

  /** Whether a tenant has a word or a text of its own. */
  public boolean knows(String tenant) {
    return reading.rows().stream().anyMatch(row -> row.row().tenant().equals(tenant));
  }

  /** Of all patterns, for any tenant. */
  public List<String> ids() {
    List<String> ids = new ArrayList<>(shipped.ids());
    for (PatternTopic.Row row : reading.rows()) {
      if (row.row() instanceof BookRow.Revision && !ids.contains(row.row().patternId())) {
        ids.add(row.row().patternId());
      }
    }
    ids.sort(null);
    return ids;
  }

  /** Why a version is not judged although it is on the topic; null where it is. */
  @Nullable String refusal(String tenant, String id, int version) {
    String own = book.refusals().get(PatternBook.label(tenant, id, version));
    return own != null
        ? own
        : book.refusals().get(PatternBook.label(PatternBook.ALL_TENANTS, id, version));
  }

  /** What to say where nobody knows of a pattern. */
  public NoSuch noSuch(String id) {
    return noSuch("there is no pattern '" + id + "'", id, ids());
  }

  static NoSuch noSuch(String what, String id, List<String> ids) {
    List<String> near = NearestIds.of(id, ids);
    return new NoSuch(
        Printable.text(
            what
                + (near.isEmpty()
                    ? "; there are " + String.join(", ", ids)
                    : NearestIds.question(near))));
  }

  WrongUse cannotWrite(KafkaException e) {
    return cannot("write to the topics of", topics, kafka, e);
  }

  private static WrongUse cannot(String what, Topics topics, KafkaAccess kafka, KafkaException e) {
    return TopicTrouble.with(what, topics.patterns(), kafka, e);
  }
}
