/**
 * The demonstration: a seed and a rate come in, simulated traffic goes out to the engine, and what
 * the engine answered is shown live and judged at the end against the truth that only this room
 * knows. The traffic itself must not know the wall clock, the engine or its patterns.
 */
@NullMarked
package io.stillwatch.cli.demo;

import org.jspecify.annotations.NullMarked;
