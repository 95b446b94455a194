package io.stillwatch.envoy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.protobuf.services.HealthStatusManager;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** Who asks is told whether the table can be relied on. */
final class EnvoyHealthTest {

  private final HealthStatusManager health = new HealthStatusManager();
  private final CompletableFuture<Void> caughtUp = new CompletableFuture<>();
  private final CompletableFuture<Void> ended = new CompletableFuture<>();

  @Test
  void aReaderThatEndedBeforeTheTableWasWholeMakesNobodyReady() {
    assertFalse(EnvoyService.isReady(caughtUp));
    caughtUp.cancel(false);
    assertFalse(EnvoyService.isReady(caughtUp));
    assertTrue(EnvoyService.isReady(CompletableFuture.completedFuture(null)));
  }

  @Test
  void healthIsServingFromTheWholeTableUntilNothingIsReadAnyMore() {
    EnvoyService.follow(health, caughtUp, ended);
    caughtUp.complete(null);
    assertEquals(ServingStatus.SERVING, status());
    ended.complete(null);
    assertEquals(ServingStatus.NOT_SERVING, status());
  }

  private ServingStatus status() {
    AtomicReference<ServingStatus> told = new AtomicReference<>(ServingStatus.UNKNOWN);
    ((HealthGrpc.HealthImplBase) health.getHealthService())
        .check(
            HealthCheckRequest.getDefaultInstance(),
            new StreamObserver<>() {
              @Override
              public void onNext(HealthCheckResponse response) {
                told.set(response.getStatus());
              }

              @Override
              public void onError(Throwable failure) {
                throw new AssertionError(failure);
              }

              @Override
              public void onCompleted() {}
            });
    return told.get();
  }
}
