package io.ec2cluster.etcd;

import static org.assertj.core.api.Assertions.assertThat;

import io.ec2cluster.etcd.api.EtcdApi;
import io.ec2cluster.etcd.api.EtcdId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A cluster of real etcd 3.4 that becomes one of 3.5 while it is written to. */
@Timeout(600)
class UpgradeIT {
  private static final String A = "127.77.0.1";
  private static final String B = "127.77.0.2";
  private static final String C = "127.77.0.3";

  @Test
  void everyMemberIsUpgradedFromOnePlaceAndNoAcknowledgedWriteIsLost(@TempDir Path directory)
      throws IOException, InterruptedException {
    Path program = directory.resolve("program");
    RealEtcd.install(RealEtcd.packaged(), program);
    Path remote = directory.resolve("remote");
    String group = "size: 3\nremote: [" + remote + "]";
    Map<String, String> nodes = Map.of("i-1", A, "i-2", B, "i-3", C);
    try (NodeStage stage = new NodeStage(directory, group, program)) {
      writeRemote(remote, directory);
      stage.run("i-1", A);
      stage.run("i-2", B);
      stage.run("i-3", C);
      EtcdId cluster = stage.awaitMembers(nodes);

      RealEtcd.install(BuiltEtcd.version(BuiltEtcd.V3_6).etcd(), program);
      NodeStage.Answer tooFar = stage.ask("upgrade", "i-1", A);
      assertThat(tooFar.exitCode()).isEqualTo(3);
      assertThat(stage.logText("i-1") + tooFar.json())
          .contains("from 3.4.23 to 3.6.16 is more than one minor version: go by way of 3.5");
      assertThat(versions(stage)).containsOnly("3.4.23");

      RealEtcd.install(BuiltEtcd.version(BuiltEtcd.V3_5).etcd(), program);
      Writer writer = new Writer(stage.api(A), stage.api(B), stage.api(C));
      NodeStage.Answer upgraded;
      try {
        upgraded = stage.ask("upgrade-all", "i-1", A);
      } finally {
        writer.end();
      }
      assertThat(upgraded.exitCode()).as(upgraded.json() + stage.logText("i-1")).isZero();
      assertThat(versions(stage)).containsOnly("3.5.35");
      assertThat(stage.awaitMembers(nodes)).isEqualTo(cluster);
      writer.requireAll(stage.api(B));

      NodeStage.Answer again = stage.ask("upgrade", "i-2", B);
      assertThat(again.exitCode()).isZero();
      assertThat(stage.logText("i-2")).contains("runs 3.5.35 already");
    }
  }

  @Test
  void aMemberIsNotRestartedWhileAnotherIsDown(@TempDir Path directory)
      throws IOException, InterruptedException {
    Path program = directory.resolve("program");
    RealEtcd.install(RealEtcd.packaged(), program);
    try (NodeStage stage = new NodeStage(directory, "size: 3", program)) {
      stage.run("i-1", A);
      stage.run("i-2", B);
      stage.run("i-3", C);
      stage.awaitMembers(Map.of("i-1", A, "i-2", B, "i-3", C));
      stage.kill("i-3");
      RealEtcd.install(BuiltEtcd.version(BuiltEtcd.V3_5).etcd(), program);

      NodeStage.Answer refused = stage.ask("upgrade", "i-1", A);

      assertThat(refused.exitCode()).isEqualTo(3);
      assertThat(stage.logText("i-1") + refused.json()).contains("i-3 does not answer");
      assertThat(stage.api(A).status().version()).isEqualTo("3.4.23");
    }
  }

  @Test
  void replacedByNodesWithBothProgramsTheClusterIsUpgradedWhenAllOfThemAreThere(
      @TempDir Path directory) throws IOException, InterruptedException {
    Path earlier = RealEtcd.packaged();
    try (NodeStage stage = new NodeStage(directory, "size: 3", earlier)) {
      Map<String, String> nodes = new LinkedHashMap<>(Map.of("i-1", A, "i-2", B, "i-3", C));
      stage.run("i-1", A);
      stage.run("i-2", B);
      stage.run("i-3", C);
      EtcdId cluster = stage.awaitMembers(nodes);
      stage.api(A).put("key", "value");
      stage.change(
          BuiltEtcd.version(BuiltEtcd.V3_5).etcd(), "size: 3\n  previous-binary: " + earlier);

      for (int i = 1; i <= 3; i++) {
        if (i > 1) {
          Eventually.holds(
              "the first of the new ones waits for the rest of the old ones",
              NodeStage.PATIENCE,
              () -> stage.logText("i-4").contains("could run it too"));
        }
        assertThat(stage.logText("i-4")).doesNotContain("restarting etcd with");
        stage.kill("i-" + i);
        nodes.remove("i-" + i);
        String address = "127.77.0." + (i + 3);
        nodes.put("i-" + (i + 3), address);
        stage.run("i-" + (i + 3), address);
        assertThat(stage.awaitMembers(nodes)).isEqualTo(cluster);
      }
      Eventually.holds(
          "all run the new version",
          NodeStage.PATIENCE,
          () -> {
            for (String address : nodes.values()) {
              if (!stage.api(address).status().version().equals(BuiltEtcd.V3_5)) {
                return false;
              }
            }
            return true;
          });

      assertThat(stage.awaitMembers(nodes)).isEqualTo(cluster);
      EtcdApi member = stage.api("127.77.0.5");
      assertThat(member.get("key")).contains("value");
      Eventually.holds(
          "nothing of the upgrade is left",
          NodeStage.PATIENCE,
          () ->
              member.get("ec2cluster/program/i-4").isEmpty()
                  && member.get("ec2cluster/program/i-5").isEmpty()
                  && member.get("ec2cluster/program/i-6").isEmpty());
    }
  }

  private static List<String> versions(NodeStage stage) throws InterruptedException {
    return List.of(
        stage.api(A).status().version(),
        stage.api(B).status().version(),
        stage.api(C).status().version());
  }

  /** What reaches another node: it runs the command that it is given, as that node. */
  private static void writeRemote(Path script, Path directory) throws IOException {
    Files.writeString(
        script,
        """
        #!/bin/sh
        case $1 in
          %s) node=i-1 ;;
          %s) node=i-2 ;;
          %s) node=i-3 ;;
        esac
        shift
        [ "$*" = "ec2cluster etcd upgrade --timeout 60s" ] || { echo "unexpected: $*" >&2; exit 99; }
        exec %s -cp '%s' %s upgrade %s/$node/config.yaml %s/$node/metadata.json
        """
            .formatted(
                A,
                B,
                C,
                Path.of(System.getProperty("java.home"), "bin", "java"),
                System.getProperty("java.class.path"),
                NodeProgram.class.getName(),
                directory,
                directory));
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
  }
}
