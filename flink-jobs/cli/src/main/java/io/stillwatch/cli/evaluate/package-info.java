/**
 * Scores decisions against labels: recorded events, labels and actions come in; metrics, a verdict
 * and a page for people go out. It must not know how anything is detected, and nothing of the
 * labels may reach the rooms.
 */
@NullMarked
package io.stillwatch.cli.evaluate;

import org.jspecify.annotations.NullMarked;
