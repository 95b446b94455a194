/** What a gateway pays for enforcement, and how soon it refuses. */
@NullMarked
package io.stillwatch.perf.gateway;

import org.jspecify.annotations.NullMarked;
