package io.stillwatch.cli.doctor;

import io.stillwatch.profiles.Counter;
import io.stillwatch.signals.Fact;
import io.stillwatch.signals.Signal;
import io.stillwatch.signals.SignalCatalog;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What an event has to carry for a thing to be seen: a list of ways, each of which is enough by
 * itself; one way is a set of the event's fields that it takes together.
 */
final class Needs {

  /** Nothing: every event has it. */
  static final List<Set<String>> ALWAYS = List.of(Set.of());

  private static final String FEATURES = "features";

  /** Signals that read the rest of the event, beside the texts or in place of them. */
  private static final Map<String, List<Set<String>>> OF_SIGNALS =
      Map.of(
          "logit_probe", List.of(Set.of("params.top_logprobs"), Set.of("params.logit_bias_size")),
          "params", List.of(Set.of("params")),
          "attested", List.of(Set.of("attestation")),
          "reasoning_share", List.of(Set.of("reasoning_tokens", "output_tokens")),
          "tiny_verdict", List.of(Set.of("input_tokens", "output_tokens")),
          "refusal",
              List.of(
                  Set.of("refused"),
                  Set.of("finish_reason"),
                  Set.of("response_text"),
                  Set.of(FEATURES)));

  private static final List<Set<String>> PROMPT = List.of(Set.of("prompt_text"), Set.of(FEATURES));
  private static final List<Set<String>> RESPONSE =
      List.of(Set.of("response_text"), Set.of(FEATURES));

  private final SignalCatalog signals;

  Needs(SignalCatalog signals) {
    this.signals = signals;
  }

  /** What accounts can share, by which they are found to act as one. */
  static Map<String, List<Set<String>>> links() {
    Map<String, List<Set<String>>> links = new LinkedHashMap<>();
    links.put("template", PROMPT);
    links.put("settings", List.of(Set.of("params")));
    links.put("tools", List.of(Set.of("tool_schema_hash")));
    links.put("network", List.of(Set.of("client.ip")));
    links.put("client", List.of(Set.of("client.user_agent"), Set.of("client.tls_fingerprint")));
    links.put("payment", List.of(Set.of("account.payment_fingerprint")));
    links.put("api key", List.of(Set.of("api_key_id")));
    return links;
  }

  /** The ways to a field that conditions name; null for one that this does not know. */
  @Nullable List<Set<String>> of(String field) {
    int dot = field.indexOf('.');
    String name = field.substring(dot + 1);
    return switch (field.substring(0, Math.max(0, dot))) {
      case "event" -> ofEvent(name);
      case "signal" ->
          switch (name) {
            case "fresh_pair" -> ofSignal("pair");
            case "tool_schema" -> links().get("tools");
            default -> ofSignal(name);
          };
      case "account" -> ofAccount(name);
      default -> null;
    };
  }

  private @Nullable List<Set<String>> ofEvent(String path) {
    return switch (path) {
      case "tenant" -> ALWAYS;
      case "prompt_length", "language" -> PROMPT;
      case "response_length" -> RESPONSE;
      case "account.age_hours" -> List.of(Set.of("account.created_at"));
      case "organization_id", "api_key_id" -> List.of(Set.of(path));
      default -> {
        for (Fact fact : Fact.values()) {
          if (fact.path().equals(path)) {
            yield List.of(Set.of(path));
          }
        }
        yield null;
      }
    };
  }

  @Nullable List<Set<String>> ofSignal(String name) {
    List<Set<String>> special = OF_SIGNALS.get(name);
    if (special != null) {
      return special;
    }
    Signal signal = signals.byName(name);
    if (signal == null) {
      return null;
    }
    return signal.side() == Signal.Side.PROMPT ? PROMPT : RESPONSE;
  }

  private @Nullable List<Set<String>> ofAccount(String name) {
    return switch (name) {
      case "distinct_prompts" -> PROMPT;
      case "known_hours" -> ALWAYS;
      case "output_surge" -> List.of(Set.of("output_tokens"));
      case "reasoning_surge" -> List.of(Set.of("output_tokens", "reasoning_tokens"));
      case "segment" -> List.of(Set.of("turns", "prompt_text"), Set.of("turns", FEATURES));
      default -> ofCounter(name);
    };
  }

  /** A counter counts what a signal or a field says. */
  private @Nullable List<Set<String>> ofCounter(String name) {
    for (Counter counter : Counter.values()) {
      if (name.startsWith(counter.name().toLowerCase(Locale.ROOT) + '_')) {
        return switch (counter) {
          case EXCHANGES -> ALWAYS;
          case INPUT_TOKENS, OUTPUT_TOKENS, REASONING_TOKENS ->
              List.of(Set.of(counter.name().toLowerCase(Locale.ROOT)));
          case REFUSED -> ofSignal("refusal");
          case REASONING_ELICITED -> ofSignal("cot_elicitation");
          case RUBRIC_GRADED -> ofSignal("rubric_grading");
          case PAIRED -> ofSignal("pair");
        };
      }
    }
    return null;
  }
}
