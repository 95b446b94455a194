package io.stillwatch.perf;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Some of the fields of lines of JSON, in columns as wide as they need to be, for the screen. */
public final class Table {

  private record Column(String head, String pointer, int decimals) {}

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int AS_IT_STANDS = -1;

  private final List<Column> columns = new ArrayList<>();
  private final List<JsonNode> rows = new ArrayList<>();

  /** A column of texts, or of numbers as they stand. */
  public Table column(String head, String pointer) {
    return column(head, pointer, AS_IT_STANDS);
  }

  /** A column of numbers with so many decimals. */
  public Table column(String head, String pointer, int decimals) {
    columns.add(new Column(head, pointer, decimals));
    return this;
  }

  /** Adds a row; {@code fields} are those of a line of JSON, as {@link Lines} takes them. */
  public void add(String fields) {
    try {
      rows.add(JSON.readTree('{' + fields + '}'));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("no fields of JSON: " + fields, e);
    }
  }

  /** A field of the first row, as a whole number. */
  public long first(String pointer) {
    return rows.get(0).at(pointer).asLong();
  }

  /** The first column to the left, all others to the right; nothing where there is no row. */
  public void print() {
    if (rows.isEmpty()) {
      return;
    }
    List<List<String>> cells = new ArrayList<>();
    cells.add(columns.stream().map(Column::head).toList());
    rows.forEach(row -> cells.add(columns.stream().map(column -> cell(row, column)).toList()));
    System.out.println();
    for (List<String> line : cells) {
      StringBuilder text = new StringBuilder();
      for (int i = 0; i < line.size(); i++) {
        int column = i;
        int width = cells.stream().mapToInt(each -> each.get(column).length()).max().orElse(0);
        String pad = " ".repeat(width - line.get(i).length());
        text.append(i == 0 ? line.get(i) + pad : "  " + pad + line.get(i));
      }
      System.out.println(text.toString().stripTrailing());
    }
  }

  private static String cell(JsonNode row, Column column) {
    JsonNode value = row.at(column.pointer);
    return value.isNumber() && column.decimals != AS_IT_STANDS
        ? String.format(Locale.ROOT, "%,." + column.decimals + "f", value.asDouble())
        : value.asText();
  }
}
