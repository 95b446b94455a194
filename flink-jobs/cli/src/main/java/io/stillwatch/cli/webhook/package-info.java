/**
 * Findings and alarms as a webhook: what stands on the topics goes, signed, to a receiver outside,
 * in a process of its own, so that a receiver that is slow or dead delays nothing but itself.
 */
@NullMarked
package io.stillwatch.cli.webhook;

import org.jspecify.annotations.NullMarked;
