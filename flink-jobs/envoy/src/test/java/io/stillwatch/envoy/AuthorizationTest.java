package io.stillwatch.envoy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import com.google.rpc.Code;
import io.envoyproxy.envoy.config.core.v3.HeaderValueOption;
import io.envoyproxy.envoy.config.core.v3.HeaderValueOption.HeaderAppendAction;
import io.envoyproxy.envoy.config.core.v3.Metadata;
import io.envoyproxy.envoy.service.auth.v3.AttributeContext;
import io.envoyproxy.envoy.service.auth.v3.AuthorizationGrpc;
import io.envoyproxy.envoy.service.auth.v3.CheckRequest;
import io.envoyproxy.envoy.service.auth.v3.CheckResponse;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.Marshaller;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ClientCalls;
import io.stillwatch.schemas.ActionKind;
import io.stillwatch.schemas.ActionState;
import io.stillwatch.schemas.EnforcementAction;
import io.stillwatch.schemas.Evidence;
import io.stillwatch.schemas.Mode;
import io.stillwatch.schemas.SubjectKind;
import io.stillwatch.subscriber.ActionsInForce;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A real gRPC client asks, as Envoy does, over a real connection. */
final class AuthorizationTest {

  private static final long NOW = 1_000;

  private static final Marshaller<byte[]> BYTES =
      new Marshaller<>() {
        @Override
        public InputStream stream(byte[] bytes) {
          return new ByteArrayInputStream(bytes);
        }

        @Override
        public byte[] parse(InputStream stream) {
          try {
            return stream.readAllBytes();
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        }
      };
  private static final MethodDescriptor<byte[], byte[]> RAW_CHECK =
      AuthorizationGrpc.getCheckMethod().toBuilder(BYTES, BYTES).build();

  private final ActionsInForce actions = new ActionsInForce();
  private final AtomicLong nowMs = new AtomicLong(NOW);
  private final AtomicLong setBackMs = new AtomicLong();
  private final AtomicBoolean caughtUp = new AtomicBoolean(true);
  private final Map<String, String> texts =
      new HashMap<>(
          Map.of(
              "bootstrap.servers", "nowhere:1",
              "identity.account", "metadata:jwt/payload/sub",
              "identity.api.key", "context:key",
              "identity.organization", "metadata:jwt/org"));
  private Server server;
  private ManagedChannel channel;
  private Authorization authorization;

  @BeforeEach
  void start() throws Exception {
    start(EnvoySettings.load(null, texts));
  }

  private void start(EnvoySettings settings) throws Exception {
    close();
    authorization =
        new Authorization(
            settings,
            actions,
            () -> Instant.ofEpochMilli(nowMs.get() - setBackMs.get()),
            () -> TimeUnit.MILLISECONDS.toNanos(nowMs.get()),
            caughtUp::get);
    server =
        NettyServerBuilder.forPort(0).directExecutor().addService(authorization).build().start();
    channel = NettyChannelBuilder.forAddress("127.0.0.1", server.getPort()).usePlaintext().build();
  }

  @AfterEach
  void close() {
    if (server != null) {
      channel.shutdownNow();
      server.shutdownNow();
    }
  }

  @Test
  void whoIsNotActedOnIsLetThroughAndOurHeadersAreTakenFromHim() {
    CheckResponse answer = check("acct-7");
    assertEquals(Code.OK_VALUE, answer.getStatus().getCode());
    assertEquals(
        List.of("x-stillwatch-strip", "x-stillwatch-watermark", "x-stillwatch-challenge"),
        answer.getOkResponse().getHeadersToRemoveList());
    assertEquals(Map.of(), toServer(answer));
    assertEquals(Map.of(), toCustomer(answer));
    assertEquals("NONE", metadata(answer, "rung"));
  }

  @Test
  void whoIsSuspendedHears403WithReasonAndReference() {
    apply("acct-7", ActionKind.SUSPEND, Map.of());
    CheckResponse answer = check("acct-7");
    assertEquals(Code.PERMISSION_DENIED_VALUE, answer.getStatus().getCode());
    assertEquals(403, answer.getDeniedResponse().getStatus().getCodeValue());
    assertEquals(
        "{\"error\":{\"type\":\"stillwatch\",\"code\":\"suspended\","
            + "\"message\":\"Access is suspended. Quote the reference when you contact support.\","
            + "\"reason\":\"unusual \\\"use\\\"\",\"reference\":\"SW-1\"}}",
        answer.getDeniedResponse().getBody());
    assertEquals(
        Map.of("content-type", "application/json", "x-stillwatch-reference", "SW-1"),
        headers(answer.getDeniedResponse().getHeadersList()));
    assertFalse(answer.toString().contains("grader"), "the pattern is ours to know");
    assertEquals(Code.OK_VALUE, check("acct-8").getStatus().getCode());
  }

  /** Such a check would fail, and `failure_mode_allow` let its request through. */
  @Test
  void aByteThatIsNoUtf8IsRefusedAndIsNoWayAroundASuspension() throws Exception {
    apply("acct-7", ActionKind.SUSPEND, Map.of());
    AttributeContext.HttpRequest.Builder http = AttributeContext.HttpRequest.newBuilder();
    for (AttributeContext asked :
        List.of(
            of(http.setPath("/v1?x=@")),
            of(http.clear().putHeaders("user-agent", "@")),
            of(http.clear()).toBuilder().putContextExtensions("key", "@").build())) {
      byte[] check = CheckRequest.newBuilder().setAttributes(asked).build().toByteArray();
      for (int i = 0; i < check.length; i++) {
        check[i] = check[i] == '@' ? (byte) 0xFF : check[i];
      }
      CheckResponse answer =
          CheckResponse.parseFrom(
              ClientCalls.blockingUnaryCall(channel, RAW_CHECK, CallOptions.DEFAULT, check));
      assertEquals(Code.PERMISSION_DENIED_VALUE, answer.getStatus().getCode());
      assertEquals(400, answer.getDeniedResponse().getStatus().getCodeValue());
    }
    assertEquals(3, authorization.counts().get("checks.unreadable"));
  }

  private static AttributeContext of(AttributeContext.HttpRequest.Builder http) {
    return AttributeContext.newBuilder()
        .setRequest(AttributeContext.Request.newBuilder().setHttp(http))
        .build();
  }

  @Test
  void whoIsThrottledHears429OverTheLimitAndWhenToComeBack() {
    apply("acct-7", ActionKind.THROTTLE, Map.of("requests_per_minute", "2"));
    assertEquals(
        Map.of(
            "x-ratelimit-limit", "2",
            "x-ratelimit-remaining", "1",
            "x-ratelimit-reset", "0",
            "x-stillwatch-reference", "SW-1",
            "x-stillwatch-reason", "unusual \"use\""),
        toCustomer(check("acct-7")));
    assertEquals(Code.OK_VALUE, check("acct-7").getStatus().getCode());
    CheckResponse third = check("acct-7");
    assertEquals(429, third.getDeniedResponse().getStatus().getCodeValue());
    Map<String, String> headers = headers(third.getDeniedResponse().getHeadersList());
    assertEquals("30", headers.get("retry-after"));
    assertEquals("0", headers.get("x-ratelimit-remaining"));
    assertTrue(third.getDeniedResponse().getBody().contains("\"code\":\"throttled\""));
    nowMs.addAndGet(30_000);
    assertEquals(Code.OK_VALUE, check("acct-7").getStatus().getCode());
    assertEquals(3, authorization.counts().get("checks.allowed"));
    assertEquals(1, authorization.counts().get("checks.throttled"));
  }

  @Test
  void aClockThatIsSetBackRefusesNobodyForThatTime() {
    apply("acct-7", ActionKind.THROTTLE, Map.of("requests_per_minute", "2"));
    check("acct-7");
    check("acct-7");
    setBackMs.set(3_600_000);
    assertEquals(Code.PERMISSION_DENIED_VALUE, check("acct-7").getStatus().getCode());
    nowMs.addAndGet(30_000);
    assertEquals(Code.OK_VALUE, check("acct-7").getStatus().getCode());
  }

  @Test
  void aLimitThatIsNoNumberIsTheSettingsAndInstancesShareIt() throws Exception {
    texts.put("throttle.requests.per.minute", "7");
    texts.put("throttle.instances", "3");
    start(EnvoySettings.load(null, texts));
    apply("acct-7", ActionKind.THROTTLE, Map.of("requests_per_minute", "few"));
    assertEquals("2", toCustomer(check("acct-7")).get("x-ratelimit-limit"));
    apply("acct-8", ActionKind.THROTTLE, Map.of("requests_per_minute", "1"));
    assertEquals("1", toCustomer(check("acct-8")).get("x-ratelimit-limit"));
  }

  @Test
  void theInferenceServerHearsWhatToDoAndTheCustomerNothingOfWatermarks() {
    apply("acct-7", ActionKind.DEGRADE, Map.of("strip", "reasoning, logprobs\r\nx-evil: 1"));
    apply("acct-7", ActionKind.WATERMARK, Map.of("watermark_epoch", "41"));
    apply("acct-7", ActionKind.CHALLENGE, Map.of());
    apply("acct-7", ActionKind.OBSERVE, Map.of());
    CheckResponse answer = check("acct-7");
    assertEquals(
        Map.of(
            "x-stillwatch-strip", "reasoning,logprobsx-evil: 1",
            "x-stillwatch-watermark", "41",
            "x-stillwatch-challenge", "SW-1"),
        toServer(answer));
    assertEquals(List.of(), answer.getOkResponse().getHeadersToRemoveList());
    assertEquals(
        Map.of("x-stillwatch-reference", "SW-1", "x-stillwatch-reason", "unusual \"use\""),
        toCustomer(answer));
    assertEquals("DEGRADE", metadata(answer, "rung"));
    assertEquals("41", metadata(answer, "watermark_epoch"));
    assertEquals(
        "reasoning",
        answer
            .getDynamicMetadata()
            .getFieldsOrThrow("strip")
            .getListValue()
            .getValues(0)
            .getStringValue());
    assertTrue(answer.getDynamicMetadata().getFieldsOrThrow("observe").getBoolValue());
    for (HeaderValueOption header : answer.getOkResponse().getHeadersList()) {
      assertEquals(HeaderAppendAction.OVERWRITE_IF_EXISTS_OR_ADD, header.getAppendAction());
    }
  }

  @Test
  void whoIsDegradedByNothingInParticularStillHasOurHeadersTaken() {
    apply("acct-7", ActionKind.DEGRADE, Map.of("strip", " , "));
    CheckResponse answer = check("acct-7");
    assertEquals(Map.of(), toServer(answer));
    assertTrue(answer.getOkResponse().getHeadersToRemoveList().contains("x-stillwatch-strip"));
    assertEquals("DEGRADE", metadata(answer, "rung"));
  }

  @Test
  void aHeaderOfTheClientsIsNotHisIdentity() {
    apply("acct-7", ActionKind.SUSPEND, Map.of());
    CheckResponse answer =
        ask(
            AttributeContext.newBuilder()
                .setRequest(
                    AttributeContext.Request.newBuilder()
                        .setHttp(
                            AttributeContext.HttpRequest.newBuilder()
                                .putHeaders("sub", "acct-7")
                                .putHeaders("x-account", "acct-7")))
                .build());
    assertEquals(Code.OK_VALUE, answer.getStatus().getCode());
    assertEquals(1, authorization.counts().get("checks.unknown_account"));
  }

  @Test
  void headerPrincipalKeyAndOrganisationAreIdentityWhereTheyAreSetSo() throws Exception {
    texts.put("identity.account", "header:X-Account");
    texts.put("identity.headers.trusted", "true");
    texts.put("identity.tenant", "principal");
    start(EnvoySettings.load(null, texts));
    actions.apply(row("t-1", SubjectKind.API_KEY, "key-1", ActionKind.SUSPEND, Map.of()));
    AttributeContext.Builder request =
        AttributeContext.newBuilder()
            .setSource(AttributeContext.Peer.newBuilder().setPrincipal("t-1"))
            .putContextExtensions("key", "key-1")
            .setRequest(
                AttributeContext.Request.newBuilder()
                    .setHttp(
                        AttributeContext.HttpRequest.newBuilder().putHeaders("x-account", "a")));
    assertEquals(403, ask(request.build()).getDeniedResponse().getStatus().getCodeValue());
    request.putContextExtensions("key", "key-2");
    assertEquals(Code.OK_VALUE, ask(request.build()).getStatus().getCode());
    request.setMetadataContext(jwt("ignored", "org-1"));
    actions.apply(row("t-1", SubjectKind.ORGANIZATION, "org-1", ActionKind.SUSPEND, Map.of()));
    assertEquals(403, ask(request.build()).getDeniedResponse().getStatus().getCodeValue());
  }

  @Test
  void whoseAccountCannotBeToldIsRefusedWhereThatIsSet() throws Exception {
    texts.put("identity.unknown", "refuse");
    start(EnvoySettings.load(null, texts));
    for (String account : List.of("", "x".repeat(257))) {
      CheckResponse answer = check(account);
      assertEquals(403, answer.getDeniedResponse().getStatus().getCodeValue());
      assertTrue(answer.getDeniedResponse().getBody().contains("unknown_account"));
    }
    assertEquals(Code.OK_VALUE, check("x".repeat(256)).getStatus().getCode());
  }

  @Test
  void untilTheTableIsThereEnvoyDecidesByItself() {
    caughtUp.set(false);
    StatusRuntimeException unavailable =
        assertThrows(StatusRuntimeException.class, () -> check("acct-7"));
    assertEquals(Status.Code.UNAVAILABLE, unavailable.getStatus().getCode());
    caughtUp.set(true);
    assertEquals(Code.OK_VALUE, check("acct-7").getStatus().getCode());
  }

  private CheckResponse check(String account) {
    return ask(AttributeContext.newBuilder().setMetadataContext(jwt(account, "org-7")).build());
  }

  private CheckResponse ask(AttributeContext attributes) {
    return AuthorizationGrpc.newBlockingStub(channel)
        .check(CheckRequest.newBuilder().setAttributes(attributes).build());
  }

  private static Metadata jwt(String account, String organization) {
    Struct payload = Struct.newBuilder().putFields("sub", text(account)).build();
    return Metadata.newBuilder()
        .putFilterMetadata(
            "jwt",
            Struct.newBuilder()
                .putFields("payload", Value.newBuilder().setStructValue(payload).build())
                .putFields("org", text(organization))
                .build())
        .build();
  }

  private static Value text(String text) {
    return Value.newBuilder().setStringValue(text).build();
  }

  private void apply(String account, ActionKind kind, Map<String, String> parameters) {
    actions.apply(row("default", SubjectKind.ACCOUNT, account, kind, parameters));
  }

  static EnforcementAction row(
      String tenant,
      SubjectKind subjectKind,
      String subject,
      ActionKind kind,
      Map<String, String> parameters) {
    Instant at = Instant.ofEpochMilli(NOW);
    return EnforcementAction.newBuilder()
        .setActionId("id")
        .setRevision(1)
        .setTenant(tenant)
        .setSubjectKind(subjectKind)
        .setSubjectId(subject)
        .setKind(kind)
        .setParameters(parameters)
        .setMode(Mode.ENFORCE)
        .setState(ActionState.ACTIVE)
        .setEventTime(at)
        .setEffectiveAt(at)
        .setExpiresAt(Instant.parse("2100-01-01T00:00:00Z"))
        .setPatternId("grader")
        .setPatternVersion(1)
        .setPublicReference("SW-1")
        .setReasonCode("unusual \"use\"")
        .setExplanation("for analysts")
        .setEvidence(Evidence.newBuilder().setExchangeId("x").setFirstAt(at).setLastAt(at).build())
        .build();
  }

  private static Map<String, String> toServer(CheckResponse answer) {
    return headers(answer.getOkResponse().getHeadersList());
  }

  private static Map<String, String> toCustomer(CheckResponse answer) {
    return headers(answer.getOkResponse().getResponseHeadersToAddList());
  }

  private static Map<String, String> headers(List<HeaderValueOption> headers) {
    Map<String, String> map = new HashMap<>();
    headers.forEach(h -> map.put(h.getHeader().getKey(), h.getHeader().getValue()));
    return map;
  }

  private static String metadata(CheckResponse answer, String name) {
    return answer.getDynamicMetadata().getFieldsOrThrow(name).getStringValue();
  }
}
