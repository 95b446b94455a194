/**
 * Seals: the proof that a record comes from who holds a key, was meant for this place, and comes
 * for the first time.
 *
 * <p>A seal stands in a header of the record, beside bytes of whatever format. What is in it and
 * what it covers is drawn in {@link io.stillwatch.intake.seal.Seal}; whether a record was seen
 * before is a function of the log alone ({@link io.stillwatch.intake.seal.SealHistory}).
 */
@NullMarked
package io.stillwatch.intake.seal;

import org.jspecify.annotations.NullMarked;
