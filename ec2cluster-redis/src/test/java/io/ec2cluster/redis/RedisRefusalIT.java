package io.ec2cluster.redis;

import static io.ec2cluster.redis.RedisTestCluster.expect;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ec2cluster.EnvironmentException;
import io.ec2cluster.Report;
import io.ec2cluster.host.OwnedFiles;
import io.ec2cluster.redis.RedisTestCluster.Node;
import io.ec2cluster.role.Role;
import io.ec2cluster.testing.standin.TestSecrets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is refused, and what it says. */
@Timeout(120)
class RedisRefusalIT {
  private static final int BAD_USAGE = 2;
  private static final int REFUSED = 3;
  private static final int FAILED = 5;

  private final RedisTestCluster cluster = new RedisTestCluster();

  @AfterEach
  void stopCluster() {
    cluster.close();
  }

  @Test
  void wrongPasswordIsNamedAndNeverShown() {
    Node primary = cluster.node(11);
    Path wrong = cluster.passwordFile("wrong", TestSecrets.MARK + " but wrong");
    Node replica = cluster.node(12, settings -> settings.passwordFile(wrong));
    expect(cluster.init(primary), 0);

    Report report = expect(cluster.init(replica), FAILED);

    assertThat(report.message()).contains("WRONGPASS", "127.0.0.11", "redis.password-file");
    assertThat(report.toString()).doesNotContain(TestSecrets.MARK);
    assertThat(cluster.isRunning(replica)).isFalse();
  }

  @Test
  void missingAndOpenPasswordFilesAreBadUsage() throws IOException {
    Path open = cluster.passwordFile("open", "x");
    Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rw-r--r--"));

    Report absent =
        cluster.init(
            cluster.node(
                11, settings -> settings.passwordFile(cluster.folder().resolve("absent"))));
    Report readable = cluster.init(cluster.node(12, settings -> settings.passwordFile(open)));

    expect(absent, BAD_USAGE);
    assertThat(absent.message()).contains("redis.password-file", "does not exist");
    expect(readable, BAD_USAGE);
    assertThat(readable.message()).contains("chmod 600");
  }

  @Test
  void aclUserReplicatesAndOneWithoutRightsIsToldWhichItLacks() {
    Path password = cluster.passwordFile("admin", "admin-" + TestSecrets.MARK);
    Path replication = cluster.passwordFile("replication", "replication-" + TestSecrets.MARK);
    String ops = "on >admin-" + TestSecrets.MARK + " ";
    Node primary = aclNode(11, "ops", ops + Access.RIGHTS, password, replication);
    Node replica = aclNode(12, "ops", ops + Access.RIGHTS, password, replication);
    Node poor = aclNode(13, "ops", ops + "+info", password, replication);

    expect(cluster.init(primary), 0);
    expect(cluster.init(replica), 0);

    assertThat(OwnedFiles.read(replica.settings().includeFile().orElseThrow()))
        .contains("masteruser replicator");
    Report report = expect(cluster.init(poor), FAILED);
    assertThat(report.message()).contains("NOPERM", "'ops'", "+replicaof");
    assertThat(report.toString()).doesNotContain(TestSecrets.MARK);
  }

  private Node aclNode(int number, String user, String rights, Path password, Path replication) {
    Path folder = cluster.ownedFolder(cluster.folder().resolve("acl" + number));
    Path conf = folder.resolve("redis.conf");
    try {
      Files.writeString(
          conf,
          "user default off\nuser %s %s\nuser replicator on >replication-%s +psync +replconf +ping\n"
              .formatted(user, rights, TestSecrets.MARK));
    } catch (IOException failure) {
      throw new AssertionError(failure);
    }
    return cluster.node(
        number,
        settings ->
            settings
                .configFile(conf)
                .includeFile(folder.resolve("own.conf"))
                .adminUser(user)
                .passwordFile(password)
                .replicationUser("replicator")
                .replicationPasswordFile(replication));
  }

  @Test
  void clusterModeIsRefusedStoppedAndRunning() throws IOException {
    Node node = cluster.node(11);
    cluster.ownedFolder(node.folder());
    cluster.ownedFolder(node.data());
    Files.writeString(
        node.conf(),
        "dir %s\nport %d\nbind 127.0.0.11\nrequirepass %s\ncluster-enabled yes\n"
            .formatted(node.data(), cluster.port(), RedisTestCluster.QUOTED));

    Report stopped = expect(cluster.init(node), REFUSED);
    assertThat(stopped.message()).contains("cluster-enabled yes", node.conf().toString());

    RedisServerProgram.start(node.conf());
    cluster.await(node, "PONG", "PING");
    Files.writeString(node.conf(), OwnedFiles.read(node.conf()).replace("cluster-enabled yes", ""));
    Report running = expect(cluster.init(node), REFUSED);
    assertThat(running.message()).contains("mode 'cluster'");
  }

  @Test
  void serverUnderASentinelIsRefused() throws IOException {
    Node primary = cluster.node(11);
    expect(cluster.init(primary), 0);
    Path folder = cluster.ownedFolder(cluster.folder().resolve("sentinel"));
    Path conf = folder.resolve("sentinel.conf");
    Files.writeString(
        conf,
        """
        port %d
        bind 127.0.0.14
        dir %s
        sentinel monitor mymaster 127.0.0.11 %d 1
        sentinel auth-pass mymaster %s
        """
            .formatted(cluster.port(), folder, cluster.port(), RedisTestCluster.QUOTED));
    Files.setPosixFilePermissions(conf, PosixFilePermissions.fromString("rw-rw-rw-"));
    RedisServerProgram.start(conf, "--sentinel");
    try {
      cluster.awaitList(primary, "1", "PUBSUB", "NUMSUB", "__sentinel__:hello");

      Report report = expect(cluster.init(primary), REFUSED);

      assertThat(report.message()).contains("1 Sentinel(s)", "SENTINEL REMOVE");
    } finally {
      cluster.killAt(folder);
    }
  }

  @Test
  void takenPortIsToldInTheServersOwnWords() {
    Node node = cluster.node(11);
    expect(cluster.init(node), 0);

    Path own = cluster.folder().resolve("second").resolve("data");
    Node second =
        new Node(
            "i-12",
            "127.0.0.11",
            own,
            RedisSettings.builder()
                .dataDirectory(own)
                .port(cluster.port())
                .user(RedisTestCluster.serverUser())
                .passwordFile(cluster.folder().resolve("password"))
                .build());
    Report report = expect(cluster.init(second), FAILED);

    assertThat(report.message()).contains("Address already in use");
    assertThat(cluster.info(node).role()).isEqualTo(Role.PRIMARY);
  }

  @Test
  void replicaOfAReplicaIsRefused() {
    Node primary = cluster.node(11);
    Node replica = cluster.node(12);
    Node third = cluster.node(13);
    cluster.start(primary, replica);
    cluster.ask(primary, "REPLICAOF", "127.0.0.12", "" + cluster.port());

    Report report = expect(cluster.init(third), REFUSED);

    assertThat(report.message()).contains("127.0.0.11", "is a replica of 127.0.0.12");
  }

  @Test
  void configurationThatCannotBeWrittenIsToldWithTheLineThatItNeeds() throws IOException {
    Node node = cluster.node(11);
    Server server = cluster.server(node, path -> false);
    Files.createDirectories(node.folder());
    Files.writeString(node.conf(), "# from an image\n");

    assertThatThrownBy(() -> server.config().write(Map.of("port", "1")))
        .isInstanceOf(EnvironmentException.class)
        .hasMessageContainingAll(
            node.conf().toString(), "include " + server.layout().includeFile(), "last one");
    assertThat(server.layout().includeFile()).doesNotExist();
    assertThat(OwnedFiles.read(node.conf())).isEqualTo("# from an image\n");
  }

  @Test
  void configurationThatIncludesTheFileAlreadyNeedsNotBeWritten() throws IOException {
    Node node = cluster.node(11);
    Server server = cluster.server(node, path -> false);
    Files.createDirectories(node.folder());
    Files.writeString(node.conf(), "include " + server.layout().includeFile() + "\n");

    server.config().write(Map.of("port", "1"));

    assertThat(server.config().holds(Map.of("port", "1"))).isTrue();
  }

  @Test
  void connectionsUseTlsBothWays() throws Exception {
    Certificates certificates = Certificates.make(cluster.folder());
    Node primary = tlsNode(11, certificates);
    Node replica = tlsNode(12, certificates);
    Node plain = cluster.node(13);

    expect(cluster.init(primary), 0);
    expect(cluster.init(replica), 0);

    Report report = cluster.init(plain);
    assertThat(report.exitCode()).isIn(4, FAILED);
    expect(cluster.handover(primary, replica), 0);
  }

  private Node tlsNode(int number, Certificates certificates) {
    return cluster.node(
        number,
        settings ->
            settings
                .tls(true)
                .tlsCaFile(certificates.authority())
                .tlsCertFile(certificates.certificate())
                .tlsKeyFile(certificates.key()));
  }
}
