package io.stillwatch.envoy;

import io.envoyproxy.envoy.service.auth.v3.AuthorizationGrpc;
import io.envoyproxy.envoy.service.auth.v3.CheckRequest;
import io.envoyproxy.envoy.service.auth.v3.CheckResponse;
import io.grpc.BindableService;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.Marshaller;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import io.stillwatch.envoy.Throttle.Outcome;
import io.stillwatch.subscriber.ActionsInForce;
import io.stillwatch.subscriber.Decision;
import io.stillwatch.subscriber.HeldAction;
import io.stillwatch.subscriber.Rung;
import java.io.InputStream;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * Answers Envoy's checks from what is in force. Waits for nothing, so it runs on the threads that
 * the checks come in on.
 *
 * <p>Until the table holds what the topics held at the start a check fails as UNAVAILABLE, and
 * Envoy's own {@code failure_mode_allow} decides. A check that cannot be read must not fail, or one
 * byte that is no UTF-8 would be a way around it: it is refused.
 */
final class Authorization implements BindableService {

  private final ActionsInForce actions;
  private final Identity.Sources identity;
  private final boolean refuseUnknown;
  private final int requestsPerMinute;
  private final int instances;
  private final InstantSource clock;
  private final LongSupplier nanos;
  private final BooleanSupplier caughtUp;
  private final Throttle throttle = new Throttle(EnvoyLimits.BUCKETS_MAX);

  private final LongAdder allowed = new LongAdder();
  private final LongAdder suspended = new LongAdder();
  private final LongAdder throttled = new LongAdder();
  private final LongAdder degraded = new LongAdder();
  private final LongAdder unknown = new LongAdder();
  private final LongAdder unreadable = new LongAdder();

  Authorization(
      EnvoySettings settings,
      ActionsInForce actions,
      InstantSource clock,
      LongSupplier nanos,
      BooleanSupplier caughtUp) {
    this.actions = actions;
    this.identity = settings.identity();
    this.refuseUnknown = settings.refuseUnknown();
    this.requestsPerMinute = settings.requestsPerMinute();
    this.instances = settings.instances();
    this.clock = clock;
    this.nanos = nanos;
    this.caughtUp = caughtUp;
  }

  @Override
  public ServerServiceDefinition bindService() {
    MethodDescriptor<CheckRequest, CheckResponse> check = AuthorizationGrpc.getCheckMethod();
    return ServerServiceDefinition.builder(AuthorizationGrpc.SERVICE_NAME)
        .addMethod(
            check.toBuilder(
                    new Lenient(check.getRequestMarshaller()), check.getResponseMarshaller())
                .build(),
            ServerCalls.asyncUnaryCall(this::check))
        .build();
  }

  /** Reads a check; empty where it is none. */
  private record Lenient(Marshaller<CheckRequest> checks)
      implements Marshaller<Optional<CheckRequest>> {

    @Override
    public InputStream stream(Optional<CheckRequest> check) {
      return checks.stream(check.orElseThrow());
    }

    @Override
    public Optional<CheckRequest> parse(InputStream stream) {
      try {
        return Optional.of(checks.parse(stream));
      } catch (StatusRuntimeException e) {
        return Optional.empty();
      }
    }
  }

  private void check(Optional<CheckRequest> request, StreamObserver<CheckResponse> out) {
    if (!caughtUp.getAsBoolean()) {
      out.onError(
          Status.UNAVAILABLE
              .withDescription("the control topic has not been read to its end yet")
              .asRuntimeException());
      return;
    }
    out.onNext(request.map(this::answer).orElseGet(this::unreadable));
    out.onCompleted();
  }

  private CheckResponse unreadable() {
    unreadable.increment();
    return Answers.unreadable();
  }

  private CheckResponse answer(CheckRequest request) {
    Identity who = identity.of(request.getAttributes());
    if (who == null) {
      unknown.increment();
      return refuseUnknown ? Answers.unknown() : Answers.allowed(Decision.NOTHING, null);
    }
    long nowMs = clock.millis();
    Decision decision =
        actions.decide(who.tenant(), who.account(), who.apiKey(), who.organization(), nowMs);
    HeldAction action = decision.action();
    if (action == null) {
      allowed.increment();
      return Answers.allowed(decision, null);
    }
    if (decision.rung() == Rung.SUSPEND) {
      suspended.increment();
      return Answers.suspended(action);
    }
    if (decision.rung() == Rung.DEGRADE) {
      degraded.increment();
      return Answers.allowed(decision, null);
    }
    Outcome outcome =
        throttle.draw(
            action.tenant() + '|' + action.subjectKind() + '|' + action.subjectId(),
            limit(action),
            TimeUnit.NANOSECONDS.toMillis(nanos.getAsLong()));
    if (outcome.admitted()) {
      allowed.increment();
      return Answers.allowed(decision, outcome);
    }
    throttled.increment();
    return Answers.throttled(action, outcome);
  }

  private int limit(HeldAction action) {
    int perMinute = requestsPerMinute;
    String said = action.parameters().get("requests_per_minute");
    if (said != null) {
      try {
        perMinute = Math.max(1, Integer.parseInt(said));
      } catch (NumberFormatException e) {
        perMinute =
            requestsPerMinute; // a pattern that says what is no number is throttled all the same
      }
    }
    return Math.max(1, perMinute / instances);
  }

  /** What was answered so far, for the status topic. */
  Map<String, Long> counts() {
    return Map.of(
        "checks.allowed", allowed.sum(),
        "checks.suspended", suspended.sum(),
        "checks.throttled", throttled.sum(),
        "checks.degraded", degraded.sum(),
        "checks.unknown_account", unknown.sum(),
        "checks.unreadable", unreadable.sum(),
        "throttle.uncounted", throttle.unlimited());
  }
}
