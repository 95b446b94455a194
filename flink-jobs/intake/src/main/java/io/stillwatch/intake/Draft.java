package io.stillwatch.intake;

import static java.nio.charset.StandardCharsets.UTF_16BE;

import io.stillwatch.schemas.InferenceEvent;
import io.stillwatch.schemas.Phase;
import io.stillwatch.schemas.Sha256;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An event in the making: takes attributes of foreign telemetry as they come and becomes an event,
 * or the reason why it is none.
 *
 * <p>Of two attributes for the same field the one that stands first in its row of {@link Aliases}
 * wins, whatever the order of their coming. An optional value that cannot be read counts as absent,
 * and what is too long is cut: much of it the asking client chooses, who must not be able to have
 * his exchanges refused.
 */
final class Draft {
  /** The tenant of what says of none. */
  static final String TENANT = "default";

  /** Attributes of a resource, and others from further away, only fill what is left. */
  static final int FAR = 64;

  private static final byte NOTHING = Byte.MAX_VALUE;

  /** Operations of the semantic conventions that are no exchange with a model. */
  private static final Set<String> NO_EXCHANGES =
      Set.of(
          "execute_tool",
          "invoke_agent",
          "create_agent",
          "invoke_workflow",
          "plan",
          "retrieval",
          "run_guardrail");

  private static final Set<String> MODEL_SPANS = Set.of("LLM", "GENERATION", "EMBEDDING");

  /** One name for what producers call differently. */
  private static final Map<String, String> OPERATIONS =
      Map.ofEntries(
          Map.entry("acompletion", "chat"),
          Map.entry("chat.completion", "chat"),
          Map.entry("generate_content", "chat"),
          Map.entry("aresponses", "chat"),
          Map.entry("responses", "chat"),
          Map.entry("response", "chat"),
          Map.entry("message", "chat"),
          Map.entry("text_completion", "completion"),
          Map.entry("atext_completion", "completion"),
          Map.entry("embeddings", "embedding"),
          Map.entry("aembedding", "embedding"),
          Map.entry("list", "embedding"));

  /** A field that only an exchange with a model has. */
  private static final Set<String> TELLING =
      Set.of("model", "operation", "input_tokens", "output_tokens", "reasoning_tokens");

  private static final Set<Role> TELLING_ROLES =
      Set.of(Role.MARK, Role.RESPONSE_ID, Role.INPUT, Role.OUTPUT);

  private final InferenceEvent event = new InferenceEvent();
  private final byte[] ranks = new byte[Slot.COUNT];
  private final IntakeLimits limits;
  private final JsonTree trees;
  private final Names names;
  private final boolean content;
  private final Conversation said;

  private @Nullable Map<String, ListedItems> lists;
  private @Nullable Instant started;
  private @Nullable Instant ended;
  private @Nullable Double latencySeconds;
  private @Nullable String spanKind;
  private @Nullable String responseId;
  private TraceIds at = TraceIds.NONE;
  private @Nullable TraceIds header;
  private int addressRank = NOTHING;
  private boolean told;
  private Phase phase = Phase.EXCHANGE;

  Draft(Names names, boolean content, IntakeLimits limits, JsonTree trees) {
    this.names = names;
    this.content = content;
    this.limits = limits;
    this.trees = trees;
    this.said = new Conversation(content, limits.textCharsMax());
    Arrays.fill(ranks, NOTHING);
  }

  /** Whether a value under this name would be used, so that others need not be read. */
  boolean wants(String name) {
    return names.wants(name);
  }

  /** An attribute of the exchange itself. */
  void put(String name, @Nullable Object value) {
    put(name, value, 0);
  }

  /**
   * An attribute of something around it, which fills fields and has no part in the conversation:
   * one resource may stand around thousands of exchanges.
   *
   * @param far what its rank is made worse by
   */
  void put(String name, @Nullable Object value, int far) {
    if (value == null) {
      return;
    }
    Names.Meaning[] meanings = names.find(name);
    if (meanings == null) {
      ListedName listed = far == 0 ? names.listed(name) : null;
      if (listed != null) {
        if (lists == null) {
          lists = new HashMap<>();
        }
        lists
            .computeIfAbsent(listed.list(), list -> new ListedItems())
            .put(listed.index(), listed.rest(), value);
      }
      return;
    }
    for (Names.Meaning meaning : meanings) {
      Slot slot = meaning.slot();
      Role role = meaning.role();
      if (slot != null) {
        fill(slot, value, meaning.rank() + far);
      } else if (role != null && (far == 0 || meaning.fillsFromAfar())) {
        play(role, value, meaning.rank() + far);
      }
    }
  }

  private void fill(Slot slot, Object value, int rank) {
    if (rank >= ranks[slot.index()]) {
      return;
    }
    Object one = value instanceof List<?> several && !several.isEmpty() ? several.get(0) : value;
    Object read = slot.read(one, limits.shortCharsMax());
    if (read != null) {
      slot.put(event, read);
      ranks[slot.index()] = (byte) rank;
      told |= TELLING.contains(slot.path());
    }
  }

  private void play(Role role, Object value, int rank) {
    switch (role) {
      case TRACE_ID -> at = new TraceIds(id(value), at.span(), at.parent());
      case SPAN_ID -> at = new TraceIds(at.trace(), id(value), at.parent());
      case PARENT_ID -> at = new TraceIds(at.trace(), at.span(), id(value));
      case STARTED -> started = started == null ? Loose.time(value) : started;
      case ENDED -> ended = ended == null ? Loose.time(value) : ended;
      case LATENCY_SECONDS -> latencySeconds = Loose.number(value);
      case INPUT -> said.input(structure(value));
      case OUTPUT -> output(structure(value));
      case SYSTEM -> said.system(structure(value));
      case PROMPT -> said.prompt(value);
      case RESPONSE -> said.response(value);
      case TOOLS -> said.tools(structure(value));
      case SETTINGS -> fields("llm.invocation_parameters", structure(value));
      case USAGE -> usage(structure(value), rank);
      case LOGIT_BIAS -> {
        if (value instanceof Map<?, ?> biased) {
          fill(LOGIT_BIAS_SIZE, (long) biased.size(), rank);
        }
      }
      case SPAN_KIND -> spanKind = spanKind == null ? Loose.text(value) : spanKind;
      case ADDRESS -> address(value, rank);
      case RESPONSE_ID -> responseId = responseId == null ? Loose.text(value) : responseId;
      case TRACE_PARENT -> header = header == null ? TraceIds.ofHeader(Loose.text(value)) : header;
      case ERROR -> fill(STATUS, value, rank + FAR / 2); // where it is an HTTP status
      case MARK -> {}
    }
    told |= TELLING_ROLES.contains(role);
  }

  private static final String USAGE = "usage";
  private static final Slot INPUT_TOKENS = Slot.of("input_tokens");
  private static final Slot OUTPUT_TOKENS = Slot.of("output_tokens");
  private static final Slot LOGIT_BIAS_SIZE = Slot.of("params.logit_bias_size");
  private static final Slot STATUS = Slot.of("status");
  private static final Slot ADDRESS = Slot.of("client.ip");
  private static final Slot EXCHANGE = Slot.of("exchange_id");

  private static String id(Object value) {
    String id = Loose.text(value);
    return id == null ? "" : id.toLowerCase(Locale.ROOT);
  }

  /** What stands as JSON in a string, as attributes of spans often do, or is it already. */
  private @Nullable Object structure(Object value) {
    if (value instanceof String text && !text.isEmpty()) {
      char first = text.charAt(0);
      Object tree = first == '[' || first == '{' ? trees.parse(text) : null;
      return tree == null ? text : tree;
    }
    return value;
  }

  /** A response may say itself what it cost, and frameworks do. */
  private void output(@Nullable Object answer) {
    said.output(answer);
    if (answer instanceof Map<?, ?> response) {
      fields(USAGE, response.get("usage"));
      fields(USAGE, response.get("usage_metadata"));
    }
  }

  private void usage(@Nullable Object value, int rank) {
    if (value instanceof Map<?, ?> counts) {
      fill(INPUT_TOKENS, sum(counts, "input"), rank);
      fill(OUTPUT_TOKENS, sum(counts, "output"), rank);
      fields(USAGE, counts);
    }
  }

  /** Of all kinds whose names begin so; negative, which no slot takes, where there are none. */
  private static long sum(Map<?, ?> counts, String beginning) {
    long sum = -1;
    for (Map.Entry<?, ?> count : counts.entrySet()) {
      Long whole = Loose.whole(count.getValue());
      if (whole != null && whole >= 0 && String.valueOf(count.getKey()).startsWith(beginning)) {
        sum = Math.max(0, sum) + Math.min(whole, Integer.MAX_VALUE);
      }
    }
    return sum;
  }

  /** What stands in a map is named by its path, where anything is asked for that begins so. */
  private void fields(String above, @Nullable Object value) {
    if (value instanceof Map<?, ?> fields && names.leadsOn(above)) {
      for (Map.Entry<?, ?> field : fields.entrySet()) {
        String name = above + '.' + field.getKey();
        put(name, field.getValue());
        fields(name, field.getValue());
      }
    }
  }

  /**
   * Of a list the address that the nearest proxy of ours has seen: the last that is public. What
   * stands further to the left the client may have written itself.
   */
  private void address(Object value, int rank) {
    String text = Loose.text(value);
    if (text == null || rank >= addressRank) {
      return;
    }
    String found = NetworkAddress.lastPublic(text);
    if (found != null) {
      addressRank = rank;
      ADDRESS.put(event, found);
    }
  }

  Conversation said() {
    return said;
  }

  void at(TraceIds ids) {
    at = ids;
  }

  /**
   * Where in a trace it stands; null when it says of none, or its source is not joined. A header
   * that it logged is not its own span: never an exchange's name, as the client may have sent it.
   */
  @Nullable TraceIds joinedAt() {
    if (!names.joined()) {
      return null;
    }
    TraceIds own = at.joinable();
    return own == null ? header : own;
  }

  void started(@Nullable Instant at) {
    started = at;
  }

  void ended(@Nullable Instant at) {
    ended = at;
  }

  void phase(Phase part) {
    phase = part;
  }

  /** Something beside the attributes says that this is an exchange. */
  void told() {
    told = true;
  }

  /** Whether this tells of an exchange with a model at all. */
  boolean isExchange() {
    if (spanKind != null) {
      return MODEL_SPANS.contains(spanKind.toUpperCase(Locale.ROOT));
    }
    String operation = event.getOperation();
    return (told || lists != null) && (operation == null || !NO_EXCHANGES.contains(operation));
  }

  /** The event, still to be held against the rules. Where it is joined it may have no account. */
  InferenceEvent event() throws Refusal {
    if (!isExchange()) {
      throw new Refusal(RejectionReason.NO_EXCHANGE, "tells of no exchange with a model");
    }
    putLists();
    times();
    converse();
    exchangeId();
    event.setPhase(phase);
    if (event.getTenant() == null) {
      event.setTenant(TENANT);
    }
    String operation = event.getOperation();
    if (operation != null) {
      event.setOperation(OPERATIONS.getOrDefault(operation, operation));
    }
    if (event.getAccountId() == null && joinedAt() == null) {
      throw new Refusal(
              RejectionReason.NO_ACCOUNT,
              "no attribute names the account; set source." + names.source() + ".account")
          .within("account_id");
    }
    return event;
  }

  private void putLists() {
    if (lists != null) {
      for (Map.Entry<String, ListedItems> entry : lists.entrySet()) {
        put(entry.getKey(), entry.getValue());
      }
    }
  }

  private void times() throws Refusal {
    Instant begun = started;
    Instant over = ended;
    if (event.getLatencyMs() == null) {
      if (begun != null && over != null && !over.isBefore(begun)) {
        event.setLatencyMs(over.toEpochMilli() - begun.toEpochMilli());
      } else if (latencySeconds != null && latencySeconds >= 0) {
        event.setLatencyMs(Math.round(latencySeconds * 1000));
      }
    }
    Long latencyMs = event.getLatencyMs();
    if (over == null && begun != null) {
      over = latencyMs == null ? begun : begun.plusMillis(Math.max(0, latencyMs));
    }
    if (over == null) {
      throw new Refusal(RejectionReason.MISSING_FIELD, "says no time").within("occurred_at");
    }
    event.setOccurredAt(over);
  }

  private void converse() {
    event.setTurns(said.turns());
    event.setToolCount(said.tools());
    event.setToolSchemaHash(said.toolsHash());
    event.setToolCallCount(said.toolCalls());
    event.setRefused(said.refused());
    String reason = said.finishReason();
    if (event.getFinishReason() == null && reason != null) {
      event.setFinishReason(reason.substring(0, Math.min(reason.length(), limits.shortCharsMax())));
    } else {
      said.finished(event.getFinishReason());
      event.setRefused(said.refused());
    }
    if (content) {
      event.setSystemText(said.systemText());
      event.setPromptText(said.promptText());
      event.setResponseText(said.responseText());
    }
  }

  /**
   * What the logger calls it, or trace and span. Not the server's id of the response alone: several
   * servers make that of an id that the client sent, who could give all his exchanges the same one,
   * and they would count once. Where there is nothing else, the time stands beside it, and so does
   * the beginning beside trace and span where those may be the client's: of what is told again it
   * is the same. A trace alone, which clients begin, is never taken.
   */
  private void exchangeId() throws Refusal {
    String id = event.getExchangeId();
    if (id == null && !at.trace().isEmpty() && !at.span().isEmpty()) {
      id = at.trace() + '-' + at.span();
      if (names.clientsMayChooseIds()) {
        id += "-" + (started == null ? event.getOccurredAt() : started).toEpochMilli();
      }
    }
    if (id == null && responseId != null) {
      id = responseId + '-' + event.getOccurredAt().toEpochMilli();
    }
    if (id == null) {
      throw new Refusal(RejectionReason.MISSING_FIELD, "has neither an id nor a span")
          .within("exchange_id");
    }
    EXCHANGE.put(event, isPlain(id) ? id : hash(id));
  }

  /** Whether the rules take it as it is; clients choose these ids on some servers. */
  private boolean isPlain(String id) {
    return id.length() <= limits.idCharsMax()
        && id.chars().noneMatch(c -> Character.isISOControl(c) || Character.isSurrogate((char) c));
  }

  private static String hash(String id) {
    return HexFormat.of().formatHex(Sha256.start().digest(id.getBytes(UTF_16BE)));
  }
}
