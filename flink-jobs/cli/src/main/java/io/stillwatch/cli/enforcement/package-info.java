/**
 * What humans do about enforcement: exceptions, revocations, the freeze, releases, verdicts.
 *
 * <p>Each act stands on {@code detection.feedback}, which engines and subscribers follow, and on
 * {@code detection.audit} with who did it and why.
 */
@NullMarked
package io.stillwatch.cli.enforcement;

import org.jspecify.annotations.NullMarked;
