package io.stillwatch.intake;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.avro.Schema;

/**
 * How one field of an event is judged; made from the schema.
 *
 * <p>A field gets its rule from its type, or from the lists below where the type does not say
 * enough. A field of a later version is so bounded from the start: a string is short, a number no
 * less than zero.
 *
 * @param inner the rules of a record's fields, or the one of a map's values or a list's items
 */
record EventRule(String name, Kind kind, List<EventRule> inner) {

  /** What is asked of a value. */
  enum Kind {
    REQUIRED_ID,
    OPTIONAL_ID,
    TEXT,
    SHORT,
    TIME,
    COUNT,
    FINITE,
    STRENGTH,
    FREE,
    RECORD,
    MAP,
    LIST
  }

  private static final Set<String> REQUIRED_IDS = Set.of("exchange_id", "account_id", "tenant");
  private static final Set<String> OPTIONAL_IDS = Set.of("organization_id", "api_key_id");
  private static final Set<String> TEXTS = Set.of("system_text", "prompt_text", "response_text");

  /** May be negative: hashes, and settings for which some servers take -1 as "no limit". */
  private static final Set<String> ANY_NUMBERS =
      Set.of(
          "features.prefix_hash",
          "features.hashes",
          "features.shingle_sketch",
          "params.seed",
          "params.max_tokens",
          "params.thinking_budget",
          "params.top_logprobs");

  /** From 0 to 1. */
  private static final Set<String> STRENGTHS = Set.of("features.scores");

  /** Whether a whole number may be below zero there. */
  static boolean mayBeNegative(String path) {
    return ANY_NUMBERS.contains(path);
  }

  /** The rules of a record's fields, in their order. */
  static List<EventRule> table(Schema record) {
    return table(record, "");
  }

  private static List<EventRule> table(Schema record, String prefix) {
    List<EventRule> rules = new ArrayList<>();
    for (Schema.Field field : record.getFields()) {
      rules.add(rule(field.name(), prefix + field.name(), field.schema()));
    }
    return List.copyOf(rules);
  }

  private static EventRule rule(String name, String path, Schema schema) {
    return switch (schema.getType()) {
      case UNION -> {
        for (Schema branch : schema.getTypes()) {
          if (branch.getType() != Schema.Type.NULL) {
            yield rule(name, path, branch);
          }
        }
        yield leaf(name, Kind.FREE);
      }
      case STRING -> leaf(name, stringKind(path));
      case INT, LONG -> leaf(name, numberKind(path, schema));
      case FLOAT, DOUBLE -> leaf(name, STRENGTHS.contains(path) ? Kind.STRENGTH : Kind.FINITE);
      case RECORD -> new EventRule(name, Kind.RECORD, table(schema, path + "."));
      case MAP -> new EventRule(name, Kind.MAP, List.of(rule("{}", path, schema.getValueType())));
      case ARRAY ->
          new EventRule(name, Kind.LIST, List.of(rule("[]", path, schema.getElementType())));
      default -> leaf(name, Kind.FREE);
    };
  }

  private static EventRule leaf(String name, Kind kind) {
    return new EventRule(name, kind, List.of());
  }

  private static Kind numberKind(String path, Schema schema) {
    if (schema.getLogicalType() != null) {
      return Kind.TIME;
    }
    return ANY_NUMBERS.contains(path) ? Kind.FREE : Kind.COUNT;
  }

  private static Kind stringKind(String path) {
    if (REQUIRED_IDS.contains(path)) {
      return Kind.REQUIRED_ID;
    }
    if (OPTIONAL_IDS.contains(path)) {
      return Kind.OPTIONAL_ID;
    }
    return TEXTS.contains(path) ? Kind.TEXT : Kind.SHORT;
  }
}
