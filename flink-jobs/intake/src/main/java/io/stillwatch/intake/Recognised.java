package io.stillwatch.intake;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import io.stillwatch.schemas.SingleObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Set;

/**
 * Tells the format of a record by its first bytes, and of JSON by the names at its top.
 *
 * <p>Our own event is known by its first name nearly always, and then costs a look at a few bytes.
 */
final class Recognised {
  private static final int FIRST_NAME_CHARS_MAX = 16;

  /** Names at the top that nobody else's records have. */
  private static final Set<String> OURS =
      Set.of("exchange_id", "occurred_at", "phase", "received_at", "features");

  private static final byte[][] OURS_AS_BYTES =
      OURS.stream()
          .map(name -> name.getBytes(StandardCharsets.US_ASCII))
          .sorted(Arrays::compare)
          .toArray(byte[][]::new);

  /** Names of which two at the top make a line of an access log. */
  private static final Set<String> ACCESS_LOG =
      Set.of(
          "start_time",
          "response_code",
          "x-request-id",
          "x-forwarded-for",
          "upstream_host",
          "user-agent",
          "bytes_sent",
          "response_flags");

  private Recognised() {}

  /**
   * The format of a record.
   *
   * @param start where its JSON starts, or -1
   */
  static Format of(byte[] bytes, int start, JsonFactory factory) {
    if (SingleObject.isMarked(bytes) || bytes[0] == 0) {
      return Format.EVENT;
    }
    if (start < 0) {
      return startsAsOtlp(bytes) ? Format.OTLP_PROTO : Format.EVENT;
    }
    return startsWithOurs(bytes, start) ? Format.EVENT : json(bytes, start, factory);
  }

  /** Field 1, a message, in which field 1 or 2 is a message, or which is empty. */
  static boolean startsAsOtlp(byte[] bytes) {
    if (bytes[0] != 0x0A) {
      return false;
    }
    int at = 1;
    while (at < bytes.length && bytes[at] < 0) {
      at++;
    }
    return at + 1 < bytes.length && (bytes[at + 1] == 0x0A || bytes[at + 1] == 0x12);
  }

  private static boolean startsWithOurs(byte[] bytes, int start) {
    int from = start + 1;
    while (from < bytes.length && bytes[from] <= ' ' && bytes[from] >= 0) {
      from++;
    }
    from++; // the quote
    int to = from;
    while (to < bytes.length && to - from <= FIRST_NAME_CHARS_MAX && bytes[to] != '"') {
      to++;
    }
    for (byte[] name : OURS_AS_BYTES) {
      if (to <= bytes.length && Arrays.equals(name, 0, name.length, bytes, from, to)) {
        return true;
      }
    }
    return false;
  }

  /** Whether observations of Langfuse stand in an object, which then is a trace. */
  static boolean isTrace(byte[] bytes, int start, JsonFactory factory) {
    try (JsonParser json = factory.createParser(bytes, start, bytes.length - start)) {
      json.nextToken();
      for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
        if (name.equals(LangfuseJson.OBSERVATIONS)) {
          return true;
        }
        json.nextToken();
        json.skipChildren();
      }
    } catch (IOException e) {
      return false; // who reads it says what is wrong with it
    }
    return false;
  }

  private static Format json(byte[] bytes, int start, JsonFactory factory) {
    boolean request = false;
    boolean response = false;
    boolean attributes = false;
    boolean genAi = false;
    int accessLog = 0;
    try (JsonParser json = factory.createParser(bytes, start, bytes.length - start)) {
      json.nextToken();
      for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
        if (OURS.contains(name)) {
          return Format.EVENT;
        }
        switch (name) {
          case "resourceSpans", "resourceLogs" -> {
            return Format.OTLP_JSON;
          }
          case "call_type", "custom_llm_provider" -> {
            return Format.LITELLM;
          }
          case LangfuseJson.OBSERVATIONS, "parentObservationId" -> {
            return Format.LANGFUSE;
          }
          case "request" -> request = true;
          case "response" -> response = true;
          case "attributes" -> attributes = true;
          default -> {
            genAi |= name.startsWith("gen_ai.");
            accessLog += ACCESS_LOG.contains(name) ? 1 : 0;
          }
        }
        if (request && response) {
          return Format.OPENAI;
        }
        json.nextToken();
        json.skipChildren();
      }
    } catch (IOException e) {
      return Format.EVENT; // it says what is wrong with the JSON
    }
    if (attributes) {
      return Format.SPAN_JSON;
    }
    return genAi || accessLog >= 2 ? Format.ENVOY : Format.EVENT;
  }
}
