package io.stillwatch.enforcement;

import io.stillwatch.schemas.Finding;
import io.stillwatch.schemas.RecordCodec;
import java.io.IOException;

/** Findings as state keeps them: each with the fingerprint of its schema. Thread-confined. */
final class FindingBytes {

  private final RecordCodec<Finding> codec = RecordCodec.of(Finding.class);

  byte[] encode(Finding finding) {
    return codec.encode(finding);
  }

  Finding decode(byte[] bytes) {
    try {
      return codec.decode(bytes);
    } catch (IOException e) {
      throw new IllegalStateException(
          "a finding in state is damaged: " + e.getMessage() + "; restore an older checkpoint", e);
    }
  }
}
