/**
 * An SRE's work on patterns, a class for each verb: files, recorded events and the pattern topic
 * come in, reports and rows of the topic go out. It words what the rooms say; it must not know how
 * anything is matched.
 */
@NullMarked
package io.stillwatch.cli.patterns;

import org.jspecify.annotations.NullMarked;
