package io.ec2cluster.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.ec2cluster.redis.KeyWriter.Acknowledged;
import io.ec2cluster.redis.RedisTestCluster.Node;
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
final class KeyWriters implements AutoCloseable {
  private final RedisTestCluster cluster;
  private final KeyWriter byName;
  private final List<KeyWriter> direct = new ArrayList<>();

  KeyWriters(RedisTestCluster cluster, List<Node> nodes) {
    this.cluster = cluster;
    // Names of their own: the sets of an earlier change stay.
    String round = "" + System.nanoTime();
    this.byName = new KeyWriter("name" + round, cluster::primaryAddress, cluster.port());
    for (Node node : nodes) {
      direct.add(
          new KeyWriter(
              node.id() + round, () -> Optional.of(cluster.serverAddress(node)), cluster.port()));
    }
    byName.awaitProgress();
  }

  /** Waits until a number is written by name, and stops all. */
  KeyWriters finish() {
    byName.awaitProgress();
    close();
    return this;
  }

  /** How many acknowledged numbers a server does not have. */
  int lost(Node primary) {
    int lost = 0;
    for (KeyWriter writer : all()) {
      Set<String> numbers = new HashSet<>();
      writer.acknowledged().forEach(one -> numbers.add(one.number()));
      try (ServerConnection connection = cluster.open(primary)) {
        connection.list("SMEMBERS", writer.key()).forEach(numbers::remove);
      } catch (ServerException failure) {
        throw new AssertionError(failure);
      }
      lost += numbers.size();
    }
    return lost;
  }

  KeyWriters assertNothingLost(Node primary) {
    assertThat(lost(primary)).as("acknowledged writes that " + primary.id() + " lacks").isZero();
    return this;
  }

  /** A server accepted a write that was begun after another, later one had acknowledged one. */
  KeyWriters assertOnePrimary() {
    assertThat(besideAnother()).as("writes accepted while another server was writable").isEmpty();
    return this;
  }

  private List<Acknowledged> besideAnother() {
    List<Acknowledged> beside = new ArrayList<>();
    for (KeyWriter one : direct) {
      for (KeyWriter other : direct) {
        List<Acknowledged> writes = one.acknowledged();
        List<Acknowledged> later = other.acknowledged();
        if (!writes.isEmpty()
            && !later.isEmpty()
            && writes.get(0).begun() - later.get(0).begun() < 0) {
          long taken = later.get(0).ended();
          writes.stream().filter(write -> write.begun() - taken > 0).forEach(beside::add);
        }
      }
    }
    return beside;
  }

  KeyWriters print(String operation, Node primary) {
    System.out.printf(
        Locale.ROOT,
        "%s: %.2f s without a writable primary by name, %d acknowledged writes, %d of them lost%n",
        operation,
        byName.longestBreak().toMillis() / 1000.0,
        all().stream().mapToInt(writer -> writer.acknowledged().size()).sum(),
        lost(primary));
    return this;
  }

  private List<KeyWriter> all() {
    List<KeyWriter> all = new ArrayList<>(direct);
    all.add(byName);
    return all;
  }

  @Override
  public void close() {
    all().forEach(KeyWriter::close);
  }
}
