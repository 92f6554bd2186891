package io.ec2cluster.etcd;

import static org.assertj.core.api.Assertions.assertThat;

import io.ec2cluster.etcd.api.EtcdId;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A cluster that was started by hand, as the predecessor did it, and is taken over while it runs.
 */
@Timeout(300)
class AdoptionIT {
  private static final Map<String, String> NODES =
      Map.of("i-1", "127.79.0.1", "i-2", "127.79.0.2", "i-3", "127.79.0.3");

  @Test
  void membersAreTakenOverOneByOneWithTheirData(@TempDir Path directory)
      throws IOException, InterruptedException {
    Map<String, Process> byHand = new LinkedHashMap<>();
    try (NodeStage stage = new NodeStage(directory, "size: 3")) {
      for (String node : List.of("i-1", "i-2", "i-3")) {
        byHand.put(node, start(stage, node, directory.resolve(node + ".etcd.log")));
      }
      EtcdId cluster = stage.awaitMembers(NODES);
      stage.api("127.79.0.1").put("key", "value");

      for (Map.Entry<String, String> node : NODES.entrySet()) {
        stage.run(node.getKey(), node.getValue());
      }
      for (Map.Entry<String, Process> member : byHand.entrySet()) {
        String node = member.getKey();
        Eventually.holds(
            node + " has seen that its etcd is not ec2cluster's",
            NodeStage.PATIENCE,
            () -> stage.logText(node).contains("etcd runs outside of ec2cluster"));
        member.getValue().destroy();
        assertThat(member.getValue().waitFor(30, TimeUnit.SECONDS)).isTrue();
        Eventually.holds(
            node + " goes on with its data",
            NodeStage.PATIENCE,
            () -> {
              stage.api(address(node)).confirm();
              return true;
            });
      }

      assertThat(stage.awaitMembers(NODES)).isEqualTo(cluster);
      assertThat(stage.api("127.79.0.3").get("key")).contains("value");
      assertThat(stage.ask("status", "i-1", "127.79.0.1").json())
          .contains("\"state\" : \"healthy\"", cluster.hex());
    } finally {
      byHand.values().forEach(process -> process.destroyForcibly().onExit().join());
    }
  }

  private static String address(String node) {
    return NODES.getOrDefault(node, "unknown");
  }

  private static Process start(NodeStage stage, String node, Path log) throws IOException {
    String peers =
        NODES.entrySet().stream()
            .map(member -> member.getKey() + "=" + stage.peerUrl(member.getValue()))
            .collect(Collectors.joining(","));
    return new ProcessBuilder(
            RealEtcd.packaged().toString(),
            "--name=" + node,
            "--data-dir=" + stage.data(node),
            "--listen-client-urls=" + stage.clientUrl(address(node)),
            "--advertise-client-urls=" + stage.clientUrl(address(node)),
            "--listen-peer-urls=" + stage.peerUrl(address(node)),
            "--initial-advertise-peer-urls=" + stage.peerUrl(address(node)),
            "--initial-cluster=" + peers,
            "--initial-cluster-state=new")
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
        .start();
  }
}
