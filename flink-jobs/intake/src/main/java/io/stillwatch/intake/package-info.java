/**
 * The door: bytes as a producer sent them in, an accepted event or a rejection with its reason out.
 *
 * <p>Everything behind this room may trust an accepted event: it is whole, bounded and its time is
 * clamped. Bad input is an answer here and never an exception. The room must not know what becomes
 * of an event: no profile, no pattern, no action, no clock and no topic of its own. What it says
 * about refused bytes never holds their text.
 */
@NullMarked
package io.stillwatch.intake;

import org.jspecify.annotations.NullMarked;
