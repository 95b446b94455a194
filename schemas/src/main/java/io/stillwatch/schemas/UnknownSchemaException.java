package io.stillwatch.schemas;

import java.io.IOException;
import org.jspecify.annotations.NullMarked;

/** A record was written with a schema that nobody here knows. */
@NullMarked
public final class UnknownSchemaException extends IOException {
  private final long fingerprint;

  public UnknownSchemaException(String record, long fingerprint) {
    super(
        "unknown schema fingerprint "
            + Fingerprint.hex(fingerprint)
            + " on a record read as "
            + record
            + ": its writer has not published the schema on detection.schemas");
    this.fingerprint = fingerprint;
  }

  public long fingerprint() {
    return fingerprint;
  }
}
