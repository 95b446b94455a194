package io.stillwatch.sidecar;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** A client of gRPC that frames its one call as it likes, as no library does. */
final class RawGrpc implements AutoCloseable {

  static final int DATA = 0;
  static final int HEADERS = 1;
  static final int RESET = 3;
  private static final int SETTINGS = 4;
  private static final int PING = 6;

  private static final int END_STREAM = 1;
  private static final int ACK = 1;
  private static final int END_HEADERS = 4;
  private static final int INITIAL_WINDOW = 4;
  private static final int STREAM = 1;

  private final Socket socket;
  private final OutputStream out;
  private final DataInputStream in;

  /**
   * Connects; answers may have so many bytes before this client allows more, which it never does.
   */
  RawGrpc(int port, int window) throws IOException {
    socket = new Socket("127.0.0.1", port);
    socket.setSoTimeout(20_000);
    out = new BufferedOutputStream(socket.getOutputStream());
    in = new DataInputStream(socket.getInputStream());
    out.write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(US_ASCII));
    frame(SETTINGS, 0, 0, ByteBuffer.allocate(6).putShort((short) INITIAL_WINDOW).putInt(window));
  }

  void begin(String method) throws IOException {
    ByteArrayOutputStream headers = new ByteArrayOutputStream();
    header(headers, ":method", "POST");
    header(headers, ":scheme", "http");
    header(headers, ":path", "/" + method);
    header(headers, ":authority", "test");
    header(headers, "content-type", "application/grpc");
    header(headers, "te", "trailers");
    frame(HEADERS, END_HEADERS, STREAM, ByteBuffer.wrap(headers.toByteArray()));
    out.flush();
  }

  /** A literal that is not indexed, HPACK's simplest form. */
  private static void header(ByteArrayOutputStream to, String name, String value) {
    to.write(0);
    to.write(name.length());
    to.writeBytes(name.getBytes(US_ASCII));
    to.write(value.length());
    to.writeBytes(value.getBytes(US_ASCII));
  }

  /** A message as it goes into frames. */
  static byte[] message(byte[] body) {
    return ByteBuffer.allocate(5 + body.length).put((byte) 0).putInt(body.length).put(body).array();
  }

  void send(byte[] bytes, int pieceBytes, boolean last) throws IOException {
    for (int from = 0; from < bytes.length; from += pieceBytes) {
      int to = Math.min(bytes.length, from + pieceBytes);
      int flags = last && to == bytes.length ? END_STREAM : 0;
      frame(DATA, flags, STREAM, ByteBuffer.wrap(Arrays.copyOfRange(bytes, from, to)));
    }
    out.flush();
  }

  private void frame(int type, int flags, int stream, ByteBuffer payload) throws IOException {
    int length = payload.array().length;
    out.write(length >>> 16);
    out.write(length >>> 8);
    out.write(length);
    out.write(type);
    out.write(flags);
    out.write(ByteBuffer.allocate(4).putInt(stream).array());
    out.write(payload.array());
  }

  /** Reads until a frame of this type comes for the call, or the call ends; its type. */
  int await(int type) throws IOException {
    while (true) {
      int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
      int got = in.readUnsignedByte();
      int flags = in.readUnsignedByte();
      int stream = in.readInt();
      byte[] payload = in.readNBytes(length);
      if (got == SETTINGS && flags == 0) {
        frame(SETTINGS, ACK, 0, ByteBuffer.allocate(0));
        out.flush();
      } else if (got == PING && flags == 0) {
        frame(PING, ACK, 0, ByteBuffer.wrap(payload));
        out.flush();
      } else if (stream == STREAM
          && (got == type || got == RESET || (got == HEADERS && (flags & END_STREAM) != 0))) {
        return got;
      }
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
