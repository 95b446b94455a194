package io.stillwatch.intake;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import io.stillwatch.intake.Outcome.Accepted;
import io.stillwatch.schemas.InferenceEvent;
import io.stillwatch.schemas.SchemaResolver;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.apache.avro.Schema;
import org.apache.avro.generic.IndexedRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * Payloads as real servers wrote them, from a folder named by {@code -Dstillwatch.payloads=DIR};
 * they are no part of this code base. Says for each which fields were found.
 */
@EnabledIfSystemProperty(named = "stillwatch.payloads", matches = ".+")
class RealPayloadsTest {
  private static final Path DIR = Path.of(System.getProperty("stillwatch.payloads", ""));
  private static final JsonFactory JSON = new JsonFactory();

  /** None of them says who asked or is a whole record, so that is put around them. */
  private static final String ACCOUNT = "who";

  private final Intake intake =
      new Intake(
          IntakeLimits.defaults(),
          SchemaResolver.builtIn(),
          ConfluentSchemas.NONE,
          false,
          new Source(
              "real",
              Format.AUTO,
              new Identity(List.of(ACCOUNT), List.of(), List.of(), List.of(), List.of()),
              true));

  @Test
  void semanticConventionsExamples() throws IOException {
    int exchanges = 0;
    for (Path file : files("semconv-genai-example")) {
      Map<?, ?> page = (Map<?, ?>) tree(Files.readString(file));
      for (Object one : (List<?>) page.get("spans_or_events")) {
        Map<String, Object> attributes = new LinkedHashMap<>();
        ((Map<?, ?>) one).forEach((k, v) -> attributes.put(k.toString(), v));
        attributes.put(ACCOUNT, "a");
        InferenceEvent event = accepted(file, span("t", attributes, "2026-01-01T00:00:00Z"));
        assertEquals("gpt-4", event.getModel());
        assertEquals("stop", event.getFinishReason());
        assertEquals(attributes.get("gen_ai.usage.input_tokens"), event.getInputTokens());
        exchanges++;
      }
    }
    assertEquals(6, exchanges);
  }

  @Test
  void openInferenceSpans() throws IOException {
    for (Path file : files("openinference-llm-span")) {
      Map<String, Object> span = new LinkedHashMap<>();
      ((Map<?, ?>) tree(Files.readString(file))).forEach((k, v) -> span.put(k.toString(), v));
      Map<String, Object> attributes = new LinkedHashMap<>();
      ((Map<?, ?>) span.get("attributes")).forEach((k, v) -> attributes.put(k.toString(), v));
      attributes.put(ACCOUNT, "a");
      span.put("attributes", attributes);
      span.putIfAbsent("context", Map.of("trace_id", "t", "span_id", "s"));
      span.putIfAbsent("end_time", "2026-01-01T00:00:00Z");
      InferenceEvent event = accepted(file, write(span));
      assertEquals(attributes.get("llm.model_name"), event.getModel());
    }
  }

  /**
   * An agent's run as its instrumentation sent it, out of the export of the store that took it: two
   * exchanges among spans of agents and tools. Joined, they get their account from the span of the
   * gateway that they call, of which the store knows nothing.
   */
  @Test
  void spansOfAnAgentsRun() throws IOException {
    Path file = DIR.resolve("langfuse-trace-openai-agents-2025-09-30.json");
    Intake joining =
        new Intake(
            IntakeLimits.defaults(),
            SchemaResolver.builtIn(),
            ConfluentSchemas.NONE,
            false,
            new Source("real", Format.AUTO, Identity.USUAL, true, true));
    List<Long> outputTokens = new ArrayList<>();
    int others = 0;
    for (Object one : (List<?>) ((Map<?, ?>) tree(Files.readString(file))).get("observations")) {
      Map<?, ?> seen = (Map<?, ?>) one;
      Map<String, Object> attributes = new LinkedHashMap<>();
      ((Map<?, ?>) ((Map<?, ?>) seen.get("metadata")).get("attributes"))
          .forEach((k, v) -> attributes.put(k.toString(), v instanceof String ? v : write(v)));
      Map<String, Object> span = new LinkedHashMap<>();
      span.put("context", Map.of("trace_id", seen.get("traceId"), "span_id", seen.get("id")));
      span.put("start_time", seen.get("startTime"));
      span.put("end_time", seen.get("endTime"));
      if (seen.get("parentObservationId") != null) {
        span.put("parent_id", seen.get("parentObservationId"));
      }
      span.put("attributes", attributes);
      if (!seen.get("type").equals("GENERATION")) {
        assertEquals(
            RejectionReason.NO_EXCHANGE,
            Events.rejected(intake.accept(write(span).getBytes(UTF_8), -1)).reason());
        others++;
        continue;
      }
      Outcome.Part part = (Outcome.Part) joining.accept(write(span).getBytes(UTF_8), -1);
      assertEquals(seen.get("parentObservationId"), part.at().parent());
      attributes.put(ACCOUNT, "a");
      InferenceEvent event = accepted(file, write(span));
      assertEquals(event.getOutputTokens(), part.event().getOutputTokens());
      assertEquals("gpt-4.1-2025-04-14", event.getModel());
      assertEquals(1, event.getToolCount());
      outputTokens.add(event.getOutputTokens());
    }
    assertEquals(List.of(29L, 15L), outputTokens);
    assertEquals(3, others);
  }

  /** The same export and another, as records: only the account is put into them. */
  @Test
  void langfuseTraces() throws IOException {
    List<Long> outputTokens = new ArrayList<>();
    int others = 0;
    for (Path file : files("langfuse-trace")) {
      String trace = Files.readString(file);
      assertEquals(Format.LANGFUSE, intake.recognise(trace.getBytes(UTF_8)));
      String named = trace.replaceAll("\"metadata\": ?\\{", "\"" + ACCOUNT + "\":\"a\",$0");
      List<Outcome.One> verdicts = new ArrayList<>();
      intake.accept(named.getBytes(UTF_8), -1).each(verdicts::add);
      for (Outcome.One one : verdicts) {
        if (one instanceof Accepted accepted) {
          outputTokens.add(found(file, accepted.event()).getOutputTokens());
        } else {
          assertEquals(RejectionReason.NO_EXCHANGE, Events.rejected(one).reason());
          others++;
        }
      }
    }
    assertEquals(List.of(15L, 29L, 15L), outputTokens);
    assertEquals(3, others);
  }

  @Test
  void whatTellsOfNoExchange() throws IOException {
    for (String name : List.of("otlp-trace-official.json", "otlp-events-official.json")) {
      byte[] record = Files.readAllBytes(DIR.resolve(name));
      assertEquals(Format.OTLP_JSON, intake.recognise(record));
      assertEquals(
          RejectionReason.NO_EXCHANGE, Events.rejected(intake.accept(record, -1)).reason());
      System.out.println(name + " | NO_EXCHANGE | |");
    }
  }

  @Test
  void liteLlmPayload() throws IOException {
    Path file = DIR.resolve("litellm-standard-logging-payload.json");
    String payload = Files.readString(file);
    assertEquals(
        RejectionReason.NO_ACCOUNT,
        Events.rejected(intake.accept(payload.getBytes(UTF_8), -1)).reason());
    InferenceEvent event =
        accepted(file, payload.replaceFirst("\\{", "{\"" + ACCOUNT + "\": \"a\","));
    assertEquals(
        "chatcmpl-2299b6a2-82a3-465a-b47c-04e685a2227f-1737710446851", event.getExchangeId());
    assertEquals(10L, event.getInputTokens());
    assertEquals("Hello, world!", event.getPromptText());
    assertEquals("hi", event.getResponseText());
    assertEquals(1_737_710_446_851L, event.getOccurredAt().toEpochMilli());
  }

  /** A recorder's file: the bodies stand in it as blocks of text or in quotes. */
  @Test
  void openAiCassettes() throws IOException {
    int exchanges = 0;
    List<Path> cassettes = new ArrayList<>(files("openai-cassette"));
    cassettes.addAll(files("otel-openai"));
    for (Path file : cassettes) {
      List<String> bodies = bodies(Files.readString(file));
      assertEquals(2, bodies.size(), file.toString());
      InferenceEvent event =
          accepted(
              file,
              "{\""
                  + ACCOUNT
                  + "\":\"a\",\"request\":"
                  + bodies.get(0)
                  + ",\"response\":"
                  + bodies.get(1)
                  + "}");
      assertTrue(event.getModel().startsWith("gpt-"), file.toString());
      assertTrue(event.getInputTokens() > 0 && event.getOutputTokens() > 0, file.toString());
      assertTrue(event.getReasoningTokens() >= 0, file.toString());
      exchanges++;
    }
    assertEquals(4, exchanges);
  }

  private static List<String> bodies(String yaml) throws IOException {
    List<String> bodies = new ArrayList<>();
    String[] lines = yaml.split("\n");
    for (int i = 0; i < lines.length; i++) {
      String line = lines[i].strip();
      if (line.startsWith("body: \"")) {
        bodies.add(String.valueOf(tree(line.substring("body: ".length()))));
      } else if (line.equals("body: |-") || line.equals("string: |-")) {
        int indent = lines[i].indexOf(line);
        StringBuilder body = new StringBuilder();
        while (lines[i + 1].isBlank() || lines[i + 1].indexOf(lines[i + 1].strip()) > indent) {
          body.append(lines[++i].strip()).append('\n');
        }
        bodies.add(body.toString());
      }
    }
    return bodies;
  }

  private InferenceEvent accepted(Path file, String record) {
    Outcome outcome = intake.accept(record.getBytes(UTF_8), -1);
    assertTrue(outcome instanceof Accepted, file + ": " + outcome);
    return found(file, Events.accepted(outcome));
  }

  private static InferenceEvent found(Path file, InferenceEvent event) {
    TreeSet<String> found = new TreeSet<>();
    TreeSet<String> absent = new TreeSet<>();
    sort(event, "", found, absent);
    System.out.println(
        file.getFileName() + " | " + String.join(" ", found) + " | " + String.join(" ", absent));
    return event;
  }

  private static void sort(
      IndexedRecord record, String prefix, TreeSet<String> found, TreeSet<String> absent) {
    for (Schema.Field field : record.getSchema().getFields()) {
      Object value = record.get(field.pos());
      if (value instanceof IndexedRecord inner) {
        sort(inner, prefix + field.name() + '.', found, absent);
      } else {
        (value == null ? absent : found).add(prefix + field.name());
      }
    }
  }

  private static String span(String trace, Map<String, Object> attributes, String end) {
    return write(
        Map.of(
            "context",
            Map.of("trace_id", trace, "span_id", "s"),
            "end_time",
            end,
            "attributes",
            attributes));
  }

  private static Object tree(String text) throws IOException {
    try (JsonParser json = JSON.createParser(text)) {
      json.nextToken();
      return new JsonTree(JSON, IntakeLimits.defaults()).read(json);
    }
  }

  private static String write(Object tree) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(text)) {
      write(json, tree);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  private static void write(JsonGenerator json, Object tree) throws IOException {
    if (tree instanceof Map<?, ?> map) {
      json.writeStartObject();
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        json.writeFieldName(entry.getKey().toString());
        write(json, entry.getValue());
      }
      json.writeEndObject();
    } else if (tree instanceof List<?> list) {
      json.writeStartArray();
      for (Object item : list) {
        write(json, item);
      }
      json.writeEndArray();
    } else if (tree instanceof Number || tree instanceof Boolean) {
      json.writeRawValue(tree.toString());
    } else if (tree == null) {
      json.writeNull();
    } else {
      json.writeString(tree.toString());
    }
  }

  private static List<Path> files(String prefix) throws IOException {
    try (var all = Files.list(DIR)) {
      List<Path> found =
          all.filter(path -> path.getFileName().toString().startsWith(prefix)).sorted().toList();
      assertTrue(!found.isEmpty(), "no " + prefix + " in " + DIR);
      return found;
    }
  }
}
