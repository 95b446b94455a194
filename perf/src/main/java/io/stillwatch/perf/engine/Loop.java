package io.stillwatch.perf.engine;

/** A system that runs on one thread of this process, without Flink and with nothing durable. */
interface Loop {

  /** Takes all events and tells {@link Tallies} of them and of what it found. */
  void run();

  /** What is worth knowing of what it holds. */
  String describe();
}
