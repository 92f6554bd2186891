package io.ec2cluster.redis;

import static io.ec2cluster.redis.RedisTestCluster.expect;
import static org.assertj.core.api.Assertions.assertThat;

import io.ec2cluster.Report;
import io.ec2cluster.host.OwnedFiles;
import io.ec2cluster.redis.RedisTestCluster.Node;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Machines and configurations on which it cannot work: what is said, in which time. */
@Timeout(120)
class RedisBadInputIT {
  private static final int LATE = 4;
  private static final int FAILED = 5;

  private final RedisTestCluster cluster = new RedisTestCluster();

  @AfterEach
  void stopCluster() {
    cluster.close();
  }

  @Test
  void portOfAnotherProgramIsNamed() throws IOException {
    Node node = cluster.node(11);
    try (ServerSocket other =
        new ServerSocket(cluster.port(), 1, InetAddress.getByName(node.address()))) {
      Report report = expect(cluster.init(node), FAILED);

      assertThat(report.message())
          .contains("something else listens", "" + other.getLocalPort(), "redis.port")
          .contains("Address already in use");
    }

    expect(cluster.init(node), 0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"CONFIG", "INFO", "REPLICAOF", "CLIENT"})
  void renamedCommandIsNamed(String command) throws IOException {
    Node primary = cluster.node(11);
    Node replica = cluster.node(12);
    expect(cluster.init(primary), 0);
    configure(replica, "rename-command %s \"\"\n".formatted(command));

    Report report = expect(cluster.init(replica), FAILED);

    assertThat(report.message())
        .contains("'" + command + "'", "rename-command", replica.conf().toString());
    assertThat(cluster.isRunning(replica)).isFalse();
  }

  /** Its configuration says nothing of it any more, or is that of another machine. */
  @Test
  void commandThatTheRunningServerDoesNotKnowIsNamed() throws IOException {
    Node node = cluster.node(11);
    configure(
        node,
        "bind %s\nport %d\ndir %s\nrename-command CONFIG \"\"\n"
            .formatted(node.address(), cluster.port(), node.data()));
    RedisServerProgram.start(node.conf());
    cluster.await(node, "PONG", "PING");
    Files.writeString(node.conf(), OwnedFiles.read(node.conf()).replaceAll("rename.*", ""));

    Report report = expect(cluster.init(node), FAILED);

    assertThat(report.message()).contains("unknown command", "CONFIG", "rename-command");
  }

  @Test
  void userWhoMayNotConfigureIsToldTheRights() throws IOException {
    Node node = cluster.node(11);
    configure(node, "user default on >%s ~* &* +@all -config\n".formatted(RedisTestCluster.QUOTED));

    Report report = expect(cluster.init(node), FAILED);

    assertThat(report.message()).contains("NOPERM", "config", "'default'", "+config|set");
    assertThat(report.toString()).doesNotContain(RedisTestCluster.PASSWORD);
  }

  private void configure(Node node, String lines) throws IOException {
    cluster.ownedFolder(node.folder());
    cluster.ownedFolder(node.data());
    Files.writeString(node.conf(), lines);
  }

  @Test
  void certificateOfAnotherAuthorityIsToldAtOnce() throws Exception {
    Certificates ours = Certificates.make(Files.createDirectory(cluster.folder().resolve("ours")));
    Path other = Files.createDirectory(cluster.folder().resolve("other"));
    Certificates theirs = Certificates.make(other);
    Node primary = tlsNode(11, ours);
    Node replica = tlsNode(12, theirs);
    expect(cluster.init(primary), 0);

    Report report = expect(cluster.init(replica), FAILED);

    assertThat(report.message()).contains(primary.address(), "redis.tls-ca-file");
    assertThat(cluster.isRunning(replica)).isFalse();
  }

  @Test
  void tlsOnOneSideAloneIsTold() throws Exception {
    Certificates ours = Certificates.make(cluster.folder());
    Node primary = cluster.node(11);
    Node replica = tlsNode(12, ours);
    expect(cluster.init(primary), 0);

    Report report = cluster.init(replica);

    assertThat(report.exitCode()).isIn(LATE, FAILED);
    assertThat(report.message()).contains(primary.address()).containsIgnoringCase("tls");
  }

  private Node tlsNode(int number, Certificates certificates) {
    return cluster.node(
        number,
        settings ->
            settings
                .startTimeout(Duration.ofSeconds(5))
                .tls(true)
                .tlsCaFile(certificates.authority())
                .tlsCertFile(certificates.certificate())
                .tlsKeyFile(certificates.key()));
  }
}
