/**
 * Conditions: from the text of a condition to closures that read looks.
 *
 * <p>In: a text in a stated subset of CEL, and the catalogue of the fields that it may ask for.
 * Out: a condition that judges a look in nanoseconds, or every flaw of the text with its place and
 * a remedy. CEL's own library reads and checks the text; it is nowhere on an event's way. Must not
 * know: what a pattern does with its conditions.
 */
@NullMarked
package io.stillwatch.patterns.condition;

import org.jspecify.annotations.NullMarked;
