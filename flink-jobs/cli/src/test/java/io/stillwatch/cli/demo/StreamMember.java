package io.stillwatch.cli.demo;

/**
 * An account of the labelled stream: who asks what, from when until when, how often, and what it
 * really is.
 *
 * @param perDay times a day at which it asks
 * @param burst exchanges each time, a minute and a half apart
 * @param label its label, as JSON
 */
record StreamMember(Seat seat, double perDay, int burst, long fromMs, long untilMs, String label) {}
