package io.stillwatch.cli.patterns;

import io.stillwatch.cli.Unaudited;
import io.stillwatch.patterns.PatternBook;
import io.stillwatch.schemas.Mode;
import io.stillwatch.schemas.PatternPointer;
import io.stillwatch.schemas.PatternRevision;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * Moves a tenant's pointer to a pattern, or that for all: first what takes effect, then what tells.
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
                    .setTextDigest(source == null ? null : PatternBook.digest(source.text()))
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
    return audited(book.topic().withdraw(tenant, id), Pointing.WITHDRAWN, version, why);
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
