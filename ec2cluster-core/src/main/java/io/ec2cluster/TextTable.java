package io.ec2cluster;

import com.google.common.base.Strings;
import java.util.List;

/** Rows of text with their columns below each other, two blanks apart: tables for people. */
public final class TextTable {
  private static final String GAP = "  ";

  private TextTable() {}

  /**
   * The rows as lines, each with a line feed at its end and no blanks before it.
   *
   * @param rows of as many cells each as the first
   */
  public static String of(List<List<String>> rows) {
    StringBuilder text = new StringBuilder();
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int column = 0; column < row.size(); column++) {
        line.append(Strings.padEnd(row.get(column), width(rows, column), ' ')).append(GAP);
      }
      text.append(line.toString().stripTrailing()).append('\n');
    }
    return text.toString();
  }

  private static int width(List<List<String>> rows, int column) {
    return rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0);
  }
}
