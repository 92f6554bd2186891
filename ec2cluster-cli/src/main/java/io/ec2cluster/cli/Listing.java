package io.ec2cluster.cli;

import io.ec2cluster.TextTable;
import java.util.ArrayList;
import java.util.List;

/** A table with left-aligned columns. Not thread-safe. */
final class Listing {
  private final List<List<String>> rows = new ArrayList<>();

  Listing(String... titles) {
    rows.add(List.of(titles));
  }

  /** Adds a row with a cell for every title; an empty cell is shown as a dash. */
  void row(String... cells) {
    rows.add(List.of(cells).stream().map(cell -> cell.isEmpty() ? "-" : cell).toList());
  }

  /** The table, a line for every row. */
  String text() {
    return TextTable.of(rows);
  }
}
