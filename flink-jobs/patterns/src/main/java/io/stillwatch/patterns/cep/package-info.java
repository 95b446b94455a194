/**
 * From specification to Flink CEP pattern, and from Flink's compiled automaton to ours.
 *
 * <p>The only place of the pure rooms that knows Flink CEP, its internals included: whoever moves
 * to another version of Flink starts here.
 */
@NullMarked
package io.stillwatch.patterns.cep;

import org.jspecify.annotations.NullMarked;
