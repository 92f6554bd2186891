package io.ec2cluster.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What the cells of the matrix have shown, as a table in Markdown. */
final class MatrixTable {
  private static final String HEAD =
      """
      | server | operation, mode, primary | outcome | rows acknowledged | of them lost | \
      by the old one after publish | s without a primary by name | s with two writable servers |
      |---|---|---|---|---|---|---|---|
      """;

  private final List<String> lines = new ArrayList<>();

  /**
   * One line.
   *
   * @param acknowledged rows, by any server
   * @param lost of them, not on the primary at the end
   * @param late acknowledged by the old primary after another one was published
   * @param unwritable the longest time without a row by name
   * @param twoPrimaries how long two servers accepted writes
   */
  record Measured(
      int acknowledged, int lost, long late, Duration unwritable, Duration twoPrimaries) {}

  void add(String server, MatrixCell cell, String outcome, Measured measured) {
    lines.add(
        String.format(
            Locale.ROOT,
            "| %s | %s | %s | %d | %d | %d | %.1f | %.1f |",
            server,
            cell,
            outcome,
            measured.acknowledged(),
            measured.lost(),
            measured.late(),
            seconds(measured.unwritable()),
            seconds(measured.twoPrimaries())));
  }

  /** Prints it, and writes it into a file. */
  void publish(Path file) throws IOException {
    String table = HEAD + String.join("\n", lines) + "\n";
    System.out.println(table);
    Files.writeString(file, table);
  }

  private static double seconds(Duration duration) {
    return duration.toMillis() / 1000.0;
  }
}
