package io.stillwatch.subscriber;

/**
 * The topics of a subscriber.
 *
 * @param actions read: the control topic
 * @param feedback read: freezes and exceptions, which hold also when the engine is dead
 * @param schemas read: what rows of other releases are written with
 * @param status written, if the subscriber acknowledges
 */
public record SubscriberTopics(String actions, String feedback, String schemas, String status) {

  /** The topics under their plain names, behind a prefix that may be empty. */
  public static SubscriberTopics withPrefix(String prefix) {
    return new SubscriberTopics(
        prefix + "enforcement.actions",
        prefix + "detection.feedback",
        prefix + "detection.schemas",
        prefix + "detection.status");
  }
}
