package io.stillwatch.sidecar;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/**
 * Answers {@code /metrics} in Prometheus' text format, {@code /livez} while it runs, and {@code
 * /healthz} while nothing is wrong that somebody has to mend: for the sidecar and for every other
 * process of ours that is scraped.
 */
public final class CountsHttp implements AutoCloseable {

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

  /** The parameter {@code troubles} tells what somebody has to mend, a sentence each. */
  public static CountsHttp start(
      InetSocketAddress listen, Supplier<String> metrics, Supplier<List<String>> troubles)
      throws IOException {
    HttpServer server = BoundedHttp.create(listen, "metrics.listen");
    server.createContext("/metrics", http -> answer(http, 200, metrics.get()));
    server.createContext("/livez", http -> answer(http, 200, "ok\n"));
    server.createContext(
        "/healthz",
        http -> {
          List<String> wrong = troubles.get();
          String told = wrong.isEmpty() ? "ok" : String.join("\n", wrong);
          answer(http, wrong.isEmpty() ? 200 : 503, told + "\n");
        });
    CountsHttp http = new CountsHttp(server);
    server.start();
    return http;
  }

  private static void answer(HttpExchange http, int status, String text) throws IOException {
    try (http) {
      byte[] body = text.getBytes(StandardCharsets.UTF_8);
      http.getResponseHeaders().set("Content-Type", "text/plain; version=0.0.4");
      http.sendResponseHeaders(status, body.length);
      http.getResponseBody().write(body);
    }
  }

  /** The port that it listens on. */
  public int port() {
    return server.getAddress().getPort();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
