package io.stillwatch.intake;

import io.stillwatch.intake.Outcome.One;
import io.stillwatch.schemas.Phase;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The spans and logs of one record, or the observations of a trace, on their way to verdicts.
 *
 * <p>What a resource or a trace says holds for all that is under it, and may come after it; so
 * everything waits for its end. Old instrumentations log each message of an exchange by itself: the
 * messages of one span become one event.
 */
final class Batch {
  /** One for all of them: a record may hold thousands. */
  static final Outcome.Rejected NO_EXCHANGE =
      new Outcome.Rejected(
          RejectionReason.NO_EXCHANGE,
          null,
          "a span, log or observation that tells of no exchange");

  private static final String DETAILS = "gen_ai.client.inference.operation.details";
  private static final String GEN_AI = "gen_ai.";
  private static final String CHOICE = "gen_ai.choice";

  /** What judges a draft. */
  interface Judge {
    One judge(Draft draft, String where);
  }

  /** A span or log of the resource that is being read; without a draft its verdict is known. */
  private record Waiting(@Nullable Draft draft, String where, One verdict) {
    static final Waiting NO_EXCHANGE = new Waiting(null, "", Batch.NO_EXCHANGE);

    Waiting(Draft draft, String where) {
      this(draft, where, Batch.NO_EXCHANGE);
    }
  }

  private final Names names;
  private final boolean content;
  private final IntakeLimits limits;
  private final JsonTree trees;
  private final Judge judge;
  private final List<One> verdicts = new ArrayList<>();
  private final List<Waiting> waiting = new ArrayList<>();
  private final Map<String, Object> resource = new LinkedHashMap<>();
  private final Map<String, Draft> conversations = new HashMap<>();
  private int leaves;

  Batch(Names names, boolean content, IntakeLimits limits, JsonTree trees, Batch.Judge judge) {
    this.names = names;
    this.content = content;
    this.limits = limits;
    this.trees = trees;
    this.judge = judge;
  }

  Draft draft() {
    return new Draft(names, content, limits, trees);
  }

  /** Whether an attribute of a resource would be used. */
  boolean wants(String name) {
    return names.fillsFromAfar(name);
  }

  /**
   * An attribute of the resource that is being read; of a name that comes twice the first counts.
   * What is too long is cut here once: cut in each event, few bytes would take a great many.
   */
  void resource(String name, Object value) {
    resource.putIfAbsent(name, names.mayBeCut(name) ? cut(value) : value);
  }

  private Object cut(Object value) {
    Object one = value instanceof List<?> several && !several.isEmpty() ? several.get(0) : value;
    return one instanceof String text && text.length() > limits.shortCharsMax()
        ? text.substring(0, limits.shortCharsMax())
        : value;
  }

  /** A span or log that cannot be read, while those around it can. */
  void refused(Refusal refusal) {
    leaves++;
    waiting.add(new Waiting(null, "", refusal.rejected()));
  }

  /** An observation that has been read. */
  void observation(Draft draft) {
    String where = "observations[" + leaves++ + "]";
    waiting.add(draft.isExchange() ? new Waiting(draft, where) : Waiting.NO_EXCHANGE);
  }

  /** A span that has been read. */
  void span(Draft draft, TraceIds ids, long startNanos, long endNanos) {
    String where = "spans[" + leaves++ + "]";
    if (!draft.isExchange()) {
      waiting.add(Waiting.NO_EXCHANGE);
      return;
    }
    draft.at(ids);
    draft.started(time(startNanos));
    draft.ended(time(endNanos));
    waiting.add(new Waiting(draft, where));
  }

  /**
   * A log record that has been read.
   *
   * @param event its name, empty when it has none
   * @param body its body where that is a map
   */
  void log(Draft draft, TraceIds ids, long timeNanos, String event, @Nullable Object body) {
    String where = "logs[" + leaves++ + "]";
    if (message(event)) {
      message(draft, ids, timeNanos, event, body, where);
      return;
    }
    if (event.startsWith(GEN_AI) && body instanceof Map<?, ?> fields) {
      for (Map.Entry<?, ?> field : fields.entrySet()) {
        draft.put(String.valueOf(field.getKey()), field.getValue());
      }
    }
    if (event.equals(DETAILS)) {
      draft.told();
    }
    if (!draft.isExchange()) {
      waiting.add(Waiting.NO_EXCHANGE);
      return;
    }
    draft.at(ids);
    draft.ended(time(timeNanos));
    waiting.add(new Waiting(draft, where));
  }

  /** One of the deprecated events that each carry one message: {@code gen_ai.ROLE.message}. */
  static boolean message(String event) {
    return event.equals(CHOICE)
        || (event.startsWith(GEN_AI)
            && event.endsWith(".message")
            && event.indexOf('.', GEN_AI.length()) > 0);
  }

  private void message(
      Draft read, TraceIds ids, long timeNanos, String event, @Nullable Object body, String where) {
    String key = ids.trace() + '-' + ids.span();
    Draft draft = conversations.get(key);
    if (draft == null) {
      draft = read;
      draft.at(ids);
      draft.told();
      conversations.put(key, draft);
      waiting.add(new Waiting(draft, where));
    }
    draft.ended(time(timeNanos));
    add(draft.said(), event, body);
    draft.phase(
        !draft.said().hasOutput()
            ? Phase.REQUEST
            : draft.said().hasInput() ? Phase.EXCHANGE : Phase.RESPONSE);
  }

  /** Adds the message of such an event, on a log or on a span, to a conversation. */
  static void add(Conversation said, String event, @Nullable Object body) {
    Map<String, Object> message = new HashMap<>();
    if (body instanceof Map<?, ?> fields) {
      fields.forEach((name, value) -> message.put(String.valueOf(name), value));
    } else if (body != null) {
      message.put("content", body);
    }
    if (event.equals(CHOICE)) {
      said.outputMessage(message);
    } else {
      int dot = event.indexOf('.', GEN_AI.length());
      message.putIfAbsent("role", event.substring(GEN_AI.length(), dot));
      said.inputMessage(message);
    }
  }

  /** All that stands under one resource has been read. */
  void endOfResource() {
    for (Waiting one : waiting) {
      Draft draft = one.draft;
      if (draft != null) {
        resource.forEach((name, value) -> draft.put(name, value, Draft.FAR));
      }
    }
    judgeWaiting();
    resource.clear();
    conversations.clear();
  }

  private void judgeWaiting() {
    for (Waiting one : waiting) {
      verdicts.add(one.draft == null ? one.verdict : judge.judge(one.draft, one.where));
    }
    waiting.clear();
  }

  /** The record ends here because of this; what was read of it before counts. */
  void broken(Refusal refusal) {
    judgeWaiting();
    verdicts.add(refusal.rejected());
  }

  Outcome outcome() {
    if (verdicts.isEmpty()) {
      return new Outcome.Rejected(
          RejectionReason.EMPTY, null, "no spans, logs or observations in it");
    }
    return verdicts.size() == 1 ? verdicts.get(0) : new Outcome.Several(verdicts);
  }

  private static @Nullable Instant time(long nanos) {
    return nanos <= 0 ? null : Instant.ofEpochMilli(nanos / 1_000_000);
  }
}
