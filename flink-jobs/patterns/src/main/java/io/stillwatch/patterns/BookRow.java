package io.stillwatch.patterns;

import io.stillwatch.schemas.Mode;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/** One row of the pattern topic, which is the history of the book. */
public sealed interface BookRow extends Serializable {

  String tenant();

  String patternId();

  /** A version of a pattern, as its author wrote it. */
  record Revision(String tenant, String patternId, int version, String source) implements BookRow {}

  /** A version was taken off the topic. */
  record RevisionGone(String tenant, String patternId, int version) implements BookRow {}

  /**
   * Which version is live, and how far it may go.
   *
   * @param share part of the accounts, 0 to 1, for which it may go that far; the others are in
   *     shadow
   * @param textDigest of the text that was promoted, see {@link PatternBook#digest}; another text
   *     of that version is in shadow. Null where nobody wrote it down: then any text of the version
   */
  record Pointer(
      String tenant,
      String patternId,
      int version,
      Mode mode,
      double share,
      @Nullable String textDigest)
      implements BookRow {

    /** A pointer to whichever text the version has. */
    public Pointer(String tenant, String patternId, int version, Mode mode, double share) {
      this(tenant, patternId, version, mode, share, null);
    }

    /** Whether it is about the text of this digest; older ones are about any. */
    public boolean means(String digest) {
      return textDigest == null || textDigest.equals(digest);
    }

    /** Whether an account is in the share. */
    public boolean has(String tenant, String accountId) {
      return Shares.has(share, tenant, accountId, patternId);
    }
  }

  /** The pattern is back to what it is without a pointer: its newest version, in shadow. */
  record PointerGone(String tenant, String patternId) implements BookRow {}
}
