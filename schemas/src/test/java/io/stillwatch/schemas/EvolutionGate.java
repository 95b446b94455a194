package io.stillwatch.schemas;

import static org.apache.avro.SchemaCompatibility.checkReaderWriterCompatibility;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility.SchemaPairCompatibility;

/**
 * Says what stands against replacing an older schema by a newer one while both are in use.
 *
 * <p>Avro's own check in both directions, and three things that it lets through: a time that
 * changes its unit (a logical type is no part of Avro's check), an enum symbol that goes (its
 * records would all turn UNKNOWN), and an enum that could not take a new symbol later.
 */
final class EvolutionGate {
  private final List<String> problems = new ArrayList<>();
  private final Set<String> seen = new HashSet<>();

  private EvolutionGate() {}

  /** Empty when the two may live side by side. */
  static List<String> problems(Schema older, Schema newer) {
    EvolutionGate gate = new EvolutionGate();
    gate.avro("a reader of the older cannot read the newer", older, newer);
    gate.avro("a reader of the newer cannot read the older", newer, older);
    gate.walk(older, newer, newer.getName());
    gate.problems.addAll(enumProblems(newer));
    return gate.problems;
  }

  /** Every enum needs UNKNOWN as its first symbol and its default, from the start. */
  static List<String> enumProblems(Schema schema) {
    EvolutionGate gate = new EvolutionGate();
    gate.enums(schema);
    return gate.problems;
  }

  private void avro(String what, Schema reader, Schema writer) {
    SchemaPairCompatibility result = checkReaderWriterCompatibility(reader, writer);
    result
        .getResult()
        .getIncompatibilities()
        .forEach(
            i ->
                problems.add(
                    what + ": " + i.getType() + " at " + i.getLocation() + ": " + i.getMessage()));
  }

  private void walk(Schema older, Schema newer, String path) {
    if (!Objects.equals(older.getLogicalType(), newer.getLogicalType())) {
      problems.add(path + ": logical type changed, the same number would mean another time");
    }
    if (older.getType() != newer.getType()) {
      return; // Avro's check has said it
    }
    switch (older.getType()) {
      case RECORD -> record(older, newer, path);
      case ARRAY -> walk(older.getElementType(), newer.getElementType(), path + "[]");
      case MAP -> walk(older.getValueType(), newer.getValueType(), path + "{}");
      case UNION -> {
        int branches = Math.min(older.getTypes().size(), newer.getTypes().size());
        for (int i = 0; i < branches; i++) {
          walk(older.getTypes().get(i), newer.getTypes().get(i), path);
        }
      }
      case ENUM -> {
        for (String symbol : older.getEnumSymbols()) {
          if (!newer.hasEnumSymbol(symbol)) {
            problems.add(path + ": enum symbol " + symbol + " removed");
          }
        }
      }
      default -> {}
    }
  }

  private void record(Schema older, Schema newer, String path) {
    if (seen.add(older.getFullName())) {
      for (Schema.Field field : older.getFields()) {
        Schema.Field now = newer.getField(field.name());
        if (now != null) {
          walk(field.schema(), now.schema(), path + "." + field.name());
        }
      }
    }
  }

  private void enums(Schema schema) {
    switch (schema.getType()) {
      case RECORD -> {
        if (seen.add(schema.getFullName())) {
          schema.getFields().forEach(field -> enums(field.schema()));
        }
      }
      case ARRAY -> enums(schema.getElementType());
      case MAP -> enums(schema.getValueType());
      case UNION -> schema.getTypes().forEach(this::enums);
      case ENUM -> {
        if (!"UNKNOWN".equals(schema.getEnumDefault())
            || !"UNKNOWN".equals(schema.getEnumSymbols().get(0))) {
          problems.add(schema.getName() + ": an enum needs UNKNOWN as first symbol and as default");
        }
      }
      default -> {}
    }
  }
}
