package io.ec2cluster.etcd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ec2cluster.Time;
import io.ec2cluster.etcd.api.EtcdApi;
import io.ec2cluster.etcd.api.EtcdId;
import io.ec2cluster.etcd.api.EtcdSilence;
import io.ec2cluster.host.OwnedFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Members of real etcd that are lost, with their disks and without, while a client writes. */
@Timeout(600)
class ReplacementIT {
  private static String address(int node) {
    return "127.78.0." + node;
  }

  private static Map<String, String> nodes(int count) {
    Map<String, String> nodes = new LinkedHashMap<>();
    for (int i = 1; i <= count; i++) {
      nodes.put("i-" + i, address(i));
    }
    return nodes;
  }

  private static EtcdId founded(NodeStage stage, Map<String, String> nodes)
      throws IOException, InterruptedException {
    for (Map.Entry<String, String> node : nodes.entrySet()) {
      stage.run(node.getKey(), node.getValue());
    }
    return stage.awaitMembers(nodes);
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 5})
  void everyMemberIsReplacedAndNoAcknowledgedWriteIsLost(int size, @TempDir Path directory)
      throws IOException, InterruptedException {
    try (NodeStage stage = new NodeStage(directory, "size: " + size)) {
      Map<String, String> nodes = nodes(size);
      EtcdId cluster = founded(stage, nodes);
      EtcdApi[] everybody =
          IntStream.rangeClosed(1, 2 * size)
              .mapToObj(node -> stage.api(address(node)))
              .toArray(EtcdApi[]::new);
      Writer writer = new Writer(everybody);
      try {
        for (int i = 1; i <= size; i++) {
          int written = writer.count();
          stage.kill("i-" + i);
          OwnedFiles.deleteTree(stage.data("i-" + i));
          nodes.remove("i-" + i);
          nodes.put("i-" + (size + i), address(size + i));
          stage.run("i-" + (size + i), address(size + i));
          assertThat(stage.awaitMembers(nodes)).isEqualTo(cluster);
          assertThat(writer.count()).as("writes went on").isGreaterThan(written);
        }
      } finally {
        writer.end();
      }
      writer.requireAll(stage.api(address(2 * size)));
    }
  }

  @Test
  void aMajorityThatIsKilledComesBackWithItsDisksAndMeanwhileNothingIsFounded(
      @TempDir Path directory) throws IOException, InterruptedException {
    try (NodeStage stage = new NodeStage(directory, "size: 3\n  forming-deadline: 2s")) {
      Map<String, String> nodes = nodes(3);
      EtcdId cluster = founded(stage, nodes);
      stage.api(address(1)).put("key", "value");
      stage.kill("i-2");
      stage.kill("i-3");
      stage.run("i-4", address(4));

      assertThatThrownBy(() -> stage.api(address(1)).confirm()).isInstanceOf(EtcdSilence.class);
      Eventually.holds(
          "the newcomer sees that the cluster is formed and without a quorum",
          NodeStage.PATIENCE,
          () -> stage.logText("i-4").contains("is formed and no quorum of it answers"));
      assertThat(new EtcdDirectory(stage.data("i-4"), Time.system()).identity()).isEmpty();

      stage.run("i-2", address(2));
      stage.run("i-3", address(3));
      nodes.put("i-4", address(4));
      assertThat(stage.awaitMembers(nodes)).isEqualTo(cluster);
      assertThat(stage.api(address(4)).get("key")).contains("value");
    }
  }

  @Test
  void allThatAreKilledComeBackWithTheirDisks(@TempDir Path directory)
      throws IOException, InterruptedException {
    try (NodeStage stage = new NodeStage(directory, "size: 3")) {
      Map<String, String> nodes = nodes(3);
      EtcdId cluster = founded(stage, nodes);
      stage.api(address(2)).put("key", "value");
      for (String node : List.copyOf(nodes.keySet())) {
        stage.kill(node);
      }

      assertThat(founded(stage, nodes)).isEqualTo(cluster);
      assertThat(stage.api(address(1)).get("key")).contains("value");
    }
  }
}
