package io.stillwatch.jobs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.stillwatch.intake.ConfluentSchemas;
import io.stillwatch.schemas.InferenceEvent;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class HttpConfluentSchemasTest {

  private static final Schema EVENT = InferenceEvent.getClassSchema();
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  private final AtomicLong now = new AtomicLong();
  private final List<String> paths = new ArrayList<>();
  private final List<@Nullable String> authorizations = new ArrayList<>();
  private Answer answer = exchange -> reply(exchange, 404, "{\"error_code\":40403}");
  private HttpServer server;

  private interface Answer {
    void to(HttpExchange exchange) throws IOException;
  }

  @SuppressWarnings("NullAway.Init") // started before each test
  HttpConfluentSchemasTest() {}

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newCachedThreadPool());
    server.createContext(
        "/",
        exchange -> {
          paths.add(exchange.getRequestURI().getPath());
          authorizations.add(exchange.getRequestHeaders().getFirst("Authorization"));
          answer.to(exchange);
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  @Test
  void aSchemaIsAskedForOnceAndKept() {
    answer = exchange -> reply(exchange, 200, json(EVENT.toString()));
    HttpConfluentSchemas schemas = schemas("/base", new Secret("Basic abc"));
    Schema first = schemas.find(7);
    assertEquals(EVENT, first);
    now.addAndGet(Duration.ofDays(30).toNanos());
    assertSame(first, schemas.find(7));
    assertEquals(List.of("/base/schemas/ids/7"), paths);
    assertEquals(List.of("Basic abc"), authorizations);
  }

  @Test
  void anIdIsANumberWithoutSign() {
    assertNull(schemas("/", null).find(-1));
    assertEquals(List.of("/schemas/ids/4294967295"), paths);
  }

  @Test
  void anUnknownIdIsAskedForAgainAfterTenSeconds() {
    HttpConfluentSchemas schemas = schemas("", null);
    assertNull(schemas.find(7));
    answer = exchange -> reply(exchange, 200, json(EVENT.toString()));
    now.addAndGet(Duration.ofSeconds(10).toNanos() - 1);
    assertNull(schemas.find(7));
    assertEquals(1, paths.size());
    now.addAndGet(1);
    assertEquals(EVENT, schemas.find(7));
  }

  @Test
  void inventedIdsCostABoundedNumberOfCalls() {
    HttpConfluentSchemas schemas = schemas("", null);
    for (int id = 0; id < 10_000; id++) {
      assertNull(schemas.find(id));
    }
    assertEquals(JobsLimits.REGISTRY_CALLS_PER_SECOND, paths.size());
  }

  @Test
  void whatIsNoAvroSchemaIsUnknown() {
    for (String body :
        List.of(
            "{\"schema\":\"nonsense\"}",
            "{\"schema\":\"{}\",\"schemaType\":\"JSON\"}",
            "{\"schema\":\"\\\"string\\\"\",\"references\":[{\"name\":\"x\"}]}",
            "<html>",
            "")) {
      answer = exchange -> reply(exchange, 200, body);
      assertNull(schemas("", null).find(1), body);
    }
  }

  @Test
  void anAnswerWithoutEndIsCutOff() {
    byte[] chunk = new byte[64 << 10];
    answer =
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          try (var body = exchange.getResponseBody()) {
            for (int i = 0; i < 1_000; i++) {
              body.write(chunk);
            }
          }
        };
    IllegalStateException e =
        assertThrows(IllegalStateException.class, () -> schemas("", null).find(1));
    assertTrue(e.toString().contains("longer than"), e.toString());
  }

  @Test
  void aRegistryThatFailsOrHangsIsNotTheEventsFault() {
    answer = exchange -> reply(exchange, 503, "busy");
    assertThrows(IllegalStateException.class, () -> schemas("", null).find(1));
    assertEquals(2, paths.size(), "it is tried twice");

    answer =
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          exchange.getResponseBody().write('{');
          exchange.getResponseBody().flush(); // and then nothing
        };
    IllegalStateException e =
        assertThrows(
            IllegalStateException.class, () -> schemas("", null, Duration.ofMillis(300)).find(2));
    assertTrue(e.toString().contains("no answer within"), e.toString());

    server.stop(0);
    assertThrows(IllegalStateException.class, () -> schemas("", null).find(3));
  }

  @Test
  void withoutAnAddressThereIsNoRegistry() {
    ConfluentSchemas none = new HttpConfluentSchemas.Factory(null, null).open();
    assertNull(none.find(1));
    assertTrue(paths.isEmpty());
  }

  private HttpConfluentSchemas schemas(String path, @Nullable Secret authorization) {
    return schemas(path, authorization, TIMEOUT);
  }

  private HttpConfluentSchemas schemas(
      String path, @Nullable Secret authorization, Duration timeout) {
    URI base = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
    return new HttpConfluentSchemas(base, authorization, timeout, now::get);
  }

  private static String json(String schema) {
    return "{\"schema\":\"" + schema.replace("\\", "\\\\").replace("\"", "\\\"") + "\"}";
  }

  private static void reply(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }
}
