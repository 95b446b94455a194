package io.stillwatch.sidecar;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.grpc.Status.Code;
import io.stillwatch.intake.Format;
import io.stillwatch.sidecar.Reception.Deferred;
import io.stillwatch.sidecar.Reception.Refused;
import io.stillwatch.sidecar.Reception.Result;
import io.stillwatch.sidecar.Reception.Taken;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes OTLP over HTTP: {@code /v1/traces} and {@code /v1/logs}, protobuf and JSON, gzipped or not.
 *
 * <p>200 means that Kafka has every event. Whoever is to come again gets 503 and {@code
 * Retry-After}, as OTLP has it; everything else is final.
 */
final class OtlpHttp implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(OtlpHttp.class);

  private static final String TRACES = "/v1/traces";
  private static final String LOGS = "/v1/logs";
  private static final String PROTOBUF = "application/x-protobuf";
  private static final String JSON = "application/json";

  private final HttpServer server;
  private final ExecutorService handlers;
  private final Reception reception;
  private final MemoryBudget memory;
  private final int bodyBytesMax;
  private final AtomicInteger underWay = new AtomicInteger();
  private volatile boolean closing;

  /** What is answered; {@code again} when the client is to come again. */
  @SuppressWarnings("ArrayRecordComponent") // handed over, never compared
  private record Answer(int status, byte[] body, boolean again) {}

  private OtlpHttp(
      HttpServer server,
      ExecutorService handlers,
      Reception reception,
      MemoryBudget memory,
      int bodyBytesMax) {
    this.server = server;
    this.handlers = handlers;
    this.reception = reception;
    this.memory = memory;
    this.bodyBytesMax = bodyBytesMax;
  }

  static OtlpHttp start(
      InetSocketAddress listen, Reception reception, MemoryBudget memory, int bodyBytesMax)
      throws IOException {
    HttpServer server = BoundedHttp.create(listen, "listen");
    // Those that wait for a handler wait in their connections, of which there are so many at most.
    ExecutorService handlers =
        Executors.newFixedThreadPool(SidecarLimits.HANDLERS, new DaemonThreads("otlp-http"));
    OtlpHttp http = new OtlpHttp(server, handlers, reception, memory, bodyBytesMax);
    server.setExecutor(handlers);
    server.createContext("/", http::handle);
    server.start();
    return http;
  }

  int port() {
    return server.getAddress().getPort();
  }

  private void handle(HttpExchange http) {
    underWay.incrementAndGet();
    try {
      answered(http);
    } finally {
      underWay.decrementAndGet();
    }
  }

  private void answered(HttpExchange http) {
    boolean json = JSON.equals(contentType(http));
    try (http;
        MemoryBudget.Lease lease = memory.lease()) {
      Answer answer;
      try {
        answer =
            closing
                ? answer(reception.deferred(Deferral.STOPPING), json, "")
                : answer(http, json, lease);
      } catch (IOException e) {
        reception.counts().abandoned();
        return; // nobody is there to be answered
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        answer = answer(reception.deferred(Deferral.STOPPING), json, "");
      } catch (RuntimeException | StackOverflowError e) {
        answer = answer(reception.fault(e), json, "");
      }
      send(http, json, answer);
    }
  }

  private static String contentType(HttpExchange http) {
    String type = http.getRequestHeaders().getFirst("Content-Type");
    if (type == null) {
      return "";
    }
    int semicolon = type.indexOf(';');
    return (semicolon < 0 ? type : type.substring(0, semicolon)).strip().toLowerCase(Locale.ROOT);
  }

  private Answer answer(HttpExchange http, boolean json, MemoryBudget.Lease lease)
      throws IOException, InterruptedException {
    Answer unfit = unfit(http, json);
    if (unfit != null) {
      passOver(http.getRequestBody());
      return unfit;
    }
    boolean gzip = "gzip".equalsIgnoreCase(encoding(http));
    String rejectedName = path(http).equals(TRACES) ? "rejectedSpans" : "rejectedLogRecords";
    Result result;
    try {
      byte[] body = Body.read(http.getRequestBody(), gzip, bodyBytesMax, lease);
      result = reception.take(body, json ? Format.OTLP_JSON : Format.OTLP_PROTO);
    } catch (Body.Refused e) {
      passOver(http.getRequestBody());
      result = reception.unread(e, bodyBytesMax);
    }
    return answer(result, json, rejectedName);
  }

  /** What is answered to a request whose body nobody needs to read; null when it is to be read. */
  private @Nullable Answer unfit(HttpExchange http, boolean json) {
    if (!path(http).equals(TRACES) && !path(http).equals(LOGS)) {
      return refused(
          json, 404, Code.UNIMPLEMENTED, "only " + TRACES + " and " + LOGS + " are read here");
    }
    if (!http.getRequestMethod().equals("POST")) {
      return refused(json, 405, Code.UNIMPLEMENTED, "OTLP is sent by POST");
    }
    if (!json && !PROTOBUF.equals(contentType(http))) {
      return refused(
          json, 415, Code.INVALID_ARGUMENT, "Content-Type must be " + PROTOBUF + " or " + JSON);
    }
    String encoding = encoding(http);
    if (!encoding.isEmpty()
        && !encoding.equalsIgnoreCase("gzip")
        && !encoding.equalsIgnoreCase("identity")) {
      return refused(json, 415, Code.INVALID_ARGUMENT, "Content-Encoding must be gzip or none");
    }
    return null;
  }

  private static String path(HttpExchange http) {
    String path = http.getRequestURI().getPath();
    return path == null ? "" : path;
  }

  private static String encoding(HttpExchange http) {
    String encoding = http.getRequestHeaders().getFirst("Content-Encoding");
    return encoding == null ? "" : encoding.strip();
  }

  private static Answer answer(Result result, boolean json, String rejectedName) {
    if (result instanceof Taken taken) {
      return new Answer(
          200, OtlpAnswer.taken(json, rejectedName, taken.refused(), taken.why()), false);
    }
    if (result instanceof Refused refused) {
      return failed(json, status(refused.code()), refused);
    }
    String why = ((Deferred) result).why().name();
    return new Answer(503, OtlpAnswer.failed(json, Code.UNAVAILABLE.value(), why), true);
  }

  private static int status(Code code) {
    return switch (code) {
      case INVALID_ARGUMENT -> 400;
      case RESOURCE_EXHAUSTED -> 413;
      default -> 500;
    };
  }

  /** Who is still sending does not hear an answer. What it costs is time, which is bounded. */
  private void passOver(InputStream rest) throws IOException {
    byte[] step = new byte[SidecarLimits.BODY_STEP_BYTES];
    long left = bodyBytesMax;
    for (int n = rest.read(step); n >= 0 && left > 0; n = rest.read(step)) {
      left -= n;
    }
  }

  private Answer refused(boolean json, int status, Code code, String message) {
    return failed(json, status, reception.refused(code, message));
  }

  private static Answer failed(boolean json, int status, Refused refused) {
    return new Answer(
        status, OtlpAnswer.failed(json, refused.code().value(), refused.why()), false);
  }

  private static void send(HttpExchange http, boolean json, Answer answer) {
    http.getResponseHeaders().set("Content-Type", json ? JSON : PROTOBUF);
    if (answer.again) {
      http.getResponseHeaders()
          .set("Retry-After", String.valueOf(SidecarLimits.RETRY_AFTER.toSeconds()));
    }
    try {
      http.sendResponseHeaders(answer.status, answer.body.length == 0 ? -1 : answer.body.length);
      try (OutputStream out = http.getResponseBody()) { // closed, the connection can be used again
        out.write(answer.body);
      }
    } catch (IOException e) {
      LOG.debug("a client went away before its answer");
    }
  }

  /**
   * Takes no more requests, and answers those that are under way. Not by the delay that the
   * server's own stop has: it lets it pass whole, also when there is nothing to wait for.
   */
  @Override
  public void close() throws InterruptedException {
    closing = true;
    long until = System.nanoTime() + SidecarLimits.DRAIN_MAX.toNanos();
    while (underWay.get() > 0 && System.nanoTime() < until) {
      Thread.sleep(SidecarLimits.DRAIN_LOOK_EVERY.toMillis());
    }
    server.stop(0);
    handlers.shutdownNow();
  }
}
