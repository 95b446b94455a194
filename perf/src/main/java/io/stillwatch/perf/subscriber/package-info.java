/** What enforcing costs: asking, remembering, loading, and the way from an event to a decision. */
@NullMarked
package io.stillwatch.perf.subscriber;

import org.jspecify.annotations.NullMarked;
