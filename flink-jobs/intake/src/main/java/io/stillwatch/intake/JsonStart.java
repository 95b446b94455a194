package io.stillwatch.intake;

/**
 * Finds the brace that a JSON object starts with, after an optional byte order mark and white
 * space.
 */
final class JsonStart {
  private JsonStart() {}

  /** Where the brace stands, or -1 when the bytes start otherwise. */
  static int of(byte[] bytes) {
    int i = 0;
    if (bytes.length >= 3
        && bytes[0] == (byte) 0xEF
        && bytes[1] == (byte) 0xBB
        && bytes[2] == (byte) 0xBF) {
      i = 3;
    }
    while (i < bytes.length
        && (bytes[i] == ' ' || bytes[i] == '\t' || bytes[i] == '\n' || bytes[i] == '\r')) {
      i++;
    }
    return i < bytes.length && bytes[i] == '{' ? i : -1;
  }
}
