package io.stillwatch.perf.gateway;

import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import io.envoyproxy.envoy.config.core.v3.Metadata;
import io.envoyproxy.envoy.service.auth.v3.AttributeContext;
import io.envoyproxy.envoy.service.auth.v3.AuthorizationGrpc;
import io.envoyproxy.envoy.service.auth.v3.AuthorizationGrpc.AuthorizationBlockingStub;
import io.envoyproxy.envoy.service.auth.v3.CheckRequest;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;

/** Asks the enforcement service for each request as Envoy does, over loopback. */
final class Door implements AutoCloseable {

  static final String NAMESPACE = "jwt";
  static final String ACCOUNT = "sub";

  private final ManagedChannel channel;
  private final AuthorizationBlockingStub service;

  Door(int port) {
    channel = NettyChannelBuilder.forAddress("127.0.0.1", port).usePlaintext().build();
    service = AuthorizationGrpc.newBlockingStub(channel);
  }

  /** Whether the account's request may pass. */
  boolean admits(String account) {
    return service.check(check(account)).getStatus().getCode() == 0;
  }

  /** With the headers that a client of an inference server sends. */
  private static CheckRequest check(String account) {
    return CheckRequest.newBuilder()
        .setAttributes(
            AttributeContext.newBuilder()
                .setRequest(
                    AttributeContext.Request.newBuilder()
                        .setHttp(
                            AttributeContext.HttpRequest.newBuilder()
                                .setId("7295842119372811521")
                                .setMethod("POST")
                                .setScheme("https")
                                .setHost("api.example.org")
                                .setPath("/v1/chat/completions")
                                .setProtocol("HTTP/2")
                                .putHeaders(":authority", "api.example.org")
                                .putHeaders(":method", "POST")
                                .putHeaders(":path", "/v1/chat/completions")
                                .putHeaders(":scheme", "https")
                                .putHeaders("accept", "application/json")
                                .putHeaders("content-type", "application/json")
                                .putHeaders("user-agent", "openai-python/1.99.0")
                                .putHeaders("x-forwarded-for", "198.51.100.7")
                                .putHeaders("x-request-id", "8f14e45f-ceea-467f-a0e6-b2d1f6a3")))
                .setMetadataContext(
                    Metadata.newBuilder()
                        .putFilterMetadata(
                            NAMESPACE,
                            Struct.newBuilder()
                                .putFields(
                                    ACCOUNT, Value.newBuilder().setStringValue(account).build())
                                .build())))
        .build();
  }

  @Override
  public void close() {
    channel.shutdownNow();
  }
}
