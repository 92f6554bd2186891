package io.ec2cluster.etcd;

import static org.assertj.core.api.Assertions.assertThat;

import io.ec2cluster.etcd.api.EtcdId;
import io.ec2cluster.etcd.api.EtcdSilence;
import io.ec2cluster.host.OwnedFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code etcd run} on several nodes, with real etcd. */
@Timeout(600)
class RunIT {
  private static final String A = "127.72.0.1";
  private static final String B = "127.72.0.2";
  private static final String C = "127.72.0.3";
  private static final String D = "127.72.0.4";
  private static final int KEYS = 50;

  static Stream<Path> versions() {
    return Stream.of(RealEtcd.packaged(), BuiltEtcd.version(BuiltEtcd.V3_6).etcd());
  }

  @ParameterizedTest
  @MethodSource("versions")
  void threeFoundOneClusterAndOneThatLosesEverythingIsReplaced(Path binary, @TempDir Path directory)
      throws IOException, InterruptedException {
    try (NodeStage stage = new NodeStage(directory, "size: 3", binary)) {
      stage.run("i-1", A);
      stage.run("i-2", B);
      stage.run("i-3", C);
      EtcdId cluster = stage.awaitMembers(Map.of("i-1", A, "i-2", B, "i-3", C));
      for (int i = 0; i < KEYS; i++) {
        stage.api(A).put("key-" + i, "value-" + i);
      }
      NodeStage.Answer healthy = stage.ask("status", "i-1", A);
      assertThat(healthy.json()).contains("\"state\" : \"healthy\"");
      assertThat(healthy.exitCode()).isZero();

      stage.kill("i-3");
      OwnedFiles.deleteTree(stage.data("i-3"));
      stage.run("i-4", D);

      assertThat(stage.awaitMembers(Map.of("i-1", A, "i-2", B, "i-4", D))).isEqualTo(cluster);
      for (int i = 0; i < KEYS; i++) {
        assertThat(stage.api(D).get("key-" + i)).contains("value-" + i);
      }
      assertThat(stage.ask("members", "i-4", D).json())
          .contains("\"name\" : \"i-4\"", "\"state\" : \"leader\"")
          .doesNotContain("\"name\" : \"i-3\"", "learner");
    }
  }

  @Test
  void listedMembersFoundAndOneThatLosesItsDiskComesBack(@TempDir Path directory)
      throws IOException, InterruptedException {
    String group = "group: {members: [%s, %s, %s]}".formatted(A, B, C);
    Map<String, String> all = Map.of(A, A, B, B, C, C);
    try (NodeStage stage = new NodeStage(directory, group)) {
      stage.run("i-1", A);
      stage.run("i-2", B);
      stage.run("i-3", C);
      EtcdId cluster = stage.awaitMembers(all);
      stage.api(A).put("key", "value");

      stage.kill("i-2");
      OwnedFiles.deleteTree(stage.data("i-2"));
      EtcdId lost = stage.api(A).members().findByPeerUrl(stage.peerUrl(B)).orElseThrow().id();
      stage.run("i-2", B);

      Eventually.holds(
          "the lost entry is gone",
          NodeStage.PATIENCE,
          () -> stage.api(A).members().find(lost).isEmpty());
      assertThat(stage.awaitMembers(all)).isEqualTo(cluster);
      assertThat(stage.api(B).get("key")).contains("value");
    }
  }

  @Test
  void terminationStopsEtcdAndAKilledServiceIsFollowedByOneThatTakesItsEtcdOver(
      @TempDir Path directory) throws IOException, InterruptedException {
    try (NodeStage stage = new NodeStage(directory, "size: 1")) {
      stage.run("i-1", A);
      EtcdId cluster = stage.awaitMembers(Map.of("i-1", A));
      stage.api(A).put("key", "value");
      EtcdId member = stage.api(A).status().memberId();

      stage.killService("i-1");
      assertThat(stage.api(A).get("key")).contains("value");
      stage.run("i-1", A);
      Eventually.holds(
          "the new service knows of it",
          NodeStage.PATIENCE,
          () -> stage.logText("i-1").contains("taking over the etcd"));
      assertThat(stage.terminate("i-1")).isEqualTo(143);
      assertThat(Files.exists(stage.data("i-1"))).isTrue();
      Eventually.holds(
          "etcd is stopped",
          NodeStage.PATIENCE,
          () -> {
            try {
              stage.api(A).status();
              return false;
            } catch (EtcdSilence stopped) {
              return true;
            }
          });

      stage.run("i-1", A);
      assertThat(stage.awaitMembers(Map.of("i-1", A))).isEqualTo(cluster);
      assertThat(stage.api(A).status().memberId()).isEqualTo(member);
      assertThat(stage.api(A).get("key")).contains("value");
    }
  }

  @Test
  void aProgramThatIsNoEtcdIsRefused(@TempDir Path directory)
      throws IOException, InterruptedException {
    try (NodeStage stage = new NodeStage(directory, "size: 1", Path.of("/bin/true"))) {
      NodeStage.Answer refused = stage.ask("run", "i-1", A);

      assertThat(refused.exitCode()).isEqualTo(2);
      assertThat(stage.logText("i-1")).contains("/bin/true --version", "expected etcd 3.4");
    }
  }
}
