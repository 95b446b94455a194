package io.stillwatch.sidecar;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.lang.reflect.Method;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
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
      CountsHttp counts = CountsHttp.start(new InetSocketAddress("127.0.0.1", 0), () -> "");
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
    CountsHttp counts = CountsHttp.start(new InetSocketAddress("127.0.0.1", 0), () -> "");
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
}
