package io.stillwatch.cli.patterns;

import io.stillwatch.cli.Incomplete;
import io.stillwatch.cli.Reason;
import io.stillwatch.cli.Unaudited;
import io.stillwatch.cli.enforcement.HumanWord;
import io.stillwatch.jobs.FeedbackTopic;
import io.stillwatch.jobs.PatternTopic;
import io.stillwatch.patterns.BookRow;
import io.stillwatch.patterns.PatternBook;
import io.stillwatch.patterns.PatternSpec;
import io.stillwatch.schemas.Feedback;
import io.stillwatch.schemas.FeedbackKind;
import io.stillwatch.schemas.FeedbackScope;
import io.stillwatch.schemas.Mode;
import io.stillwatch.schemas.PatternPointer;
import io.stillwatch.schemas.PatternRevision;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/**
 * Moves a tenant's pointer to a pattern, or that for all: first what takes effect, then what tells.
 *
 * <p>Where the pattern enforced and is to go less far, a word says before it that what it has found
 * and not acted on is shelved. Should the pointer fail after the word, the pattern goes on with
 * what it finds from then on; the other way round it would go on with what it was stopped for.
 *
 * <p>A pattern is stopped also where that word cannot be said: it is about what is kept, and the
 * pointer about everything else. Then the word is tried once more after it. Nor do schemas that do
 * not answer keep it from being stopped.
 */
final class PointerWriter {

  /** How long a pattern that is to be stopped waits for the word. */
  private static final Duration WORD_WAIT_MAX = Duration.ofSeconds(5);

  /** What is found for so long after the word is covered, too: until every task has the pointer. */
  private static final Duration COVERED = WORD_WAIT_MAX.plus(LiveWait.WAIT_MAX);

  private final BookOnTopic book;
  private final Signature signature;
  private final String tenant;
  private final String id;

  /** Why others may not be able to read what was written; null where they are. */
  private @Nullable KafkaException unpublished;

  PointerWriter(BookOnTopic book, Signature signature, String tenant, String id) {
    this.book = book;
    this.signature = signature;
    this.tenant = tenant;
    this.id = id;
  }

  /**
   * What stands on the topic now.
   *
   * @param atNs when the broker had it, by the JVM's own clock
   * @param lacking what could not be written beside it; null where nothing lacks
   */
  record Written(long offset, long atNs, @Nullable Incomplete lacking) {

    /** The same where something more may lack. */
    Written with(@Nullable Incomplete more) {
      return new Written(offset, atNs, Incomplete.both(lacking, more));
    }

    /** To be called last: what was asked for is done. */
    void requireComplete() {
      if (lacking != null) {
        throw lacking;
      }
    }
  }

  /** Writes the pointer, and returns its offset. */
  private interface Move {
    long write() throws InterruptedException;
  }

  /** Points to the text that the version has now. */
  Written point(Pointing target, String why) throws InterruptedException {
    Source source = book.versions(tenant, id).get(target.version());
    if (source != null && source.isShipped() && target.mode() != Mode.OFF) {
      keep(target.version(), source);
    }
    String digest = source == null ? null : PatternBook.digest(source.text());
    PatternPointer pointer =
        PatternPointer.newBuilder()
            .setTenant(tenant)
            .setPatternId(id)
            .setVersion(target.version())
            .setMode(target.mode())
            .setShare(target.share())
            .setAuthor(signature.author())
            .setWhy(why)
            .setAt(InstantSource.system().instant())
            .setTextDigest(digest)
            .build();
    return move(
        new BookRow.Pointer(tenant, id, target.version(), target.mode(), target.share(), digest),
        () -> target.mode() == Mode.OFF ? stop(pointer) : book.topic().promote(pointer),
        target.act(),
        target.version(),
        why);
  }

  private long stop(PatternPointer pointer) throws InterruptedException {
    PatternTopic.Stopped stopped = book.topic().stop(pointer);
    unpublished = stopped.unpublished();
    return stopped.offset();
  }

  /** The next release may bring another version in its place, and this one is to go on. */
  private void keep(int version, Source source) throws InterruptedException {
    book.topic()
        .publish(
            PatternRevision.newBuilder()
                .setTenant(PatternBook.ALL_TENANTS)
                .setPatternId(id)
                .setVersion(version)
                .setSource(source.text())
                .setAuthor(signature.author())
                .setCreatedAt(InstantSource.system().instant())
                .build());
  }

  /** Takes the pointer back. */
  Written withdraw(int version, String why) throws InterruptedException {
    return move(
        tenant.equals(PatternBook.ALL_TENANTS) ? null : book.pointer(PatternBook.ALL_TENANTS, id),
        () -> book.topic().withdraw(tenant, id),
        Pointing.WITHDRAWN,
        version,
        why);
  }

  private Written move(
      BookRow.@Nullable Pointer next, Move move, String act, int version, String why)
      throws InterruptedException {
    boolean shelves = shelves(next);
    long beganNs = System.nanoTime();
    KafkaException unsaid = shelves ? shelve(why) : null;
    long offset = move.write();
    long atNs = System.nanoTime();
    if (shelves && (unsaid != null || atNs - beganNs > WORD_WAIT_MAX.toNanos())) {
      unsaid = shelve(why);
    }
    return new Written(
        offset,
        atNs,
        Incomplete.both(
            Incomplete.both(
                unsaid == null ? null : unshelved(next, unsaid),
                unpublished == null ? null : unread(unpublished)),
            unaudited(act, version, why)));
  }

  /**
   * Whether it enforced and is to go less far; or the same is said again of one that does not
   * enforce, as whoever could not shelve what it found is told to.
   */
  private boolean shelves(BookRow.@Nullable Pointer next) {
    BookRow.Pointer present = book.pointer(tenant, id);
    if (present != null && present.mode() == Mode.ENFORCE) {
      return !goesOn(present, next);
    }
    return next != null
        && next.mode() == (present == null ? Mode.SHADOW : present.mode())
        && next.version() == (present == null ? book.liveVersion(tenant, id) : present.version());
  }

  /** Null where it is said. */
  private @Nullable KafkaException shelve(String why) throws InterruptedException {
    HumanWord human = new HumanWord(book.kafka(), book.topics(), signature);
    Feedback word =
        human
            .of(FeedbackKind.SHELVE, tenant, FeedbackScope.PATTERN, id, FeedbackTopic.SHELVE)
            .setWhy(why)
            .setUntil(human.now().plus(COVERED))
            .build();
    try {
      new FeedbackTopic(book.kafka(), book.topics()).write(List.of(word), WORD_WAIT_MAX);
      return null;
    } catch (KafkaException e) {
      return e;
    }
  }

  private Incomplete unshelved(BookRow.@Nullable Pointer next, KafkaException why) {
    PatternSpec left = book.book().with(new BookRow.PointerGone(tenant, id)).live(tenant, id);
    int version = next != null ? next.version() : left != null ? left.version() : 0;
    boolean off = next != null && next.mode() == Mode.OFF;
    boolean acts = next != null && next.mode() == Mode.ENFORCE;
    return new Incomplete(
        "it is in force; but what a freeze or a budget has kept of what "
            + id
            + " found is not shelved: "
            + Reason.of(why)
            + "; before a freeze ends or a budget is released, 'stillwatch patterns promote "
            + id
            + (version == 0 ? "" : " --version " + version)
            + (tenant.equals(PatternBook.ALL_TENANTS) ? "" : " --tenant " + tenant)
            + " --to "
            + (off ? To.OFF : To.SHADOW)
            + " --why ...' has to shelve it"
            + (acts
                ? "; that stops v" + version + ", which has to be promoted again after it"
                : ""),
        why);
  }

  private Incomplete unread(KafkaException why) {
    return new Incomplete(
        "it is off for engines of this release; others may not be able to read that before its"
            + " schema is on "
            + book.topics().schemas()
            + ": "
            + Reason.of(why)
            + "; say it again once that topic answers",
        why);
  }

  /** Whether all that the pattern has found may go on to act: the same text, as far or further. */
  private static boolean goesOn(BookRow.Pointer present, BookRow.@Nullable Pointer next) {
    return next != null
        && next.mode() == Mode.ENFORCE
        && next.version() == present.version()
        && Objects.equals(next.textDigest(), present.textDigest())
        && next.share() >= present.share();
  }

  private @Nullable Unaudited unaudited(String act, int version, String why)
      throws InterruptedException {
    try {
      signature.auditDone(book, tenant, act, Signature.subject(id, version), why);
      return null;
    } catch (Unaudited e) {
      return e;
    }
  }
}
