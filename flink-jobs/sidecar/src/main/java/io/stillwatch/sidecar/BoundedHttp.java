package io.stillwatch.sidecar;

import com.sun.net.httpserver.HttpServer;
import io.stillwatch.intake.settings.SettingsReader;
import java.io.IOException;
import java.net.InetSocketAddress;

/**
 * The one place that makes servers. The JDK's reads its bounds from system properties when the
 * first of them is made, and has no other way to be told: made elsewhere, it would have none, and
 * who sends a byte a minute would hold a connection for ever, and who reads none of an answer the
 * thread that writes it.
 */
final class BoundedHttp {

  static {
    setUnlessSet("sun.net.httpserver.maxReqTime", SidecarLimits.REQUEST_MAX.toSeconds());
    setUnlessSet("sun.net.httpserver.maxRspTime", SidecarLimits.ANSWER_MAX.toSeconds());
    setUnlessSet("sun.net.httpserver.maxReqHeaders", SidecarLimits.HEADERS_MAX);
    setUnlessSet("sun.net.httpserver.maxReqHeaderSize", SidecarLimits.HEADER_CHARS_MAX);
    setUnlessSet("jdk.httpserver.maxConnections", SidecarLimits.CONNECTIONS_MAX);
  }

  private BoundedHttp() {}

  /** The parameter {@code setting} says where to listen, for complaints. */
  static HttpServer create(InetSocketAddress listen, String setting) throws IOException {
    try {
      return HttpServer.create(listen, SidecarLimits.CONNECTIONS_MAX);
    } catch (IOException e) {
      throw new IOException(
          "cannot listen on "
              + SettingsReader.print(listen)
              + ": "
              + e.getMessage()
              + "; choose another "
              + setting,
          e);
    }
  }

  private static void setUnlessSet(String property, long value) {
    if (System.getProperty(property) == null) {
      System.setProperty(property, String.valueOf(value));
    }
  }
}
