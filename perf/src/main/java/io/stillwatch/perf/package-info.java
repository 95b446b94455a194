/** What an event costs, room by room. */
@NullMarked
package io.stillwatch.perf;

import org.jspecify.annotations.NullMarked;
