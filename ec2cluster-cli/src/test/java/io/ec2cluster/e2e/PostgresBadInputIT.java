package io.ec2cluster.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.ec2cluster.e2e.PostgresNodes.BackEnd;
import io.ec2cluster.e2e.PostgresNodes.Node;
import io.ec2cluster.testing.standin.TestSecrets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/**
 * {@code promote} where it must not, or cannot: each time the exit code, a message that says what
 * to do, no stack trace, and a cluster that is what it was. The primary is dead, so that nothing
 * else stands in the way. The replicas' replication needs a password.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(300)
class PostgresBadInputIT {
  private static final int USAGE = 2;
  private static final int REFUSED = 3;
  private static final int ENVIRONMENT = 5;

  private PostgresNodes nodes;
  private Node primary;
  private Node replica;
  private Node other;
  private String configuration = "";
  private String before = "";

  @BeforeAll
  void startCluster() throws IOException {
    nodes = new PostgresNodes(BackEnd.local().with("password-file: FOLDER/password", ""));
    password(nodes.folder().resolve("password"), "the right one, " + TestSecrets.MARK);
    primary = nodes.node(11);
    replica = nodes.node(12);
    other = nodes.node(13);
    nodes.init(primary).expect(0);
    nodes.initAtOnce(List.of(replica, other)).forEach(result -> result.expect(0));
    nodes.kill(primary);
    configuration = Files.readString(config(replica));
  }

  @AfterAll
  void stopCluster() throws IOException {
    nodes.close();
  }

  @BeforeEach
  void rememberTheZone() throws IOException {
    before = nodes.zone();
  }

  @AfterEach
  void nothingChanged() throws IOException {
    Files.writeString(config(replica), configuration);

    assertThat(nodes.zone()).isEqualTo(before);
    assertThat(nodes.server(primary.data())).isEmpty();
    assertThat(nodes.sql(replica, "SELECT pg_is_in_recovery()")).isEqualTo("t");
    assertThat(nodes.sql(other, "SELECT pg_is_in_recovery()")).isEqualTo("t");
  }

  @Test
  void nodeOutsideTheClusterIsRefused() throws IOException {
    Node outside = nodes.node(14);

    assertSays(nodes.run(outside, "promote").expect(REFUSED), "holds no data", "promote a replica");
  }

  @Test
  void replicaThatBelongsToNoClusterIsRefused() throws IOException {
    configure("primary.{{cluster}}.example.com", "primary.other.example.com");

    assertSays(nodes.run(replica, "promote").expect(REFUSED), "there is no role record", "init");
  }

  @Test
  void stoppedServerIsRefused() {
    nodes.stop(other.data(), "INT");

    ToolResult result = nodes.run(other, "promote").expect(REFUSED);

    assertSays(result, "does not run", "start it as a replica first");
    nodes.startByHand(other);
  }

  @Test
  void wrongPasswordIsNamedBeforeAnythingIsLostByIt() throws IOException {
    password(replica.folder().resolve("wrong"), "a wrong one, " + TestSecrets.MARK);
    configure(
        nodes.folder().resolve("password").toString(),
        replica.folder().resolve("wrong").toString());

    ToolResult result = nodes.run(replica, "promote").expect(REFUSED);

    assertSays(result, "i-13", "password authentication failed", "password-file", "--force");
    assertThat(result.toString())
        .doesNotContain("a wrong one, " + TestSecrets.MARK)
        .doesNotContain("the right one, " + TestSecrets.MARK);
  }

  @Test
  void missingPasswordFileIsNamed() throws IOException {
    configure(nodes.folder().resolve("password").toString(), "/nowhere/password");

    assertSays(nodes.run(replica, "promote").expect(USAGE), "/nowhere/password", "password-file");
  }

  @Test
  void missingBinariesAreNamed() throws IOException {
    Path empty = Files.createDirectories(replica.folder().resolve("no-binaries"));
    configure("postgres:\n", "postgres:\n  bin-directory: " + empty + "\n");

    assertSays(
        nodes.run(replica, "promote").expect(ENVIRONMENT), empty.toString(), "bin-directory");
  }

  @Test
  void binariesOfAnotherVersionAreNamed() throws IOException {
    Path old = Files.createDirectories(replica.folder().resolve("old-binaries"));
    for (String program : List.of("postgres", "pg_ctl", "pg_controldata", "initdb")) {
      Path file =
          Files.writeString(
              old.resolve(program), "#!/bin/sh\necho \"" + program + " (PostgreSQL) 11.22\"\n");
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
    configure("postgres:\n", "postgres:\n  bin-directory: " + old + "\n");

    ToolResult result = nodes.run(replica, "promote").expect(ENVIRONMENT);

    assertSays(result, "of PostgreSQL 15", "are of 11", "bin-directory");
  }

  @Test
  void zoneThatCannotBeReadIsNamed() throws IOException {
    Path away = Files.move(nodes.zoneFile(), nodes.zoneFile().resolveSibling("away"));
    Files.writeString(nodes.zoneFile(), "no zone\n");

    ToolResult result = nodes.run(replica, "promote").expect(ENVIRONMENT);

    Files.delete(nodes.zoneFile());
    Files.move(away, nodes.zoneFile());
    assertSays(result, "example.com.zone");
  }

  @Test
  void zoneWhoseServiceDoesNotAnswerIsNamed() throws IOException {
    configure("cloud: local", "cloud: aws\naws: {region: eu-west-1, retry-deadline: 2s}");
    configure("zone: example.com", "zone-id: Z1");

    ToolResult result = nodes.run(replica, "promote").expect(ENVIRONMENT);

    assertSays(result, "Route 53");
  }

  private void assertSays(ToolResult result, String... words) {
    assertThat(result.text("message")).as(result.toString()).contains(words);
    assertThat(result.output() + result.errors())
        .doesNotContain("\tat ")
        .doesNotContain("Exception in thread");
  }

  private void configure(String from, String to) throws IOException {
    String text = Files.readString(config(replica));
    assertThat(text).contains(from);
    Files.writeString(config(replica), text.replace(from, to));
  }

  private static Path config(Node node) {
    return node.folder().resolve("config.yaml");
  }

  private static void password(Path file, String password) throws IOException {
    Files.writeString(file, password + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
  }
}
