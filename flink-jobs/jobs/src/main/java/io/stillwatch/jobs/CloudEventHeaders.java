package io.stillwatch.jobs;

import io.stillwatch.schemas.EnforcementAction;
import io.stillwatch.schemas.TopicKey;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.header.Headers;

/**
 * The headers of a row of the control topic, in CloudEvents' Kafka binding (binary mode), so that
 * brokers and bridges can route it without reading it. Only the value is the row.
 *
 * <p>They follow from the row alone: written again, it has the same.
 */
final class CloudEventHeaders {

  private CloudEventHeaders() {}

  static void add(EnforcementAction row, Headers headers) {
    put(headers, "ce_specversion", "1.0");
    put(headers, "ce_id", row.getActionId() + "/" + row.getRevision());
    put(headers, "ce_source", "/stillwatch/" + TopicKey.of(row.getTenant()));
    put(headers, "ce_type", "io.stillwatch.enforcement.action");
    put(headers, "ce_subject", row.getSubjectKind() + "/" + row.getSubjectId());
    put(headers, "ce_time", row.getEventTime().toString());
    put(headers, "content-type", "application/avro");
  }

  private static void put(Headers headers, String name, String value) {
    headers.add(name, value.getBytes(StandardCharsets.UTF_8));
  }
}
