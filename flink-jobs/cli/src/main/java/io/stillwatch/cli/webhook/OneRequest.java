package io.stillwatch.cli.webhook;

import io.stillwatch.cli.Reason;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProtocolException;
import java.net.Proxy;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * One request over a connection of its own, of whose answer only the status is read.
 *
 * <p>The JDK's client resolves the host's name by itself, and may so be led to another address than
 * the one that was looked at. Here the caller gives the address; the name is only what the
 * certificate has to be for.
 */
final class OneRequest {

  private static final int HEAD_BYTES_MAX = 16 << 10;
  private static final int STATUS_AT = "HTTP/1.1 ".length();
  private static final int STATUS_CHARS = 3;
  private static final int SWITCHING_PROTOCOLS = 101;
  private static final int OK = 200;

  /** Ends what takes too long, wherever it is: a write that nobody reads has no time limit. */
  private static final ScheduledExecutorService WATCH =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "webhook-watch");
            thread.setDaemon(true);
            return thread;
          });

  private final Target target;
  private final SSLSocketFactory tls;
  private final Duration connectMax;
  private final Duration answerMax;

  OneRequest(Target target, SSLSocketFactory tls, Duration connectMax, Duration answerMax) {
    this.target = target;
    this.tls = tls;
    this.connectMax = connectMax;
    this.answerMax = answerMax;
  }

  /** Nothing of the request has been sent: whoever is asked next is asked for the first time. */
  static final class Unsent extends IOException {

    private static final long serialVersionUID = 1L;

    private Unsent(IOException cause) {
      super(Reason.of(cause), cause);
    }
  }

  /**
   * Posts a body.
   *
   * @param headers whole lines, each with its end
   * @return the status that was answered
   * @throws Unsent where it did not come to that
   */
  int post(InetAddress address, String headers, byte[] body) throws IOException {
    byte[] head =
        ("POST "
                + target.path()
                + " HTTP/1.1\r\nhost: "
                + target.url().getAuthority()
                + "\r\nconnection: close\r\ncontent-length: "
                + body.length
                + "\r\n"
                + headers
                + "\r\n")
            .getBytes(StandardCharsets.US_ASCII);
    try (Socket connection = new Socket(Proxy.NO_PROXY)) {
      ScheduledFuture<?> end =
          WATCH.schedule(() -> closed(connection), answerMax.toMillis(), TimeUnit.MILLISECONDS);
      boolean begun = false;
      try {
        connection.connect(
            new InetSocketAddress(address, target.port()), (int) connectMax.toMillis());
        Socket socket = target.isPlain() ? connection : secured(connection);
        OutputStream out = socket.getOutputStream();
        begun = true;
        out.write(head);
        out.write(body);
        out.flush();
        return status(new BufferedInputStream(socket.getInputStream()));
      } catch (IOException e) {
        IOException why =
            end.isDone()
                ? new SocketTimeoutException("no answer within " + answerMax.toSeconds() + " s")
                : e;
        throw begun ? why : new Unsent(why);
      } finally {
        end.cancel(false);
      }
    }
  }

  private static void closed(Socket connection) {
    try {
      connection.close();
    } catch (IOException e) {
      // It is no more, one way or the other.
    }
  }

  private SSLSocket secured(Socket connection) throws IOException {
    SSLSocket socket =
        (SSLSocket) tls.createSocket(connection, target.host(), target.port(), false);
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    socket.setSSLParameters(parameters);
    socket.startHandshake();
    return socket;
  }

  /** Of the first answer that is no word in between, such as 100 or 103. */
  private static int status(InputStream in) throws IOException {
    int[] left = {HEAD_BYTES_MAX};
    while (true) {
      int status = statusOf(line(in, left));
      if (status >= OK || status == SWITCHING_PROTOCOLS) {
        return status;
      }
      while (!line(in, left).isEmpty()) {
        // headers of a word in between
      }
    }
  }

  private static int statusOf(String line) throws ProtocolException {
    int end = STATUS_AT + STATUS_CHARS;
    if (line.startsWith("HTTP/1.") && line.length() >= end) {
      try {
        int status = Integer.parseInt(line.substring(STATUS_AT, end));
        if (status >= 100) {
          return status;
        }
      } catch (NumberFormatException e) {
        // Said below, and not what it said instead.
      }
    }
    throw new ProtocolException("it answers no HTTP");
  }

  private static String line(InputStream in, int[] left) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new ProtocolException("it went away without an answer");
      }
      if (--left[0] < 0) {
        throw new ProtocolException("the head of its answer has no end");
      }
      if (c != '\r') {
        line.append((char) c);
      }
    }
    return line.toString();
  }
}
