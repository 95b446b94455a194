/** Tests of the wiring, on a real broker in this process wherever Kafka is involved. */
@NullMarked
package io.stillwatch.jobs;

import org.jspecify.annotations.NullMarked;
