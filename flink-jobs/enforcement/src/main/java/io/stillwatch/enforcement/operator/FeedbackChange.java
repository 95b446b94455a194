package io.stillwatch.enforcement.operator;

import io.stillwatch.schemas.Feedback;

/**
 * What somebody said, on its way to every task.
 *
 * @param offset its place in the topic, which has one partition: the order of what is said
 */
public record FeedbackChange(long offset, Feedback feedback) {}
