package io.stillwatch.cli;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** What is good to know beside what was asked for, and worth no long wait and no failure. */
public final class Aside {

  static final Duration WAIT_MAX = Duration.ofSeconds(3);

  private Aside() {}

  /** The answer; empty where there is none by then, or none at all. */
  public static <T> Optional<T> ask(Callable<T> question) throws InterruptedException {
    FutureTask<T> answer = new FutureTask<>(question);
    Thread asking = new Thread(answer, "stillwatch-aside");
    asking.setDaemon(true); // a broker that is silent keeps no command from ending
    asking.start();
    try {
      return Optional.of(answer.get(WAIT_MAX.toMillis(), TimeUnit.MILLISECONDS));
    } catch (ExecutionException | TimeoutException e) {
      return Optional.empty();
    } finally {
      answer.cancel(true);
    }
  }
}
