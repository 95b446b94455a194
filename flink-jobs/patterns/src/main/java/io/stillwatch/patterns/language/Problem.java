package io.stillwatch.patterns.language;

import org.jspecify.annotations.Nullable;

/**
 * One thing that is wrong with a pattern file, or worth a second thought.
 *
 * @param path what it is about, such as {@code spec.match.within}; empty for the file as a whole
 * @param suggestion what would be right, where that can be said; the message may have it already
 */
public record Problem(
    String file, int line, int column, String path, String message, @Nullable String suggestion) {

  /** In the form that editors and build logs turn into a link. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(128);
    text.append(file).append(':').append(line).append(':').append(column);
    if (!path.isEmpty()) {
      text.append(' ').append(path);
    }
    text.append(": ").append(message);
    if (suggestion != null && !message.contains(suggestion)) {
      text.append("; ").append(suggestion);
    }
    return text.toString();
  }
}
