/** Tests of the sidecar against Kafka's own mock of a producer; trials has the real broker. */
package io.stillwatch.sidecar;
