package io.stillwatch.cli.demo;

/**
 * What the engine says of itself.
 *
 * @param processed events that have passed it
 * @param findings findings it has made
 */
record Counts(long processed, long findings) {}
