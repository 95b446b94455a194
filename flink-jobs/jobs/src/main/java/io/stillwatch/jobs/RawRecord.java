package io.stillwatch.jobs;

import org.jspecify.annotations.Nullable;

/**
 * A record of the event topic as it came, with the place it came from.
 *
 * @param brokerTimeMs when the broker received it; below 0 where the topic does not say
 * @param seal as it stands in the record's header; null where there is none
 */
@SuppressWarnings("ArrayRecordComponent") // handed from the source to the door; never compared
public record RawRecord(
    String topic,
    int partition,
    long offset,
    long brokerTimeMs,
    byte @Nullable [] seal,
    byte[] bytes) {

  /** The place and the size; never the content. */
  @Override
  public String toString() {
    return topic + "-" + partition + "@" + offset + " (" + bytes.length + " bytes)";
  }
}
