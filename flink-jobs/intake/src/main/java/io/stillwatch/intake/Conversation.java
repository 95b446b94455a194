package io.stillwatch.intake;

import io.stillwatch.schemas.Sha256;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the messages of an exchange come to: how many, which texts, which tools, how it ended.
 *
 * <p>Messages are maps in one of a few shapes: OpenAI's ({@code content}, a string or a list of
 * parts with {@code text}), the semantic conventions' ({@code parts} with {@code content}), a
 * choice around a message, an item of the responses interface, LangChain's ({@code type} for the
 * role), and OpenInference's, whose keys have {@code message.} before them. A whole body of a
 * request or response may stand around them.
 *
 * <p>The prompt is the last message of the user, the system text every instruction that is no
 * message of user or model, the response the first choice. Written-out reasoning is not response.
 */
final class Conversation {
  private static final Set<String> INSTRUCTING = Set.of("system", "developer");
  private static final Set<String> USERS = Set.of("user", "human", "text", "input_text");
  private static final Set<String> REFUSING =
      Set.of("content_filter", "content-filter", "refusal", "safety", "prohibited_content");
  private static final Set<String> TOOL_CALLS =
      Set.of("tool_call", "tool_use", "function_call", "server_tool_call");
  private static final Set<String> REASONING = Set.of("reasoning", "thinking", "redacted_thinking");

  private final boolean content;
  private final int textCharsMax;

  private boolean input;
  private boolean output;
  private int turns;
  private int toolCalls;
  private boolean refused;
  private @Nullable Integer tools;
  private @Nullable String toolsHash;
  private @Nullable String finishReason;
  private @Nullable JoinedText system;
  private @Nullable JoinedText prompt;
  private @Nullable JoinedText response;

  /** Without content texts are passed over and only counts are kept. */
  Conversation(boolean content, int textCharsMax) {
    this.content = content;
    this.textCharsMax = textCharsMax;
  }

  /** All messages of the request; a second telling of them changes nothing. */
  void input(@Nullable Object messages) {
    if (input || messages == null) {
      return;
    }
    if (messages instanceof String text) {
      prompt(text);
      return;
    }
    if (messages instanceof Map<?, ?> request && request.get("messages") instanceof List<?> sent) {
      system(request.get("system"));
      tools(Loose.either(request, "tools", "functions"));
      input(sent);
      return;
    }
    List<Object> offered = new ArrayList<>();
    for (Object message : list(messages)) {
      Object tool = offeredTool(Loose.map(message));
      if (tool == null) {
        inputMessage(message);
      } else {
        offered.add(tool);
      }
    }
    tools(offered);
  }

  /** A tool that stands among the messages, as Langfuse tells of them; null for a message. */
  private static @Nullable Object offeredTool(Map<?, ?> message) {
    return role(message).equals("tool")
            && message.get("content") instanceof Map<?, ?> tool
            && tool.get("function") instanceof Map<?, ?>
        ? tool
        : null;
  }

  /** One message of the request. */
  void inputMessage(Object message) {
    input = true;
    if (message instanceof String text) {
      turns++;
      prompt = content ? append(null, text) : null;
      return;
    }
    Map<?, ?> fields = unwrapped(message);
    String role = role(fields);
    if (INSTRUCTING.contains(role)) {
      system = texts(fields, system);
      return;
    }
    turns++;
    if (role.isEmpty()) {
      prompt = texts(fields, null);
    }
  }

  /** All that was answered. */
  void output(@Nullable Object choices) {
    if (output || choices == null) {
      return;
    }
    if (choices instanceof String text) {
      response(text);
      return;
    }
    if (choices instanceof Map<?, ?> body
        && Loose.either(body, "choices", "output") instanceof List<?> l) {
      tools(body.get("tools"));
      output(l);
      return;
    }
    for (Object choice : list(choices)) {
      outputMessage(choice);
    }
  }

  /** One choice, one message of the response, or one item of it. */
  void outputMessage(Object choice) {
    boolean first = !output;
    output = true;
    if (choice instanceof String text) {
      response = content && first ? append(null, text) : response;
      return;
    }
    Map<?, ?> around = Loose.map(choice);
    finished(around.get("finish_reason"));
    finished(
        Loose.either(Loose.map(around.get("response_metadata")), "finish_reason", "stop_reason"));
    Map<?, ?> fields = unwrapped(choice);
    String refusal = Loose.text(fields.get("refusal"));
    refused |= refusal != null;
    toolCalls += toolCalls(fields);
    if (TOOL_CALLS.contains(type(fields))) {
      toolCalls++;
    } else if (!REASONING.contains(type(fields)) && (first || response == null)) {
      response = texts(fields, response);
      if (content && refusal != null) {
        response = append(response, refusal);
      }
    }
  }

  /** Frameworks tell the same calls up to three times, each in another shape. */
  private static int toolCalls(Map<?, ?> fields) {
    int calls = list(Loose.either(fields, "tool_calls", "message.tool_calls")).size();
    if (calls == 0) {
      calls = list(Loose.map(fields.get("additional_kwargs")).get("tool_calls")).size();
    }
    if (calls == 0) {
      calls = callsAmong(list(fields.get("content")));
    }
    return calls + callsAmong(parts(fields));
  }

  private static int callsAmong(List<?> parts) {
    int calls = 0;
    for (Object part : parts) {
      calls += TOOL_CALLS.contains(type(Loose.map(part))) ? 1 : 0;
    }
    return calls;
  }

  /** Instructions that stand apart: a string, or a list of parts. */
  void system(@Nullable Object instructions) {
    if (content && instructions != null) {
      system = textOf(instructions, system);
    }
  }

  void prompt(@Nullable Object text) {
    Object one = text instanceof List<?> several && !several.isEmpty() ? several.get(0) : text;
    if (!input && one instanceof String said) {
      input = true;
      turns = 1;
      prompt = content ? append(null, said) : null;
    }
  }

  void response(@Nullable Object text) {
    if (!output && text instanceof String said) {
      output = true;
      response = content ? append(null, said) : null;
    }
  }

  /** The tools that were offered: how many, and a hash by which the same set is known again. */
  void tools(@Nullable Object offered) {
    List<?> list = list(offered);
    if (tools == null && !list.isEmpty()) {
      tools = list.size();
      toolsHash = hash(list);
    }
  }

  /** A finish reason, or a list with one for each choice. */
  void finished(@Nullable Object reason) {
    Object one = reason instanceof List<?> several && !several.isEmpty() ? several.get(0) : reason;
    String text = Loose.text(one);
    if (finishReason == null && text != null) {
      finishReason = text;
      refused |= REFUSING.contains(text.toLowerCase(Locale.ROOT));
    }
  }

  boolean hasInput() {
    return input;
  }

  boolean hasOutput() {
    return output;
  }

  /** Messages of user, model and tools, not counting the answer. */
  @Nullable Integer turns() {
    return input ? (Integer) turns : null;
  }

  @Nullable Integer toolCalls() {
    return output ? (Integer) toolCalls : null;
  }

  @Nullable Integer tools() {
    return tools;
  }

  @Nullable String toolsHash() {
    return toolsHash;
  }

  @Nullable String finishReason() {
    return finishReason;
  }

  /** Whether the server or the model said that it would not answer; null when nothing says so. */
  @Nullable Boolean refused() {
    return refused ? Boolean.TRUE : null;
  }

  @Nullable String systemText() {
    return text(system);
  }

  @Nullable String promptText() {
    return text(prompt);
  }

  @Nullable String responseText() {
    return text(response);
  }

  private static @Nullable String text(@Nullable JoinedText text) {
    return text == null ? null : text.toString();
  }

  /** The message of a choice around one. */
  private static Map<?, ?> unwrapped(Object message) {
    Map<?, ?> fields = Loose.map(message);
    return fields.get("message") instanceof Map<?, ?> inner ? inner : fields;
  }

  /** Empty for what the user says; an item or a message of LangChain has its type instead. */
  private static String role(Map<?, ?> fields) {
    String given = Loose.text(Loose.either(fields, "role", "message.role"));
    String role = (given == null ? type(fields) : given).toLowerCase(Locale.ROOT);
    for (String ending : List.of("chunk", "message")) {
      if (role.endsWith(ending)) {
        role = role.substring(0, role.length() - ending.length());
      }
    }
    return USERS.contains(role) ? "" : role;
  }

  private static String type(Map<?, ?> part) {
    String type = Loose.text(Loose.either(part, "type", "message_content.type"));
    return type == null ? "" : type;
  }

  private @Nullable JoinedText texts(Map<?, ?> fields, @Nullable JoinedText before) {
    if (!content) {
      return null;
    }
    JoinedText text = before;
    for (String key : List.of("content", "message.content", "text", "prompt.text")) {
      text = textOf(fields.get(key), text);
    }
    text = textOf(fields.get("completion.text"), text);
    for (Object part : parts(fields)) {
      text = textOf(part, text);
    }
    return text;
  }

  private static List<?> parts(Map<?, ?> fields) {
    Object parts = fields.get("parts");
    return list(parts != null ? parts : Loose.either(fields, "contents", "message.contents"));
  }

  /** The text of a string, of a part, or of a list of them, after what was there before. */
  private @Nullable JoinedText textOf(@Nullable Object part, @Nullable JoinedText before) {
    if (part instanceof String text) {
      return append(before, text);
    }
    JoinedText all = before;
    if (part instanceof Map<?, ?> fields) {
      if (!REASONING.contains(type(fields)) && !TOOL_CALLS.contains(type(fields))) {
        Object said = Loose.either(fields, "text", "message_content.text");
        all = textOf(said == null ? Loose.either(fields, "content", "value") : said, all);
      }
      return all;
    }
    for (Object inner : list(part)) {
      all = textOf(inner, all);
    }
    return all;
  }

  private JoinedText append(@Nullable JoinedText before, String text) {
    return (before == null ? new JoinedText(textCharsMax) : before).append(text);
  }

  private static List<?> list(@Nullable Object value) {
    if (value instanceof ListedItems items) {
      return items.inOrder();
    }
    return value instanceof List<?> list
        ? list
        : value instanceof Map<?, ?> ? List.of(value) : List.of();
  }

  private static String hash(List<?> tools) {
    MessageDigest digest = Sha256.start();
    add(tools, digest);
    return HexFormat.of().formatHex(digest.digest(), 0, 16);
  }

  private static void add(@Nullable Object value, MessageDigest digest) {
    if (value instanceof Map<?, ?> map) {
      digest.update((byte) '{');
      map.forEach(
          (name, inner) -> {
            add(name, digest);
            add(inner, digest);
          });
    } else if (value instanceof List<?> list) {
      digest.update((byte) '[');
      list.forEach(inner -> add(inner, digest));
    } else if (value instanceof ListedItems items) {
      add(items.inOrder(), digest);
    } else {
      digest.update(String.valueOf(value).getBytes(StandardCharsets.UTF_8));
    }
    digest.update((byte) 0);
  }
}
