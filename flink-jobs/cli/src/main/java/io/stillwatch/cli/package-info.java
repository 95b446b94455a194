/**
 * The {@code stillwatch} command: words on a command line come in, a run of the engine and text for
 * a human or a program go out. It wires and words; it must not know how anything is detected.
 */
@NullMarked
package io.stillwatch.cli;

import org.jspecify.annotations.NullMarked;
