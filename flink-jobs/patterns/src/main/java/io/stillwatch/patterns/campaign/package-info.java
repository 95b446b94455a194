/**
 * What patterns of campaign scope are made of: the features that their conditions ask for, and the
 * weights by which accounts are found to act as one.
 *
 * <p>The room of campaigns gives the features their values and does the weighing; here stands only
 * what a pattern file can say.
 */
@NullMarked
package io.stillwatch.patterns.campaign;

import org.jspecify.annotations.NullMarked;
