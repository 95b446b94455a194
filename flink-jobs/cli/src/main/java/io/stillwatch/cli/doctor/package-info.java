/**
 * {@code stillwatch doctor}: what a source really sends, and what cannot be seen for want of it.
 * Reads only; judges nobody.
 */
@NullMarked
package io.stillwatch.cli.doctor;

import org.jspecify.annotations.NullMarked;
