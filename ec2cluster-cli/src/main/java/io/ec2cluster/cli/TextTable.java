package io.ec2cluster.cli;

import java.util.ArrayList;
import java.util.List;

/** A table with left-aligned columns. Not thread-safe. */
final class TextTable {
  private static final int GAP = 2;

  private final List<List<String>> rows = new ArrayList<>();

  TextTable(String... titles) {
    rows.add(List.of(titles));
  }

  /** Adds a row with a cell for every title; an empty cell is shown as a dash. */
  void row(String... cells) {
    rows.add(List.of(cells).stream().map(cell -> cell.isEmpty() ? "-" : cell).toList());
  }

  /** The table, a line for every row. */
  String text() {
    StringBuilder text = new StringBuilder();
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int column = 0; column < row.size(); column++) {
        String cell = row.get(column);
        line.append(cell).append(" ".repeat(width(column) - cell.length() + GAP));
      }
      text.append(line.toString().stripTrailing()).append('\n');
    }
    return text.toString();
  }

  private int width(int column) {
    return rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0);
  }
}
