package io.stillwatch.sidecar;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.time.Duration;

/**
 * The bodies of OTLP's answers, in the encoding of the request.
 *
 * <pre>
 *   Export…ServiceResponse  1: partial success { 1: rejected (varint), 2: message }
 *   google.rpc.Status       1: code (varint), 2: message, 3: details, each an Any
 *   google.protobuf.Any     1: type, 2: value, here a
 *   google.rpc.RetryInfo    1: delay { 1: seconds (varint) }
 * </pre>
 *
 * <p>No message holds anything of the request, so that nothing has to be escaped.
 */
final class OtlpAnswer {

  private static final int VARINT = 0;
  private static final int BYTES = 2;

  private OtlpAnswer() {}

  /** Taken, but for some. */
  static byte[] taken(boolean json, String rejectedName, long rejected, String message) {
    if (rejected == 0) {
      return json ? "{}".getBytes(UTF_8) : new byte[0];
    }
    if (json) {
      return ("{\"partialSuccess\":{\""
              + rejectedName
              + "\":\""
              + rejected
              + "\",\"errorMessage\":\""
              + message
              + "\"}}")
          .getBytes(UTF_8);
    }
    ByteArrayOutputStream partial = new ByteArrayOutputStream();
    number(partial, 1, rejected);
    bytes(partial, 2, message.getBytes(UTF_8));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    bytes(out, 1, partial.toByteArray());
    return out.toByteArray();
  }

  /** Not taken. */
  static byte[] failed(boolean json, int code, String message) {
    if (json) {
      return ("{\"code\":" + code + ",\"message\":\"" + message + "\"}").getBytes(UTF_8);
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    number(out, 1, code);
    bytes(out, 2, message.getBytes(UTF_8));
    return out.toByteArray();
  }

  /** Not taken now: the status that gRPC has in its trailers, with the time to come again. */
  static byte[] again(int code, String message, Duration delay) {
    ByteArrayOutputStream duration = new ByteArrayOutputStream();
    number(duration, 1, delay.toSeconds());
    ByteArrayOutputStream retry = new ByteArrayOutputStream();
    bytes(retry, 1, duration.toByteArray());
    ByteArrayOutputStream detail = new ByteArrayOutputStream();
    bytes(detail, 1, "type.googleapis.com/google.rpc.RetryInfo".getBytes(UTF_8));
    bytes(detail, 2, retry.toByteArray());
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(failed(false, code, message));
    bytes(out, 3, detail.toByteArray());
    return out.toByteArray();
  }

  private static void number(ByteArrayOutputStream out, int field, long value) {
    varint(out, field << 3 | VARINT);
    varint(out, value);
  }

  private static void bytes(ByteArrayOutputStream out, int field, byte[] value) {
    varint(out, field << 3 | BYTES);
    varint(out, value.length);
    out.write(value, 0, value.length);
  }

  private static void varint(ByteArrayOutputStream out, long value) {
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      out.write((int) ((rest & 0x7F) | 0x80));
      rest >>>= 7;
    }
    out.write((int) rest);
  }
}
