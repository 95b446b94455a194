package io.stillwatch.sidecar;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;

/** Answers {@code /metrics} in Prometheus' text format, and {@code /healthz} while it runs. */
final class CountsHttp implements AutoCloseable {

  private final HttpServer server;

  private CountsHttp(HttpServer server) {
    this.server = server;
  }

  static CountsHttp start(InetSocketAddress listen, Supplier<String> metrics) throws IOException {
    HttpServer server = HttpServer.create(listen, 0);
    answer(server, "/metrics", metrics);
    answer(server, "/healthz", () -> "ok\n");
    server.start();
    return new CountsHttp(server);
  }

  private static void answer(HttpServer server, String path, Supplier<String> text) {
    server.createContext(
        path,
        http -> {
          try (http) {
            byte[] body = text.get().getBytes(StandardCharsets.UTF_8);
            http.getResponseHeaders().set("Content-Type", "text/plain; version=0.0.4");
            http.sendResponseHeaders(200, body.length);
            http.getResponseBody().write(body);
          }
        });
  }

  int port() {
    return server.getAddress().getPort();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
