package io.stillwatch.cli.investigation;

import io.stillwatch.cli.Console;
import java.util.ArrayList;
import java.util.List;

/** Rows under headings, each column as wide as its widest cell. */
public final class Table {

  private static final String GAP = "  ";

  /** Longer than whatever is meant to be read in a line. */
  private static final int CELL_CHARS_MAX = 512;

  private final String indent;
  private final List<List<String>> rows = new ArrayList<>();

  public Table(String indent, String... headings) {
    this.indent = indent;
    row(headings);
  }

  public void row(String... cells) {
    List<String> shown = new ArrayList<>();
    for (String cell : cells) {
      shown.add(Printable.text(cell, CELL_CHARS_MAX));
    }
    rows.add(shown);
  }

  public void print(Console console) {
    int columns = rows.get(0).size();
    int[] widths = new int[columns];
    for (List<String> row : rows) {
      for (int i = 0; i < columns; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder(indent);
      for (int i = 0; i < columns; i++) {
        String cell = row.get(i);
        line.append(cell).append(" ".repeat(widths[i] - cell.length())).append(GAP);
      }
      console.out(line.toString().stripTrailing());
    }
  }
}
