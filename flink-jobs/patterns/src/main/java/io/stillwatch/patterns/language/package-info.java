/**
 * The pattern language: YAML files to specifications.
 *
 * <p>In: the bytes of one file, one pattern. Out: the specification with its tests, or every
 * problem of the file with its line and column. Whatever a file holds, nothing is thrown, nothing
 * is instantiated and the work is bounded by {@link
 * io.stillwatch.patterns.language.LanguageLimits}. Must not know: Flink, how patterns are judged
 * (its tests are run by a {@link io.stillwatch.patterns.language.PatternTrial}), where files come
 * from.
 */
@NullMarked
package io.stillwatch.patterns.language;

import org.jspecify.annotations.NullMarked;
