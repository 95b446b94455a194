package io.stillwatch.trials;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where the guard finds the FlinkDeployment in place of Kubernetes: it takes the change that the
 * operator would act on, and the drill then does what the operator does.
 */
final class OperatorEnd implements AutoCloseable {

  private static final String PATH =
      "/apis/flink.apache.org/v1beta1/namespaces/detection/flinkdeployments/stillwatch";
  private static final Pattern RESTORE =
      Pattern.compile("\"initialSavepointPath\":\"([^\"]+)\",\"savepointRedeployNonce\":4}");

  private final HttpServer server;
  private final CompletableFuture<String> restoreFrom = new CompletableFuture<>();

  OperatorEnd() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(PATH, this::answer);
    server.start();
  }

  String address() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** Whether the guard has asked for nothing yet. */
  boolean untouched() {
    return !restoreFrom.isDone();
  }

  /** What the guard has asked for. */
  String awaitRestore() throws Exception {
    return restoreFrom.get(120, TimeUnit.SECONDS);
  }

  private void answer(HttpExchange exchange) throws IOException {
    if (exchange.getRequestMethod().equals("PATCH")) {
      String patch = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      Matcher asked = RESTORE.matcher(patch);
      if (asked.find()) {
        restoreFrom.complete(asked.group(1));
      } else {
        restoreFrom.completeExceptionally(new AssertionError("not a restore: " + patch));
      }
    }
    byte[] body =
        "{\"spec\":{\"job\":{\"savepointRedeployNonce\":3}}}".getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(200, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
