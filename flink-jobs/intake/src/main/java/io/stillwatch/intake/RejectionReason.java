package io.stillwatch.intake;

/** Why a record was refused. The codes stand in metrics and on topics: new ones go to the end. */
public enum RejectionReason {
  /** No bytes at all. */
  EMPTY(0),
  /** More bytes than a record may have. */
  RECORD_TOO_LARGE(1),
  /** Starts like none of the formats that are read. */
  UNKNOWN_FORMAT(2),
  /** Avro written with a schema that nobody knows. */
  UNKNOWN_SCHEMA(3),
  /** Avro written with a schema that is no event's. */
  SCHEMA_MISMATCH(4),
  /** Not what its format or its schema says. */
  MALFORMED(5),
  /** Text that is not UTF-8. */
  NOT_UTF8(6),
  /** A string, map, list or nesting beyond its limit. */
  OVER_LIMIT(7),
  /** A required field is absent. */
  MISSING_FIELD(8),
  /** A field of another type. */
  WRONG_TYPE(9),
  /** A number that cannot be: negative count, not finite, does not fit. */
  OUT_OF_RANGE(10),
  /** An id that is empty, too long or not plain text. */
  BAD_ID(11),
  /** A time that cannot be read or cannot be. */
  BAD_TIME(12),
  /** Neither REQUEST, RESPONSE nor EXCHANGE. */
  UNKNOWN_PHASE(13),
  /**
   * Tells of no exchange with a model, as most spans and log lines do not. Only counted: a record
   * that is good for somebody else is no dead letter.
   */
  NO_EXCHANGE(14),
  /** Tells of an exchange, and none of the attributes that should name its account is there. */
  NO_ACCOUNT(15),
  /**
   * A part without an account that no part with one has come for in time. Only counted: its record
   * is no longer there.
   */
  NO_PARTNER(16),
  /** Comes without a seal from a source whose records have to be sealed. */
  SEAL_MISSING(17),
  /** Sealed with a key that is not in the source's file of keys. */
  SEAL_UNKNOWN_KEY(18),
  /** A seal that is none, or that is of another record, topic or partition. */
  SEAL_FORGED(19),
  /** Sealed long before or after it came. */
  SEAL_STALE(20),
  /** A sealed record that was there before. */
  SEAL_REPLAYED(21);

  private final int code;

  RejectionReason(int code) {
    if (code != ordinal()) {
      throw new IllegalStateException(
          "rejection reason "
              + name()
              + " has code "
              + code
              + " at place "
              + ordinal()
              + ": append only");
    }
    this.code = code;
  }

  public int code() {
    return code;
  }
}
