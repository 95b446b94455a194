package io.stillwatch.cli.demo;

import java.util.concurrent.CompletableFuture;

/** Whom the gateways of the simulated world ask before each exchange. */
interface Gate {

  /** Nobody is asked: everything is served. */
  Gate OPEN = account -> CompletableFuture.completedFuture(Admission.SERVED);

  CompletableFuture<Admission> ask(Account account);
}
