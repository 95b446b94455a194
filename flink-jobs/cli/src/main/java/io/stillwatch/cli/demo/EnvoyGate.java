package io.stillwatch.cli.demo;

import com.google.protobuf.Value;
import io.envoyproxy.envoy.service.auth.v3.AttributeContext;
import io.envoyproxy.envoy.service.auth.v3.AuthorizationGrpc;
import io.envoyproxy.envoy.service.auth.v3.CheckRequest;
import io.envoyproxy.envoy.service.auth.v3.CheckResponse;
import io.envoyproxy.envoy.type.v3.StatusCode;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.StreamObserver;
import io.stillwatch.envoy.EnvoyService;
import io.stillwatch.envoy.EnvoySettings;
import io.stillwatch.subscriber.ControlTopicListener;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The reference enforcement service on a port of this machine, asked over gRPC as an Envoy would.
 */
final class EnvoyGate implements Gate, AutoCloseable {

  private static final Duration READY_MAX = Duration.ofMinutes(1);
  private static final Duration ANSWER_MAX = Duration.ofSeconds(20);

  private final EnvoyService service;
  private final ManagedChannel channel;
  private final AuthorizationGrpc.AuthorizationStub authorization;

  private EnvoyGate(EnvoyService service) {
    this.service = service;
    this.channel =
        NettyChannelBuilder.forAddress("127.0.0.1", service.port())
            .usePlaintext()
            .directExecutor() // an answer only completes a future
            .build();
    this.authorization = AuthorizationGrpc.newStub(channel);
  }

  /** Starts the service and waits until it knows what is in force. */
  static EnvoyGate start(String bootstrapServers) throws IOException, InterruptedException {
    EnvoySettings settings =
        EnvoySettings.load(
            null,
            Map.of(
                "bootstrap.servers", bootstrapServers,
                "listen", "127.0.0.1:0",
                "name", "demo",
                "identity.account", "context:account",
                "identity.api.key", "context:api_key",
                "identity.organization", "context:organization"));
    EnvoyGate gate = new EnvoyGate(EnvoyService.start(settings, ControlTopicListener.SILENT));
    try {
      gate.service.caughtUp().get(READY_MAX.toSeconds(), TimeUnit.SECONDS);
      return gate;
    } catch (ExecutionException | TimeoutException e) {
      gate.close();
      throw new IOException("the gateway's service was not ready in time: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      gate.close();
      throw e;
    }
  }

  int port() {
    return service.port();
  }

  @Override
  public CompletableFuture<Admission> ask(Account account) {
    CompletableFuture<Admission> admission = new CompletableFuture<>();
    authorization
        .withDeadlineAfter(ANSWER_MAX.toSeconds(), TimeUnit.SECONDS)
        .check(
            CheckRequest.newBuilder()
                .setAttributes(
                    AttributeContext.newBuilder()
                        .putContextExtensions("account", account.id())
                        .putContextExtensions("api_key", account.apiKeyId())
                        .putContextExtensions("organization", account.organizationId()))
                .build(),
            new Answer(admission));
    return admission;
  }

  @Override
  public void close() {
    channel.shutdownNow();
    service.close();
  }

  private record Answer(CompletableFuture<Admission> admission)
      implements StreamObserver<CheckResponse> {

    @Override
    public void onNext(CheckResponse answer) {
      admission.complete(admission(answer));
    }

    @Override
    public void onError(Throwable failure) {
      if (Status.fromThrowable(failure).getCode() == Status.Code.DEADLINE_EXCEEDED) {
        // A machine that does not keep up: a gateway that fails open lets the request pass.
        admission.complete(Admission.SERVED);
        return;
      }
      admission.completeExceptionally(
          new IllegalStateException("the gateway got no answer: " + failure.getMessage(), failure));
    }

    @Override
    public void onCompleted() {
      // there is one answer to one question
    }

    private static Admission admission(CheckResponse answer) {
      if (answer.hasDeniedResponse()) {
        return answer.getDeniedResponse().getStatus().getCode() == StatusCode.TooManyRequests
            ? Admission.THROTTLED
            : Admission.SUSPENDED;
      }
      Map<String, Value> told = answer.getDynamicMetadata().getFieldsMap();
      if (told.containsKey("challenge")) {
        return Admission.CHALLENGED;
      }
      return told.containsKey("strip") ? Admission.DEGRADED : Admission.SERVED;
    }
  }
}
