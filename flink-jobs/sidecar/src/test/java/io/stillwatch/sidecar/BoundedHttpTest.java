package io.stillwatch.sidecar;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Method;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class BoundedHttpTest {

  @Test
  void theBoundsHoldFromTheFirstServerOnWhicheverThatIs() throws Exception {
    assertEquals(
        SidecarLimits.REQUEST_MAX.toSeconds()
            + " "
            + SidecarLimits.ANSWER_MAX.toSeconds()
            + " "
            + SidecarLimits.HEADERS_MAX,
        OwnProcess.told(
            FirstServer.class, "--add-opens=jdk.httpserver/sun.net.httpserver=ALL-UNNAMED"));
  }

  @Test
  void anAnswerMayTakeLongerThanAnHonestOneDoes() {
    Duration honest = SidecarLimits.READER_WAIT_MAX.plus(SidecarLimits.ACKNOWLEDGE_MAX);
    assertTrue(SidecarLimits.ANSWER_MAX.compareTo(honest.multipliedBy(2)) >= 0);
  }

  /** With a bound of a second, as the test would take as long as the bound. */
  @Test
  void whoReadsNothingOfItsAnswerHoldsNoThread() throws Exception {
    assertEquals("free", OwnProcess.told(SlowReader.class, "-Dsun.net.httpserver.maxRspTime=1"));
  }

  /** As the sidecar starts: counts before anything else. */
  static final class FirstServer {
    private FirstServer() {}

    public static void main(String[] args) throws Exception {
      CountsHttp counts =
          CountsHttp.start(new InetSocketAddress("127.0.0.1", 0), () -> "", List::of);
      Class<?> bounds = Class.forName("sun.net.httpserver.ServerConfig");
      System.out.println(
          value(bounds, "getMaxReqTime")
              + " "
              + value(bounds, "getMaxRspTime")
              + " "
              + value(bounds, "getMaxReqHeaders"));
      counts.close();
    }

    private static Object value(Class<?> bounds, String name) throws Exception {
      Method getter = bounds.getDeclaredMethod(name);
      getter.setAccessible(true);
      return getter.invoke(null);
    }
  }

  /** Asks for more than lies in the buffers of a connection, and reads none of it. */
  static final class SlowReader {
    private SlowReader() {}

    public static void main(String[] args) throws Exception {
      String large = "x".repeat(32 << 20);
      CountsHttp counts =
          CountsHttp.start(new InetSocketAddress("127.0.0.1", 0), () -> large, List::of);
      try (Socket idle = new Socket("127.0.0.1", counts.port())) {
        idle.getOutputStream().write("GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(UTF_8));
        await(true);
        await(false);
        System.out.println("free");
      }
      counts.close();
    }

    private static void await(boolean held) throws InterruptedException {
      long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
      while (isWriting() != held) {
        if (System.nanoTime() > until) {
          System.out.println(held ? "nothing was written" : "held");
          System.exit(1);
        }
        Thread.sleep(50);
      }
    }

    private static boolean isWriting() {
      return Thread.getAllStackTraces().entrySet().stream()
          .filter(thread -> thread.getKey().getName().startsWith("counts-http"))
          .flatMap(thread -> Arrays.stream(thread.getValue()))
          .anyMatch(frame -> frame.getMethodName().equals("write"));
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
