package io.stillwatch.patterns.operator;

import io.stillwatch.patterns.BookRow;

/**
 * A row of the pattern topic on its way to every task.
 *
 * @param offset its place in the topic, which has one partition: the order of changes
 */
public record BookChange(long offset, BookRow row) {}
