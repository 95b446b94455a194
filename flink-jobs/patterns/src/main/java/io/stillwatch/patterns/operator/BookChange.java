package io.stillwatch.patterns.operator;

import io.stillwatch.schemas.Mode;

/**
 * A record of the pattern topic on its way to every task.
 *
 * @param offset its place in the topic, which has one partition: the order of changes
 */
public record BookChange(long offset, String tenant, String patternId, Mode mode) {}
