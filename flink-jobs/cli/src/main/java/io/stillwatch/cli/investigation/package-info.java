/**
 * The investigator's view: what the topics tell of campaigns and accounts comes in, tables and JSON
 * go out. It reads and tells; it must not decide anything, nor write to any topic.
 */
@NullMarked
package io.stillwatch.cli.investigation;

import org.jspecify.annotations.NullMarked;
