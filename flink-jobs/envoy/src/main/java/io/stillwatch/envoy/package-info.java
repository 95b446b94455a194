/**
 * The reference enforcement service: Envoy's external authorization, answered from what is in
 * force.
 *
 * <p>In: a check of one HTTP request by Envoy, with who makes it. Out: let through, with what the
 * inference server has to do about it; refused, with what the customer may be told. Must not know:
 * Flink, how actions are decided, what is in requests' bodies.
 */
@NullMarked
package io.stillwatch.envoy;

import org.jspecify.annotations.NullMarked;
