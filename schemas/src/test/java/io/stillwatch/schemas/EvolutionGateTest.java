package io.stillwatch.schemas;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The gate: today's schemas may live beside every released version, and what could not is refused.
 */
class EvolutionGateTest {

  @Test
  void todaysSchemasAreCompatibleBothWaysWithEveryReleasedVersion() {
    List<String> problems = new ArrayList<>();
    Map<String, List<Schema>> versions = ReleasedSchemas.load();
    assertFalse(versions.isEmpty());
    versions.forEach(
        (version, schemas) -> {
          for (Schema released : schemas) {
            Schema today = named(TopicSchemas.current(), released.getFullName());
            EvolutionGate.problems(released, stillThere(today, released))
                .forEach(p -> problems.add(version + " -> today: " + p));
          }
        });
    assertEquals(List.of(), problems, () -> "change refused:\n" + String.join("\n", problems));
  }

  @Test
  void releasedVersionsAreCompatibleWithEachOther() {
    List<List<Schema>> versions = List.copyOf(ReleasedSchemas.load().values());
    for (int older = 0; older < versions.size(); older++) {
      for (int newer = older + 1; newer < versions.size(); newer++) {
        for (Schema before : versions.get(older)) {
          Schema after = named(versions.get(newer), before.getFullName());
          assertEquals(List.of(), EvolutionGate.problems(before, stillThere(after, before)));
        }
      }
    }
  }

  @Test
  void everyEnumHasUnknownAsFirstSymbolAndAsDefault() {
    for (Schema schema : TopicSchemas.current()) {
      assertEquals(List.of(), EvolutionGate.enumProblems(schema));
    }
  }

  @Test
  void theIndexListsExactlyTheReleasedFiles() throws IOException {
    Path folder = Path.of("src/main/resources/io/stillwatch/schemas/released");
    try (Stream<Path> files = Files.walk(folder)) {
      List<String> found =
          files
              .filter(f -> f.toString().endsWith(".avsc"))
              .map(f -> folder.relativize(f).toString())
              .sorted()
              .toList();
      List<String> listed =
          ReleasedSchemas.text("index").lines().filter(l -> !l.isBlank()).sorted().toList();
      assertEquals(found, listed);
    }
  }

  @Test
  void theNameOfASchemaDependsOnItsShapeAndNotOnItsDocs() {
    Schema schema = PatternPointer.getClassSchema();
    Schema other = parse(schema.toString().replace("Share of accounts", "Part of accounts"));
    assertNotEquals(schema.toString(), other.toString());
    assertEquals(Fingerprint.of(schema), Fingerprint.of(other));
    Schema shaped = parse(schema.toString().replace("\"name\":\"why\"", "\"name\":\"reason\""));
    assertNotEquals(Fingerprint.of(schema), Fingerprint.of(shaped));
  }

  private static final String BASE =
      """
      {"type":"record","name":"R","namespace":"t","fields":[
        {"name":"id","type":"string"},
        {"name":"at","type":{"type":"long","logicalType":"timestamp-millis"}},
        {"name":"n","type":["null","int"],"default":null},
        {"name":"kind","type":{"type":"enum","name":"K","symbols":["UNKNOWN","A","B"],"default":"UNKNOWN"}},
        {"name":"tags","type":{"type":"array","items":"string"},"default":[]}
      ]}""";

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "a new required field | {\"name\":\"id\" | {\"name\":\"fresh\",\"type\":\"string\"},{\"name\":\"id\"",
        "a field without default that goes | {\"name\":\"id\",\"type\":\"string\"}, | ",
        "a field without default that is renamed | \"name\":\"id\" | \"name\":\"ident\"",
        "a string that becomes bytes of a number | \"type\":\"string\"} | \"type\":\"long\"}",
        "an int widened to long | [\"null\",\"int\"] | [\"null\",\"long\"]",
        "an optional field that becomes required | [\"null\",\"int\"],\"default\":null | \"int\",\"default\":0",
        "an array whose items change | \"items\":\"string\" | \"items\":\"int\"",
        "milliseconds that become microseconds | timestamp-millis | timestamp-micros",
        "an enum symbol that goes | \"A\",\"B\" | \"A\"",
        "an enum without default | ,\"default\":\"UNKNOWN\"} | }",
        "an enum that does not start with UNKNOWN | \"UNKNOWN\",\"A\" | \"A\",\"UNKNOWN\"",
        "an enum that gets another name | \"name\":\"K\" | \"name\":\"L\"",
      })
  void theGateRefuses(String change, String from, String to) {
    String changed = BASE.replace(from, to == null ? "" : to);
    assertNotEquals(BASE, changed, "the case does not change anything");
    assertFalse(EvolutionGate.problems(parse(BASE), parse(changed)).isEmpty(), change);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "nothing | {\"name\":\"id\" | {\"name\":\"id\"",
        "a new optional field | {\"name\":\"id\" | {\"name\":\"x\",\"type\":[\"null\",\"long\"],\"default\":null},{\"name\":\"id\"",
        "a new enum symbol | \"A\",\"B\" | \"A\",\"B\",\"C\"",
        "a field with default that goes | {\"name\":\"n\",\"type\":[\"null\",\"int\"],\"default\":null}, | ",
        "another doc | \"name\":\"R\" | \"name\":\"R\",\"doc\":\"why\"",
      })
  void theGateAllows(String change, String from, String to) {
    String changed = BASE.replace(from, to == null ? "" : to);
    assertEquals(List.of(), EvolutionGate.problems(parse(BASE), parse(changed)), change);
  }

  private static Schema parse(String json) {
    return new SchemaParser().parse(json).mainSchema();
  }

  private static Schema named(List<Schema> schemas, String fullName) {
    return schemas.stream().filter(s -> s.getFullName().equals(fullName)).findFirst().orElse(null);
  }

  private static Schema stillThere(Schema found, Schema wanted) {
    assertNotNull(found, () -> wanted.getFullName() + " was released and is gone");
    return found;
  }
}
