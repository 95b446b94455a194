package io.stillwatch.cli.patterns;

import io.stillwatch.cli.Unaudited;
import io.stillwatch.cli.enforcement.HumanWord;
import io.stillwatch.jobs.FeedbackTopic;
import io.stillwatch.patterns.BookRow;
import io.stillwatch.patterns.PatternBook;
import io.stillwatch.schemas.FeedbackKind;
import io.stillwatch.schemas.FeedbackScope;
import io.stillwatch.schemas.Mode;
import io.stillwatch.schemas.PatternPointer;
import io.stillwatch.schemas.PatternRevision;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Moves a tenant's pointer to a pattern, or that for all: first what takes effect, then what tells.
 *
 * <p>Where the pattern enforced and is to go less far, a word says before it that what it has found
 * and not acted on is shelved. Should the pointer fail after the word, the pattern goes on with
 * what it finds from then on; the other way round it would go on with what it was stopped for.
 */
final class PointerWriter {

  private final BookOnTopic book;
  private final Signature signature;
  private final String tenant;
  private final String id;

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
   * @param unaudited set where the audit topic did not take it
   */
  record Written(long offset, long atNs, @Nullable Unaudited unaudited) {

    /** To be called last: what was asked for is done. */
    void requireAudited() {
      if (unaudited != null) {
        throw unaudited;
      }
    }
  }

  /** Points to the text that the version has now. */
  Written point(Pointing target, String why) throws InterruptedException {
    Source source = book.versions(tenant, id).get(target.version());
    if (source != null && source.isShipped() && target.mode() != Mode.OFF) {
      keep(target.version(), source);
    }
    String digest = source == null ? null : PatternBook.digest(source.text());
    shelve(
        new BookRow.Pointer(tenant, id, target.version(), target.mode(), target.share(), digest),
        why);
    long offset =
        book.topic()
            .promote(
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
                    .build());
    return audited(offset, target.act(), target.version(), why);
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
    shelve(
        tenant.equals(PatternBook.ALL_TENANTS) ? null : book.pointer(PatternBook.ALL_TENANTS, id),
        why);
    return audited(book.topic().withdraw(tenant, id), Pointing.WITHDRAWN, version, why);
  }

  private void shelve(BookRow.@Nullable Pointer next, String why) throws InterruptedException {
    BookRow.Pointer present = book.pointer(tenant, id);
    if (present == null || present.mode() != Mode.ENFORCE || goesOn(present, next)) {
      return;
    }
    HumanWord human = new HumanWord(book.kafka(), book.topics(), signature);
    new FeedbackTopic(book.kafka(), book.topics())
        .write(
            List.of(
                human
                    .of(
                        FeedbackKind.SHELVE,
                        tenant,
                        FeedbackScope.PATTERN,
                        id,
                        FeedbackTopic.SHELVE)
                    .setWhy(why)
                    // What is judged until every task has the pointer is covered, too.
                    .setUntil(human.now().plus(HumanWord.ON_ITS_WAY))
                    .build()));
  }

  /** Whether all that the pattern has found may go on to act: the same text, as far or further. */
  private static boolean goesOn(BookRow.Pointer present, BookRow.@Nullable Pointer next) {
    return next != null
        && next.mode() == Mode.ENFORCE
        && next.version() == present.version()
        && Objects.equals(next.textDigest(), present.textDigest())
        && next.share() >= present.share();
  }

  private Written audited(long offset, String act, int version, String why)
      throws InterruptedException {
    long atNs = System.nanoTime();
    try {
      signature.auditDone(book, tenant, act, Signature.subject(id, version), why);
    } catch (Unaudited e) {
      return new Written(offset, atNs, e);
    }
    return new Written(offset, atNs, null);
  }
}
