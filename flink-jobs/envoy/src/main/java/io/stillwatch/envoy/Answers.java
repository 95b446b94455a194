package io.stillwatch.envoy;

import com.google.protobuf.ListValue;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import com.google.rpc.Code;
import com.google.rpc.Status;
import io.envoyproxy.envoy.config.core.v3.HeaderValue;
import io.envoyproxy.envoy.config.core.v3.HeaderValueOption;
import io.envoyproxy.envoy.config.core.v3.HeaderValueOption.HeaderAppendAction;
import io.envoyproxy.envoy.service.auth.v3.CheckResponse;
import io.envoyproxy.envoy.service.auth.v3.DeniedHttpResponse;
import io.envoyproxy.envoy.service.auth.v3.OkHttpResponse;
import io.envoyproxy.envoy.type.v3.HttpStatus;
import io.envoyproxy.envoy.type.v3.StatusCode;
import io.stillwatch.envoy.Throttle.Outcome;
import io.stillwatch.subscriber.Decision;
import io.stillwatch.subscriber.HeldAction;
import io.stillwatch.subscriber.Rung;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What Envoy is told.
 *
 * <p>The inference server hears in request headers and in dynamic metadata what it has to do; the
 * customer hears in the response the public reason and reference, and nothing of watermarks and of
 * being observed. Whatever of our headers a client sends is taken away, whoever he is.
 */
final class Answers {

  static final String STRIP = "x-stillwatch-strip";
  static final String WATERMARK = "x-stillwatch-watermark";
  static final String CHALLENGE = "x-stillwatch-challenge";
  static final String REASON = "x-stillwatch-reason";
  static final String REFERENCE = "x-stillwatch-reference";

  private static final List<String> OURS = List.of(STRIP, WATERMARK, CHALLENGE);

  private static final CheckResponse NOTHING = made(Decision.NOTHING, null);

  private Answers() {}

  /** Let through; {@code outcome} tells of the limit if one is in force. */
  static CheckResponse allowed(Decision decision, @Nullable Outcome outcome) {
    return decision.equals(Decision.NOTHING) ? NOTHING : made(decision, outcome);
  }

  private static CheckResponse made(Decision decision, @Nullable Outcome outcome) {
    OkHttpResponse.Builder ok = OkHttpResponse.newBuilder();
    Struct.Builder metadata = Struct.newBuilder();
    metadata.putFields("rung", text(decision.rung().name()));
    List<String> set = new ArrayList<>();
    HeldAction action = decision.action();
    HeldAction told = action;
    if (action != null && decision.rung() == Rung.DEGRADE) {
      List<String> strip = list(action.parameters().get("strip"));
      if (!strip.isEmpty()) {
        toServer(ok, set, STRIP, String.join(",", strip));
      }
      metadata.putFields("strip", texts(strip));
    }
    HeldAction watermark = decision.watermark();
    if (watermark != null) {
      String epoch = watermark.parameters().getOrDefault("watermark_epoch", "");
      toServer(ok, set, WATERMARK, epoch.isEmpty() ? "on" : epoch);
      metadata.putFields("watermark_epoch", text(epoch));
    }
    HeldAction challenge = decision.challenge();
    if (challenge != null) {
      toServer(ok, set, CHALLENGE, challenge.publicReference());
      metadata.putFields("challenge", text(challenge.publicReference()));
      told = told == null ? challenge : told;
    }
    if (decision.observe() != null) {
      metadata.putFields("observe", Value.newBuilder().setBoolValue(true).build());
    }
    if (told != null) {
      metadata.putFields("reference", text(told.publicReference()));
      metadata.putFields("reason", text(told.reasonCode()));
      ok.addResponseHeadersToAdd(header(REFERENCE, told.publicReference()));
      ok.addResponseHeadersToAdd(header(REASON, told.reasonCode()));
    }
    if (outcome != null) {
      limits(outcome).forEach((name, value) -> ok.addResponseHeadersToAdd(header(name, value)));
    }
    OURS.stream().filter(name -> !set.contains(name)).forEach(ok::addHeadersToRemove);
    return CheckResponse.newBuilder()
        .setStatus(Status.newBuilder().setCode(Code.OK_VALUE))
        .setOkResponse(ok)
        .setDynamicMetadata(metadata)
        .build();
  }

  /** 403: suspended. */
  static CheckResponse suspended(HeldAction action) {
    return denied(
        StatusCode.Forbidden,
        "suspended",
        "Access is suspended. Quote the reference when you contact support.",
        action,
        Map.of());
  }

  /** 429: over the limit. */
  static CheckResponse throttled(HeldAction action, Outcome outcome) {
    Map<String, String> headers = new TreeMap<>(limits(outcome));
    headers.put("retry-after", String.valueOf(outcome.retryAfterSeconds()));
    return denied(
        StatusCode.TooManyRequests,
        "throttled",
        "Too many requests. Try again after the time that Retry-After names.",
        action,
        headers);
  }

  /** 403: nobody knows whose request it is. */
  static CheckResponse unknown() {
    return denied(
        StatusCode.Forbidden,
        "unknown_account",
        "The account that makes this request cannot be told.",
        null,
        Map.of());
  }

  /** 400: its path or a header is no text. */
  static CheckResponse unreadable() {
    return denied(
        StatusCode.BadRequest,
        "unreadable",
        "The path or a header of this request is not UTF-8.",
        null,
        Map.of());
  }

  private static CheckResponse denied(
      StatusCode status,
      String code,
      String message,
      @Nullable HeldAction action,
      Map<String, String> headers) {
    DeniedHttpResponse.Builder denied =
        DeniedHttpResponse.newBuilder()
            .setStatus(HttpStatus.newBuilder().setCode(status))
            .addHeaders(header("content-type", "application/json"));
    headers.forEach((name, value) -> denied.addHeaders(header(name, value)));
    StringBuilder body = new StringBuilder("{\"error\":{\"type\":\"stillwatch\",\"code\":");
    Json.text(body, code);
    Json.text(body.append(",\"message\":"), message);
    if (action != null) {
      denied.addHeaders(header(REFERENCE, action.publicReference()));
      Json.text(body.append(",\"reason\":"), action.reasonCode());
      Json.text(body.append(",\"reference\":"), action.publicReference());
    }
    denied.setBody(body.append("}}").toString());
    return CheckResponse.newBuilder()
        .setStatus(Status.newBuilder().setCode(Code.PERMISSION_DENIED_VALUE).setMessage(code))
        .setDeniedResponse(denied)
        .build();
  }

  private static Map<String, String> limits(Outcome outcome) {
    return Map.of(
        "x-ratelimit-limit", String.valueOf(outcome.limit()),
        "x-ratelimit-remaining", String.valueOf(outcome.remaining()),
        "x-ratelimit-reset", String.valueOf(outcome.retryAfterSeconds()));
  }

  /** What is to be stripped, as names that can stand in a header. */
  private static List<String> list(@Nullable String commaSeparated) {
    List<String> names = new ArrayList<>();
    if (commaSeparated != null) {
      for (String name : commaSeparated.split(",", -1)) {
        String word = word(name);
        if (!word.isEmpty() && names.size() < EnvoyLimits.STRIPPED_MAX) {
          names.add(word);
        }
      }
    }
    return names;
  }

  private static void toServer(
      OkHttpResponse.Builder ok, List<String> set, String name, String value) {
    ok.addHeaders(header(name, value));
    set.add(name);
  }

  private static HeaderValueOption header(String name, String value) {
    return HeaderValueOption.newBuilder()
        .setHeader(HeaderValue.newBuilder().setKey(name).setValue(word(value)))
        .setAppendAction(HeaderAppendAction.OVERWRITE_IF_EXISTS_OR_ADD)
        .build();
  }

  /** Only what may stand in a header: a pattern's author must not be able to add one. */
  private static String word(String text) {
    StringBuilder word = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= ' ' && c < 0x7F) {
        word.append(c);
      }
    }
    return word.toString().strip();
  }

  private static Value text(String text) {
    return Value.newBuilder().setStringValue(text).build();
  }

  private static Value texts(List<String> all) {
    ListValue.Builder list = ListValue.newBuilder();
    all.forEach(each -> list.addValues(text(each)));
    return Value.newBuilder().setListValue(list).build();
  }
}
