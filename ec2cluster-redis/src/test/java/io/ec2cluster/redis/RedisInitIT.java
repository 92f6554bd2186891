package io.ec2cluster.redis;

import static io.ec2cluster.redis.RedisTestCluster.expect;
import static org.assertj.core.api.Assertions.assertThat;

import io.ec2cluster.Report;
import io.ec2cluster.Report.StepOutcome;
import io.ec2cluster.host.OwnedFiles;
import io.ec2cluster.redis.RedisTestCluster.Node;
import io.ec2cluster.role.InitOptions;
import io.ec2cluster.role.Role;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Three nodes with real servers become a cluster. */
@Timeout(120)
class RedisInitIT {
  private final RedisTestCluster cluster = new RedisTestCluster();

  @AfterEach
  void stopCluster() {
    cluster.close();
  }

  @Test
  void ofThreeThatStartTogetherOneBecomesThePrimaryAndASecondRunChangesNothing() {
    List<Node> nodes = List.of(cluster.node(11), cluster.node(12), cluster.node(13));

    List<Report> reports = cluster.initAtOnce(nodes);

    reports.forEach(report -> expect(report, 0));
    assertThat(reports)
        .extracting(report -> report.role().orElse(""))
        .containsExactlyInAnyOrder("primary", "replica", "replica");
    Node primary =
        nodes.stream()
            .filter(node -> cluster.info(node).role() == Role.PRIMARY)
            .findFirst()
            .orElseThrow();
    Node[] replicas = nodes.stream().filter(node -> !node.equals(primary)).toArray(Node[]::new);
    cluster.assertReplicates(primary, replicas);
    assertThat(cluster.primaryAddress()).contains(primary.address());
    List<Long> servers = nodes.stream().map(node -> cluster.server(node).pid()).toList();
    for (Node node : nodes) {
      Report again = expect(cluster.init(node), 0);
      assertThat(again.steps())
          .filteredOn(step -> step.outcome() == StepOutcome.DONE)
          .extracting(Report.StepReport::name)
          .doesNotContain("start redis", "write the settings");
    }
    assertThat(nodes.stream().map(node -> cluster.server(node).pid()).toList()).isEqualTo(servers);
  }

  @Test
  void settingsOfTheRoleStandInTheFileThatTheServerReadsAndInTheServer() {
    Node primary = cluster.node(11, settings -> settings.replicaPriority(7).replicasExpected(2));
    Node replica = cluster.node(12, settings -> settings.announcePort(7777));

    cluster.start(primary, replica);

    assertThat(cluster.setting(primary, "min-replicas-to-write")).isEqualTo("1");
    assertThat(cluster.setting(primary, "min-replicas-max-lag")).isEqualTo("10");
    assertThat(cluster.setting(primary, "replica-priority")).isEqualTo("7");
    assertThat(cluster.setting(primary, "requirepass")).isEqualTo(RedisTestCluster.PASSWORD);
    assertThat(cluster.setting(replica, "min-replicas-to-write")).isEqualTo("0");
    assertThat(cluster.info(primary).replicas().get(0))
        .extracting(ServerInfo.Replica::host, ServerInfo.Replica::port)
        .containsExactly("127.0.0.12", 7777);
    assertThat(RedisConf.read(replica.conf()).isReplica()).isTrue();
    assertThat(RedisConf.read(primary.conf()).isReplica()).isFalse();
  }

  @Test
  void primaryThatExpectsReplicasRefusesWritesWhileNoneIsConnected() {
    Node primary = cluster.node(11, settings -> settings.replicasExpected(2));

    Report report = expect(cluster.init(primary), 0);

    assertThat(report.notes()).anyMatch(note -> note.contains("min-replicas-to-write"));
    assertThat(cluster.refusal(primary, "SET", "a", "1")).contains("NOREPLICAS");
    expect(cluster.init(cluster.node(12)), 0);
    cluster.await(primary, "OK", "SET", "a", "1");
  }

  @Test
  void dryRunWritesNothing() {
    Node node = cluster.node(11);

    Report report = cluster.run(node, "init", InitOptions.defaults(), true);

    expect(report, 0);
    assertThat(node.folder()).doesNotExist();
    assertThat(report.toString()).doesNotContain(RedisTestCluster.PASSWORD);
  }

  @Test
  void restartedPrimaryIsThePrimaryAgainWithItsKeys() {
    Node primary = cluster.node(11);
    Node replica = cluster.node(12);
    cluster.start(primary, replica);
    cluster.ask(primary, "SET", "kept", "7");
    cluster.await(replica, "7", "GET", "kept");
    cluster.await(primary, "OK", "SAVE");
    cluster.kill(primary);

    Report report = expect(cluster.init(primary), 0);

    assertThat(report.role()).contains("primary");
    assertThat(cluster.ask(primary, "GET", "kept")).isEqualTo("7");
    cluster.assertReplicates(primary, replica);
  }

  @Test
  void appendOnlyServersReplicateAndComeBack() {
    Map<String, String> appendOnly = Map.of("appendonly", "yes", "repl-diskless-sync-delay", "0");
    Node primary = cluster.node(11, settings -> settings.settings(appendOnly));
    Node replica = cluster.node(12, settings -> settings.settings(appendOnly));
    cluster.start(primary, replica);
    cluster.ask(primary, "SET", "kept", "7");
    cluster.await(replica, "7", "GET", "kept");
    cluster.kill(primary);

    expect(cluster.init(primary), 0);

    assertThat(cluster.ask(primary, "GET", "kept")).isEqualTo("7");
    cluster.assertReplicates(primary, replica);
  }

  @Test
  void whatConfigRewriteAppendsDoesNotOverrideTheRole() {
    Node primary = cluster.node(11);
    // Its folder is the server's, which writes a temporary file there.
    Path conf = cluster.ownedFolder(cluster.folder().resolve("etc")).resolve("redis.conf");
    Node replica = cluster.node(12, settings -> settings.configFile(conf));
    cluster.start(primary, replica);
    cluster.ask(replica, "CONFIG", "REWRITE");
    assertThat(OwnedFiles.read(conf)).contains("replicaof 127.0.0.11");
    cluster.kill(primary);
    expect(cluster.promote(replica), 0);

    assertThat(RedisConf.read(conf).isReplica()).isFalse();
    cluster.ask(replica, "SET", "a", "1");
    cluster.await(replica, "OK", "SAVE");
    cluster.kill(replica);
    expect(cluster.init(replica), 0);
    assertThat(cluster.info(replica).role()).isEqualTo(Role.PRIMARY);
  }

  @Test
  void runningServerIsTakenOverWithoutANewStart() throws IOException {
    Node primary = cluster.node(11);
    Node replica = cluster.node(12);
    expect(cluster.init(primary), 0);
    // Somebody has started it by hand, as a package does.
    startByHand(replica, "bind 127.0.0.12", "requirepass " + RedisTestCluster.QUOTED);
    long before = cluster.server(replica).pid();

    expect(cluster.init(replica), 0);

    assertThat(cluster.server(replica).pid()).isEqualTo(before);
    cluster.assertReplicates(primary, replica);
  }

  @Test
  void serverWithKeysOfItsOwnIsNotMadeAReplica() throws IOException {
    Node primary = cluster.node(11);
    Node stranger = cluster.node(12);
    expect(cluster.init(primary), 0);
    startByHand(stranger, "bind 127.0.0.12", "requirepass " + RedisTestCluster.QUOTED);
    cluster.ask(stranger, "SET", "precious", "1");

    Report report = expect(cluster.init(stranger), 3);

    assertThat(report.message()).contains("holds keys", "127.0.0.11");
    assertThat(cluster.ask(stranger, "GET", "precious")).isEqualTo("1");
  }

  private void startByHand(Node node, String... lines) throws IOException {
    Files.createDirectories(node.folder());
    cluster.ownedFolder(node.data());
    Path log = node.data().resolve("server.log");
    Files.writeString(
        node.conf(),
        "dir %s\nport %d\nlogfile %s\n%s\n"
            .formatted(node.data(), cluster.port(), log, String.join("\n", lines)));
    RedisServerProgram.start(node.conf());
    cluster.await(node, "PONG", "PING");
  }
}
