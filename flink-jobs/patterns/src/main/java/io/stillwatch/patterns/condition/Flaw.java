package io.stillwatch.patterns.condition;

import org.jspecify.annotations.Nullable;

/**
 * Something that is wrong with the text of a condition.
 *
 * @param offset where in the text, in chars from its beginning
 * @param suggestion what to write in its place, where that is known
 */
public record Flaw(int offset, String message, @Nullable String suggestion) {}
