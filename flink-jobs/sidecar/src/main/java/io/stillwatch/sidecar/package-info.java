/**
 * A small process beside an inference server: takes what the server and its gateway tell of
 * exchanges, puts features in the place of texts, seals the events and writes them to Kafka.
 *
 * <p>In: OTLP over HTTP and gRPC, lines of logs. Out: sealed events on {@code inference.events},
 * and an answer to whoever sent, which is good only once Kafka has the events. Must not know:
 * Flink, profiles, patterns, actions. Nothing waits here unbounded, and no text is kept or logged.
 */
@NullMarked
package io.stillwatch.sidecar;

import org.jspecify.annotations.NullMarked;
