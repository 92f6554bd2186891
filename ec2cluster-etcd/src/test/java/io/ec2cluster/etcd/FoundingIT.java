package io.ec2cluster.etcd;

import static org.assertj.core.api.Assertions.assertThat;

import io.ec2cluster.Time;
import io.ec2cluster.etcd.api.EtcdId;
import io.ec2cluster.host.OwnedFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Founders that begin at the same time, or die or hang while they found: one cluster, ever. */
@Timeout(300)
class FoundingIT {
  /** Five rounds; a hundred under {@code -Pfull}. */
  static IntStream rounds() {
    return IntStream.rangeClosed(1, Boolean.getBoolean("ec2cluster.test.full") ? 100 : 5);
  }

  private static Map<String, String> nodes(int count) {
    Map<String, String> nodes = new LinkedHashMap<>();
    for (int i = 1; i <= count; i++) {
      nodes.put("i-" + i, "127.76.0." + i);
    }
    return nodes;
  }

  /** The cluster that each node's data is of. */
  private static Set<EtcdId> clustersOnDisk(NodeStage stage, Set<String> nodes) {
    Set<EtcdId> clusters = new LinkedHashSet<>();
    for (String node : nodes) {
      new EtcdDirectory(stage.data(node), Time.system())
          .identity()
          .ifPresent(identity -> clusters.add(identity.clusterId()));
    }
    return clusters;
  }

  @ParameterizedTest
  @MethodSource("rounds")
  void fiveThatBeginAtTheSameTimeAreOneCluster(int round, @TempDir Path directory)
      throws IOException, InterruptedException {
    Map<String, String> nodes = nodes(5);
    try (NodeStage stage = new NodeStage(directory, "size: 5")) {
      for (Map.Entry<String, String> node : nodes.entrySet()) {
        stage.run(node.getKey(), node.getValue());
      }

      EtcdId cluster = stage.awaitMembers(nodes);

      assertThat(clustersOnDisk(stage, nodes.keySet()))
          .as("round " + round)
          .containsExactly(cluster);
      for (String node : nodes.keySet()) {
        assertThat(stage.data(node).resolveSibling("").toFile().list())
            .as("nothing of another founding was moved aside")
            .contains("data")
            .noneMatch(name -> name.startsWith("data.aside"));
      }
    }
  }

  @Test
  void aFounderThatHangsWhileTheOthersFormJoinsTheirCluster(@TempDir Path directory)
      throws IOException, InterruptedException {
    Map<String, String> nodes = nodes(3);
    try (NodeStage stage = new NodeStage(directory, "size: 3\n  forming-deadline: 3s")) {
      for (Map.Entry<String, String> node : nodes.entrySet()) {
        stage.run(node.getKey(), node.getValue());
      }
      Eventually.holds(
          "a founding is on record",
          NodeStage.PATIENCE,
          () -> Files.exists(stage.data("i-3")) || Files.exists(stage.data("i-1")));
      stage.signal("i-3", "STOP");
      Eventually.holds(
          "the others have formed",
          NodeStage.PATIENCE,
          () -> {
            stage.api("127.76.0.1").confirm();
            stage.api("127.76.0.2").confirm();
            return true;
          });
      stage.api("127.76.0.1").put("key", "value");
      stage.signal("i-3", "CONT");

      EtcdId cluster = stage.awaitMembers(nodes);

      assertThat(clustersOnDisk(stage, nodes.keySet())).containsExactly(cluster);
      assertThat(stage.api("127.76.0.3").get("key")).contains("value");
    }
  }

  @Test
  void aFounderThatDiesAndLosesItsDataWhileFoundingIsReplaced(@TempDir Path directory)
      throws IOException, InterruptedException {
    Map<String, String> nodes = nodes(3);
    try (NodeStage stage = new NodeStage(directory, "size: 3\n  forming-deadline: 3s")) {
      for (Map.Entry<String, String> node : nodes.entrySet()) {
        stage.run(node.getKey(), node.getValue());
      }
      Eventually.holds(
          "the first has begun", NodeStage.PATIENCE, () -> Files.exists(stage.data("i-1")));
      stage.kill("i-1");
      OwnedFiles.deleteTree(stage.data("i-1"));
      stage.run("i-4", "127.76.0.4");

      Map<String, String> left =
          Map.of("i-2", "127.76.0.2", "i-3", "127.76.0.3", "i-4", "127.76.0.4");
      EtcdId cluster = stage.awaitMembers(left);

      assertThat(clustersOnDisk(stage, left.keySet())).containsExactly(cluster);
    }
  }
}
