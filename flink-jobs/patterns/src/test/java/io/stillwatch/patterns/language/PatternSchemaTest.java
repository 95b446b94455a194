package io.stillwatch.patterns.language;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The schema that editors use says what the reader says. */
class PatternSchemaTest {

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private final JsonNode schema = schema();
  private final JsonSchema compiled =
      JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012).getSchema(schema);

  @Test
  void everyStarterFileKeepsTheSchema() {
    for (StarterBook.StarterFile file : StarterBook.files()) {
      assertEquals(Set.of(), compiled.validate(json(file.source())), file.name());
    }
  }

  /** Whoever edits a pattern reaches no network, and no address that is nobody's. */
  @Test
  void nothingOfTheSchemaIsToBeFetched() {
    assertTrue(schema.get("$id").asText().startsWith("urn:"), schema.get("$id").asText());
    for (String reference : schema.findValuesAsText("$ref")) {
      assertTrue(reference.startsWith("#/$defs/"), reference);
    }
  }

  @Test
  void theSchemaAndTheReaderKnowTheSameKeys() {
    Map<String, Set<String>> ofReader = new TreeMap<>();
    Grammar.all().forEach((path, keys) -> ofReader.put(path, new TreeSet<>(keys.known())));
    Map<String, Set<String>> ofSchema = new TreeMap<>();
    collect("", schema, ofSchema);
    assertEquals(ofReader, ofSchema);
  }

  @Test
  void theSchemaAndTheReaderRequireTheSameKeys() {
    Map<String, Set<String>> ofReader = new TreeMap<>();
    Grammar.all()
        .forEach((path, keys) -> ofReader.put(path, new TreeSet<>(keys.required().keySet())));
    Map<String, Set<String>> ofSchema = new TreeMap<>();
    collect("", schema, new TreeMap<>(), ofSchema);
    assertEquals(ofReader, ofSchema);
  }

  @Test
  void everyKeyHasADescription() {
    Map<String, Set<String>> properties = new TreeMap<>();
    collect("", schema, properties);
    assertFalse(properties.isEmpty());
    undescribed(schema, "");
    schema.get("$defs").properties().forEach(def -> undescribed(def.getValue(), def.getKey()));
  }

  @Test
  void theSchemaRefusesWhatTheReaderRefuses() {
    for (String wrong :
        List.of(
            Patterns.with("within: 1h", "within: 60"),
            Patterns.with("within: 1h", "within: PT1H"),
            Patterns.with("within: 1h", "withing: 1h"),
            Patterns.with("version: 1", "version: \"1\""),
            Patterns.with("id: small", "id: Small"),
            Patterns.with("kind: OBSERVE", "kind: BAN"),
            Patterns.with("    lasts: 6h\n", ""),
            Patterns.with("times: 2", "times: 0"),
            Patterns.with("times: 2", "optional: yes"),
            Patterns.matching("count: {of: signal.fresh_pair, atLeast: 2}\nsequence: {steps: []}"),
            Patterns.matching("share: {of: signal.fresh_pair, atLeast: 160, outOf: 5}"))) {
      assertFalse(compiled.validate(json(wrong)).isEmpty(), wrong);
      assertFalse(Vettings.READER.read("wrong.yaml", wrong) instanceof Vetted.Passed, wrong);
    }
    assertEquals(Set.of(), compiled.validate(json(Patterns.text())));
  }

  private static void undescribed(JsonNode node, String path) {
    for (Map.Entry<String, JsonNode> property : node.path("properties").properties()) {
      String at = path + "." + property.getKey();
      assertFalse(property.getValue().path("description").asText().isBlank(), at);
      undescribed(property.getValue(), at);
      undescribed(property.getValue().path("items"), at + "[]");
    }
  }

  private void collect(String path, JsonNode node, Map<String, Set<String>> keys) {
    collect(path, node, keys, new TreeMap<>());
  }

  /** Keys and required keys of every mapping that lists its keys, by path. */
  private void collect(
      String path,
      JsonNode node,
      Map<String, Set<String>> keys,
      Map<String, Set<String>> required) {
    JsonNode at = node.has("$ref") ? schema.at(node.get("$ref").asText().substring(1)) : node;
    at.path("oneOf").forEach(branch -> collect(path, branch, keys, required));
    if (at.has("if")) { // what stands here hangs on the scope
      collect(Grammar.OF_CAMPAIGNS, at.get("then"), keys, required);
      collect(path, at.get("else"), keys, required);
    }
    if (at.has("items")) {
      collect(path + "[]", at.get("items"), keys, required);
    }
    if (!at.has("properties")) {
      return;
    }
    assertFalse(at.path("additionalProperties").asBoolean(true), path);
    Set<String> known = new TreeSet<>();
    at.get("properties")
        .properties()
        .forEach(
            property -> {
              known.add(property.getKey());
              String inner = path.isEmpty() ? property.getKey() : path + "." + property.getKey();
              collect(inner, property.getValue(), keys, required);
            });
    keys.put(path, known);
    Set<String> needed = new TreeSet<>();
    at.path("required").forEach(key -> needed.add(key.asText()));
    required.put(path, needed);
  }

  /** A pattern file as an editor sees it. */
  private static JsonNode json(String source) {
    Problems problems = new Problems("file");
    SourceText text = SourceText.read(source.getBytes(StandardCharsets.UTF_8), problems);
    Yaml root = YamlReader.read(text, problems);
    assertEquals(List.of(), problems.all());
    return json(root);
  }

  private static JsonNode json(Yaml value) {
    if (value instanceof Yaml.Mapping mapping) {
      ObjectNode object = NODES.objectNode();
      mapping.entries().forEach(entry -> object.set(entry.key().text(), json(entry.value())));
      return object;
    }
    if (value instanceof Yaml.Items items) {
      ArrayNode array = NODES.arrayNode();
      items.items().forEach(item -> array.add(json(item)));
      return array;
    }
    Yaml.Scalar scalar = (Yaml.Scalar) value;
    return switch (Kind.of(scalar)) {
      case TEXT -> NODES.textNode(scalar.text());
      case WHOLE -> NODES.numberNode(Long.parseLong(scalar.text()));
      case DECIMAL -> NODES.numberNode(Double.parseDouble(scalar.text()));
      case TRUTH -> NODES.booleanNode(scalar.text().equalsIgnoreCase("true"));
      case NOTHING -> NODES.nullNode();
    };
  }

  private static JsonNode schema() {
    try {
      return new ObjectMapper().readTree(PatternSchema.text());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
