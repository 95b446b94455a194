/**
 * The account stage as Flink operators: keyed state behind the profile cache, and nothing that
 * decides.
 */
@NullMarked
package io.stillwatch.patterns.operator;

import org.jspecify.annotations.NullMarked;
