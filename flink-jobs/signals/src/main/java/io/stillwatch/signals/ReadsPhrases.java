package io.stillwatch.signals;

/** A signal that listens for phrases, so that those of all signals are found in one pass. */
interface ReadsPhrases {

  Phrases<?> phrases();
}
