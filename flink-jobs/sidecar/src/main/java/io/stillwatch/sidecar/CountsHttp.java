package io.stillwatch.sidecar;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/** Answers {@code /metrics} in Prometheus' text format, and {@code /healthz} while it runs. */
final class CountsHttp implements AutoCloseable {

  private final HttpServer server;

  /**
   * One thread for each connection, of which there are few: on one for all, who sends a request
   * slowly would keep the probe of the pod waiting, which then ends it.
   */
  private final ExecutorService threads =
      Executors.newCachedThreadPool(new DaemonThreads("counts-http"));

  private CountsHttp(HttpServer server) {
    this.server = server;
    server.setExecutor(threads);
  }

  static CountsHttp start(InetSocketAddress listen, Supplier<String> metrics) throws IOException {
    HttpServer server = BoundedHttp.create(listen);
    answer(server, "/metrics", metrics);
    answer(server, "/healthz", () -> "ok\n");
    CountsHttp http = new CountsHttp(server);
    server.start();
    return http;
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
    threads.shutdownNow();
  }
}
