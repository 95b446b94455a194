package io.stillwatch.cli.patterns;

/**
 * The text of one version of a pattern.
 *
 * @param author who published it; empty for one that the release brings along
 * @param offset on the pattern topic, or -1 for one that the release brings along
 */
record Source(String text, String author, long offset) {

  boolean isShipped() {
    return offset < 0;
  }

  String origin() {
    return isShipped() ? "of this release" : "published by " + author + " at offset " + offset;
  }
}
