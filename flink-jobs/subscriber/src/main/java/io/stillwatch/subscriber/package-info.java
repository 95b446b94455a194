/**
 * The subscriber: the control topic to what is in force for one request, inside an enforcement
 * service.
 *
 * <p>In: rows of the control topic, in any order and any number of times. Out: which actions bind a
 * subject at a given time. It is what gateways link against, so it brings nothing but the schemas
 * and a Kafka client. Must not know: Flink, how actions are decided, the time of day (the caller
 * passes it in).
 */
@NullMarked
package io.stillwatch.subscriber;

import org.jspecify.annotations.NullMarked;
