package io.stillwatch.cli.demo;

/**
 * What the engine says of itself.
 *
 * @param processed events that have passed it
 * @param signals scores above zero that it has read
 * @param findings findings it has made
 */
record Counts(long processed, long signals, long findings) {}
