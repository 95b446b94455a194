/** The verbs about checkpoints: which of them are sound, and the guard that steps down. */
@NullMarked
package io.stillwatch.cli.checkpoints;

import org.jspecify.annotations.NullMarked;
