package io.ec2cluster.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.ec2cluster.e2e.PostgresNodes.Node;
import io.ec2cluster.e2e.SqlWriter.Acknowledged;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * A writer by the primary's name, and one at each node's address, which sees who accepts writes
 * whatever the name says. For one change of the primary each; closing it stops them.
 */
final class Writers implements AutoCloseable {
  private final PostgresNodes nodes;
  private final SqlWriter byName;
  private final List<SqlWriter> direct = new ArrayList<>();

  Writers(PostgresNodes nodes, List<Node> all) {
    this.nodes = nodes;
    this.byName = nodes.writerByName();
    for (Node node : all) {
      direct.add(nodes.writer("at " + node.address(), () -> Optional.of(node.address())));
    }
    byName.awaitProgress();
  }

  /** Waits until a row is written by name, and stops all. */
  Writers finish() {
    byName.awaitProgress();
    close();
    return this;
  }

  /** The acknowledged rows, of every writer, that a server does not have. */
  Set<String> lost(Node primary) {
    Set<String> lost = new HashSet<>();
    all()
        .forEach(writer -> writer.acknowledged().forEach(row -> lost.add(writer + "|" + row.id())));
    nodes.sql(primary, "SELECT writer, id FROM written").lines().forEach(lost::remove);
    return lost;
  }

  /**
   * The time in which two servers certainly accepted writes: between the earliest acknowledgement
   * of the one that came later and the latest row sent to the one that came before.
   */
  Duration twoPrimaries() {
    long together = 0;
    for (SqlWriter one : direct) {
      for (SqlWriter other : direct) {
        List<Acknowledged> before = one.acknowledged();
        List<Acknowledged> after = other.acknowledged();
        if (one != other && !before.isEmpty() && !after.isEmpty()) {
          long first = after.get(0).ended();
          long last = before.get(before.size() - 1).begun();
          if (before.get(0).begun() - after.get(0).begun() < 0) {
            together = Math.max(together, last - first);
          }
        }
      }
    }
    return Duration.ofNanos(together);
  }

  /** Nothing acknowledged is lost, and at no time did two servers accept writes. */
  Writers assertNothingLost(Node primary) {
    assertThat(lost(primary)).as("acknowledged rows that " + primary + " lacks").isEmpty();
    return this;
  }

  /** At no time did two servers accept writes. */
  Writers assertOnePrimary() {
    assertThat(twoPrimaries()).as("time with two writable servers").isZero();
    return this;
  }

  /** Prints what was measured. */
  void print(String operation, Node primary) {
    System.out.printf(
        Locale.ROOT,
        "%s: %.2f s without a writable primary by name, %d acknowledged rows, %d of them"
            + " lost, %.2f s with two writable servers%n",
        operation,
        byName.longestBreak().toMillis() / 1000.0,
        acknowledged(),
        lost(primary).size(),
        twoPrimaries().toMillis() / 1000.0);
  }

  private int acknowledged() {
    return all().stream().mapToInt(writer -> writer.acknowledged().size()).sum();
  }

  private List<SqlWriter> all() {
    List<SqlWriter> all = new ArrayList<>(direct);
    all.add(byName);
    return all;
  }

  @Override
  public void close() {
    all().forEach(SqlWriter::close);
  }
}
