package io.stillwatch.sidecar;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.lang.reflect.Method;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BoundedHttpTest {

  /** In a process of its own, as the JDK reads the bounds once. */
  @Test
  void theBoundsHoldFromTheFirstServerOnWhicheverThatIs() throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-opens=jdk.httpserver/sun.net.httpserver=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                FirstServer.class.getName())
            .redirectError(ProcessBuilder.Redirect.INHERIT) // where a JVM may warn of its options
            .start();
    String told = new String(process.getInputStream().readAllBytes(), UTF_8).strip();
    assertEquals(SidecarLimits.REQUEST_MAX.toSeconds() + " " + SidecarLimits.HEADERS_MAX, told);
  }

  /** As the sidecar starts: counts before anything else. */
  static final class FirstServer {
    private FirstServer() {}

    public static void main(String[] args) throws Exception {
      CountsHttp counts =
          CountsHttp.start(new InetSocketAddress("127.0.0.1", 0), () -> "", List::of);
      Class<?> bounds = Class.forName("sun.net.httpserver.ServerConfig");
      System.out.println(value(bounds, "getMaxReqTime") + " " + value(bounds, "getMaxReqHeaders"));
      counts.close();
    }

    private static Object value(Class<?> bounds, String name) throws Exception {
      Method getter = bounds.getDeclaredMethod(name);
      getter.setAccessible(true);
      return getter.invoke(null);
    }
  }

  @Test
  void whoSendsSlowlyKeepsNoProbeWaiting() throws Exception {
    CountsHttp counts = CountsHttp.start(new InetSocketAddress("127.0.0.1", 0), () -> "", List::of);
    try (Socket slow = new Socket("127.0.0.1", counts.port())) {
      slow.getOutputStream().write("GET /metr".getBytes(UTF_8));
      slow.getOutputStream().flush();
      Thread.sleep(200); // until the server has it
      URI probe = URI.create("http://127.0.0.1:" + counts.port() + "/healthz");
      String answer =
          assertTimeoutPreemptively(
              SidecarLimits.REQUEST_MAX.minusSeconds(5), // then who is slow is sent away
              () -> new String(probe.toURL().openStream().readAllBytes(), UTF_8));
      assertEquals("ok\n", answer);
    } finally {
      counts.close();
    }
  }

  @Test
  void healthTellsWhatSomebodyHasToMendAndLifeDoesNotEndOfIt() throws Exception {
    List<String> troubles = new ArrayList<>();
    CountsHttp counts =
        CountsHttp.start(new InetSocketAddress("127.0.0.1", 0), () -> "", () -> troubles);
    try {
      assertEquals("200 ok\n", answer(counts, "/healthz"));
      troubles.add("no rights");
      troubles.add("a log stands still");
      assertEquals("503 no rights\na log stands still\n", answer(counts, "/healthz"));
      assertEquals("200 ok\n", answer(counts, "/livez"));
    } finally {
      counts.close();
    }
  }

  private static String answer(CountsHttp counts, String path) throws Exception {
    HttpResponse<String> answer =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + counts.port() + path))
                    .build(),
                BodyHandlers.ofString());
    return answer.statusCode() + " " + answer.body();
  }
}
