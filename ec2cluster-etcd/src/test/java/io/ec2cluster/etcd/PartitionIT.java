package io.ec2cluster.etcd;

import static org.assertj.core.api.Assertions.assertThat;

import io.ec2cluster.Time;
import io.ec2cluster.etcd.api.EtcdId;
import io.ec2cluster.testing.standin.InstalledProgram;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three founders whose cables are pulled while they found, and after. What they have in common
 * besides the network, the back end, they reach all the time.
 */
@Timeout(300)
class PartitionIT {
  private static final int NODES = 3;

  private static String name(int node) {
    return "i-" + node;
  }

  private static NodeStage stage(Path directory, SplitNetwork network) {
    NodeStage stage = new NodeStage(directory, "size: 3\n  forming-deadline: 3s");
    stage.launchedBy(node -> network.on(Integer.parseInt(node.substring(2))));
    return stage;
  }

  private static void runAll(NodeStage stage) throws IOException {
    for (int node = 1; node <= NODES; node++) {
      stage.run(name(node), SplitNetwork.address(node));
    }
  }

  private static void awaitLog(NodeStage stage, int node, String words)
      throws InterruptedException {
    Eventually.holds(
        name(node) + " says: " + words,
        NodeStage.PATIENCE,
        () -> stage.logText(name(node)).contains(words));
  }

  /** etcdctl on a node; what it prints, empty where it fails. */
  private static String etcdctl(NodeStage stage, SplitNetwork network, int node, String... words)
      throws InterruptedException {
    List<String> vector = new ArrayList<>(network.on(node));
    vector.add(InstalledProgram.find("etcdctl", "etcd-client").toString());
    vector.add("--endpoints=" + stage.clientUrl(SplitNetwork.address(node)));
    vector.add("--command-timeout=2s");
    vector.addAll(List.of(words));
    ProcessBuilder builder = new ProcessBuilder(vector);
    builder.environment().put("ETCDCTL_API", "3");
    try {
      Process process = builder.redirectError(ProcessBuilder.Redirect.DISCARD).start();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return process.waitFor() == 0 ? output : "";
    } catch (IOException notStarted) {
      throw new UncheckedIOException(notStarted);
    }
  }

  private static void awaitThreeVoters(NodeStage stage, SplitNetwork network)
      throws InterruptedException {
    Eventually.holds(
        "all three are members, for each of them",
        NodeStage.PATIENCE,
        () -> {
          for (int node = 1; node <= NODES; node++) {
            // Behind a linearizable read.
            boolean confirmed = etcdctl(stage, network, node, "put", "seen", "yes").contains("OK");
            List<String> members = etcdctl(stage, network, node, "member", "list").lines().toList();
            if (!confirmed
                || members.size() != NODES
                || !members.stream().allMatch(member -> member.contains("started, i-"))) {
              return false;
            }
          }
          return true;
        });
  }

  private static Set<EtcdId> clustersOnDisk(NodeStage stage) {
    Set<EtcdId> clusters = new LinkedHashSet<>();
    for (int node = 1; node <= NODES; node++) {
      new EtcdDirectory(stage.data(name(node)), Time.system())
          .identity()
          .ifPresent(identity -> clusters.add(identity.clusterId()));
    }
    return clusters;
  }

  private static void assertNothingIsAside(NodeStage stage) throws IOException {
    for (int node = 1; node <= NODES; node++) {
      try (Stream<Path> files = Files.list(stage.data(name(node)).resolveSibling(""))) {
        assertThat(files.map(file -> file.getFileName().toString()))
            .noneMatch(file -> file.startsWith("data.aside"));
      }
    }
  }

  @Test
  void aFounderThatIsCutOffJoinsTheClusterThatTheOthersForm(@TempDir Path directory)
      throws IOException, InterruptedException {
    try (SplitNetwork network = SplitNetwork.of(NODES);
        NodeStage stage = stage(directory, network)) {
      network.pull(3);
      runAll(stage);
      awaitLog(stage, 3, "starting as a founder");
      awaitLog(stage, 1, "restarting etcd for clients");
      awaitLog(stage, 2, "restarting etcd for clients");
      Eventually.holds(
          "two serve",
          NodeStage.PATIENCE,
          () -> etcdctl(stage, network, 1, "put", "key", "value").contains("OK"));
      assertThat(etcdctl(stage, network, 3, "put", "unconfirmed", "other"))
          .as("nobody is served where there is no quorum")
          .isEmpty();

      network.plug(3);

      awaitThreeVoters(stage, network);
      assertThat(etcdctl(stage, network, 3, "get", "--print-value-only", "key")).contains("value");
      assertThat(clustersOnDisk(stage)).hasSize(1);
      assertNothingIsAside(stage);
    }
  }

  /** Longer than a founding may stand still: who is there, and has its data, is waited for. */
  @Test
  void foundersThatAreAllCutOffFoundOneClusterLater(@TempDir Path directory)
      throws IOException, InterruptedException {
    try (SplitNetwork network = SplitNetwork.of(NODES);
        NodeStage stage = stage(directory, network)) {
      for (int node = 1; node <= NODES; node++) {
        network.pull(node);
      }
      runAll(stage);
      for (int node = 1; node <= NODES; node++) {
        awaitLog(stage, node, "starting as a founder");
        awaitLog(stage, node, "etcd does not answer yet");
      }
      Set<EtcdId> before = new HashSet<>();
      Eventually.holds(
          "all have data",
          NodeStage.PATIENCE,
          () -> {
            before.addAll(clustersOnDisk(stage));
            return IntStream.rangeClosed(1, NODES)
                .allMatch(node -> Files.exists(stage.data(name(node)).resolve("member/wal")));
          });

      for (int node = 1; node <= NODES; node++) {
        network.plug(node);
      }

      awaitThreeVoters(stage, network);
      assertThat(clustersOnDisk(stage)).hasSize(1).containsAll(before);
      assertNothingIsAside(stage);
    }
  }

  @Test
  void theClusterGoesOnWithoutOneThatIsCutOffAndTakesItBack(@TempDir Path directory)
      throws IOException, InterruptedException {
    try (SplitNetwork network = SplitNetwork.of(NODES);
        NodeStage stage = stage(directory, network)) {
      runAll(stage);
      awaitThreeVoters(stage, network);
      Set<EtcdId> before = clustersOnDisk(stage);
      for (int node = 1; node <= NODES; node++) {
        int other = node % NODES + 1;
        String value = "without " + node;
        network.pull(node);
        Eventually.holds(
            "the others serve",
            NodeStage.PATIENCE,
            () -> etcdctl(stage, network, other, "put", "key", value).contains("OK"));
        assertThat(etcdctl(stage, network, node, "put", "unconfirmed", value)).isEmpty();

        network.plug(node);

        awaitThreeVoters(stage, network);
        assertThat(etcdctl(stage, network, node, "get", "--print-value-only", "key"))
            .contains(value);
      }
      assertThat(clustersOnDisk(stage)).isEqualTo(before);
      assertNothingIsAside(stage);
    }
  }
}
