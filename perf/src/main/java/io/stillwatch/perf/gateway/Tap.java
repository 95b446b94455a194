package io.stillwatch.perf.gateway;

/** How a gateway tells of an exchange; it never waits for whom it tells. */
interface Tap extends AutoCloseable {

  /** An account has asked this, in an exchange with this number. */
  void asked(String account, long exchange, String prompt);

  /** It has its answer. */
  void answered(String account, long exchange, String prompt);

  @Override
  void close();
}
