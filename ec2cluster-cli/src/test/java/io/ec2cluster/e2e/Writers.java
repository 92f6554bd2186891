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
import java.util.function.Function;

/**
 * A writer by the primary's name, and one at each node's address, which sees who accepts writes
 * whatever the name says. For one change of the primary each; closing it stops them.
 */
final class Writers implements AutoCloseable {
  private final PostgresNodes nodes;
  private final SqlWriter byName;
  private final List<SqlWriter> direct = new ArrayList<>();

  Writers(PostgresNodes nodes, List<Node> all) {
    this(nodes, all, Node::address);
  }

  /** With writers that reach the servers at other addresses than the published ones. */
  Writers(PostgresNodes nodes, List<Node> all, Function<Node, String> serverAddress) {
    this.nodes = nodes;
    this.byName = nodes.writerByName();
    for (Node node : all) {
      String address = serverAddress.apply(node);
      direct.add(nodes.writer("at " + address, () -> Optional.of(address)));
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
   * Rows that a server accepted though another one, which came later, had already acknowledged one:
   * two servers certainly accepted writes.
   */
  private List<Acknowledged> besideAnother() {
    List<Acknowledged> beside = new ArrayList<>();
    for (SqlWriter one : direct) {
      for (SqlWriter other : direct) {
        List<Acknowledged> rows = one.acknowledged();
        List<Acknowledged> later = other.acknowledged();
        boolean succeeded =
            !rows.isEmpty() && !later.isEmpty() && rows.get(0).begun() - later.get(0).begun() < 0;
        if (succeeded) {
          long taken = later.get(0).ended();
          rows.stream().filter(row -> row.begun() - taken > 0).forEach(beside::add);
        }
      }
    }
    return beside;
  }

  /** From the first of those rows to the last. */
  Duration twoPrimaries() {
    List<Acknowledged> beside = besideAnother();
    long first = beside.stream().mapToLong(Acknowledged::begun).min().orElse(0);
    long last = beside.stream().mapToLong(Acknowledged::ended).max().orElse(0);
    return Duration.ofNanos(last - first);
  }

  /** Every acknowledged row is there. */
  Writers assertNothingLost(Node primary) {
    assertThat(lost(primary)).as("acknowledged rows that " + primary + " lacks").isEmpty();
    return this;
  }

  /** At no time did two servers accept writes. */
  Writers assertOnePrimary() {
    assertThat(besideAnother()).as("rows accepted while another server was writable").isEmpty();
    return this;
  }

  /** The longest time between two rows by name. */
  Duration longestBreak() {
    return byName.longestBreak();
  }

  /** How many rows a server acknowledged to its own writer after a moment. */
  long acknowledgedAfter(String serverAddress, long moment) {
    return direct.stream()
        .flatMap(writer -> writer.acknowledged().stream())
        .filter(row -> row.address().equals(serverAddress) && row.ended() - moment > 0)
        .count();
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

  int acknowledged() {
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
