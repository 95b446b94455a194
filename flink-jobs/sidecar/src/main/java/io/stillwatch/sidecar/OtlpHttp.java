package io.stillwatch.sidecar;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.stillwatch.intake.Format;
import io.stillwatch.sidecar.Reception.Deferred;
import io.stillwatch.sidecar.Reception.Result;
import io.stillwatch.sidecar.Reception.Taken;
import io.stillwatch.sidecar.Reception.Unreadable;
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

  // google.rpc.Code
  private static final int INVALID_ARGUMENT = 3;
  private static final int UNIMPLEMENTED = 12;
  private static final int INTERNAL = 13;
  private static final int UNAVAILABLE = 14;

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

  static {
    // The JDK's server reads these when its classes are loaded; it has no other way to be told.
    setUnlessSet("sun.net.httpserver.maxReqTime", SidecarLimits.REQUEST_MAX.toSeconds());
    setUnlessSet("sun.net.httpserver.maxReqHeaders", SidecarLimits.HEADERS_MAX);
    setUnlessSet("sun.net.httpserver.maxReqHeaderSize", SidecarLimits.HEADER_CHARS_MAX);
    setUnlessSet("jdk.httpserver.maxConnections", SidecarLimits.CONNECTIONS_MAX);
  }

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
    HttpServer server = HttpServer.create(listen, SidecarLimits.CONNECTIONS_MAX);
    AtomicInteger number = new AtomicInteger();
    // Those that wait for a handler wait in their connections, of which there are so many at most.
    ExecutorService handlers =
        Executors.newFixedThreadPool(
            SidecarLimits.HANDLERS,
            task -> {
              Thread thread = new Thread(task, "otlp-http-" + number.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });
    OtlpHttp http = new OtlpHttp(server, handlers, reception, memory, bodyBytesMax);
    server.setExecutor(handlers);
    server.createContext("/", http::handle);
    server.start();
    return http;
  }

  private static void setUnlessSet(String property, long value) {
    if (System.getProperty(property) == null) {
      System.setProperty(property, String.valueOf(value));
    }
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
        answer = closing ? again(json, "stopping") : answer(http, json, lease);
      } catch (IOException e) {
        reception.counts().abandoned();
        return; // nobody is there to be answered
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        answer = again(json, "stopping");
      } catch (RuntimeException e) {
        LOG.error("a request could not be answered: {}", e.getClass().getName());
        answer = failed(json, 500, INTERNAL, "a fault of the sidecar's");
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
    byte[] body;
    try {
      body = Body.read(http.getRequestBody(), gzip, bodyBytesMax, lease);
    } catch (Body.Refused e) {
      return unread(http.getRequestBody(), json, e.why());
    }
    if (body.length == 0) {
      return new Answer(200, OtlpAnswer.taken(json, "", 0, ""), false);
    }
    return answer(
        reception.take(body, json ? Format.OTLP_JSON : Format.OTLP_PROTO),
        json,
        path(http).equals(TRACES) ? "rejectedSpans" : "rejectedLogRecords");
  }

  /** What is answered to a request whose body nobody needs to read; null when it is to be read. */
  private @Nullable Answer unfit(HttpExchange http, boolean json) {
    if (!path(http).equals(TRACES) && !path(http).equals(LOGS)) {
      return refused(
          json, 404, UNIMPLEMENTED, "only " + TRACES + " and " + LOGS + " are read here");
    }
    if (!http.getRequestMethod().equals("POST")) {
      return refused(json, 405, UNIMPLEMENTED, "OTLP is sent by POST");
    }
    if (!json && !PROTOBUF.equals(contentType(http))) {
      return refused(
          json, 415, INVALID_ARGUMENT, "Content-Type must be " + PROTOBUF + " or " + JSON);
    }
    String encoding = encoding(http);
    if (!encoding.isEmpty()
        && !encoding.equalsIgnoreCase("gzip")
        && !encoding.equalsIgnoreCase("identity")) {
      return refused(json, 415, INVALID_ARGUMENT, "Content-Encoding must be gzip or none");
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

  private Answer answer(Result result, boolean json, String rejectedName) {
    if (result instanceof Taken taken) {
      return new Answer(
          200, OtlpAnswer.taken(json, rejectedName, taken.refused(), taken.why()), false);
    }
    if (result instanceof Unreadable unreadable) {
      return failed(json, 400, INVALID_ARGUMENT, unreadable.why());
    }
    return again(json, ((Deferred) result).why().name());
  }

  private Answer unread(InputStream rest, boolean json, Body.Why why) throws IOException {
    passOver(rest);
    return switch (why) {
      case TOO_LARGE ->
          refused(
              json, 413, INVALID_ARGUMENT, "more than " + bodyBytesMax + " bytes; smaller batches");
      case NOT_GZIP -> refused(json, 400, INVALID_ARGUMENT, "the body is no gzip");
      case NO_MEMORY -> {
        Deferred deferred = reception.deferred(Deferral.NO_MEMORY);
        yield again(json, deferred.why().name());
      }
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

  private Answer refused(boolean json, int status, int code, String message) {
    reception.counts().refusedRequest();
    return failed(json, status, code, message);
  }

  private static Answer failed(boolean json, int status, int code, String message) {
    return new Answer(status, OtlpAnswer.failed(json, code, message), false);
  }

  private static Answer again(boolean json, String why) {
    return new Answer(503, OtlpAnswer.failed(json, UNAVAILABLE, why), true);
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
