package io.ec2cluster.etcd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ec2cluster.Time;
import io.ec2cluster.config.Secret;
import io.ec2cluster.etcd.api.EtcdApi;
import io.ec2cluster.etcd.api.EtcdGateway;
import io.ec2cluster.etcd.api.EtcdId;
import io.ec2cluster.etcd.api.EtcdSilence;
import io.ec2cluster.etcd.api.GatewayLink;
import io.ec2cluster.etcd.api.GatewayLogin;
import io.ec2cluster.etcd.tls.TlsContext;
import io.ec2cluster.etcd.tls.TlsSettings;
import io.ec2cluster.host.OwnedFiles;
import io.ec2cluster.testing.standin.TestSecrets;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code etcd run} over TLS, with real etcd and certificates of openssl's. */
@Timeout(300)
class TlsRunIT {
  private static final String A = "127.75.0.1";
  private static final String B = "127.75.0.2";
  private static final String C = "127.75.0.3";
  private static final String D = "127.75.0.4";
  private static final Map<String, String> NODES = Map.of("i-1", A, "i-2", B, "i-3", C, "i-4", D);
  private static final String PASSWORD = "correct:horse/" + TestSecrets.MARK;
  private static final String BOTH = "extendedKeyUsage=serverAuth,clientAuth";

  private final Path directory;
  private final TestAuthority authority;

  TlsRunIT(@TempDir Path directory) throws IOException, InterruptedException {
    this.directory = directory;
    authority = new TestAuthority(directory.resolve("certificates"), "authority");
    for (Map.Entry<String, String> node : NODES.entrySet()) {
      // Not for 127.0.0.1, where etcd hides before the cluster is formed.
      authority.issue(node.getKey(), "/O=nodes", 90, "subjectAltName=IP:" + node.getValue(), BOTH);
      // What comes over the loopback interface comes from 127.0.0.1, and etcd looks at that.
      authority.issue(
          node.getKey() + "-peer",
          "/O=nodes/CN=" + node.getKey(),
          90,
          "subjectAltName=IP:127.0.0.1,IP:" + node.getValue(),
          BOTH);
    }
    authority.issue("client", "/O=clients", 90, BOTH);
  }

  private String tls(String more) {
    Path certificates = directory.resolve("certificates");
    return "{cert: %s/{node}.pem, key: %s/{node}.key, ca: %s, peer-cert: %s/{node}-peer.pem, peer-key: %s/{node}-peer.key%s}"
        .formatted(
            certificates, certificates, authority.certificate(), certificates, certificates, more);
  }

  private EtcdApi.Access access(Path ca, Optional<GatewayLogin.User> user) {
    TlsSettings settings =
        new TlsSettings(
            authority.file("client.pem"),
            authority.file("client.key"),
            ca,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            true);
    TlsContext context = TlsContext.open(settings, Optional.empty(), Time.system(), words -> {});
    return EtcdGateway.access(
        Time.system(),
        GatewayLink.over(context::current),
        GatewayLogin.of(user, Time.system(), words -> {}));
  }

  @Test
  void threeFoundOverTlsOneIsReplacedAndNobodyIsSpokenToInPlainText()
      throws IOException, InterruptedException {
    String group = "size: 3\n  tls: " + tls("");
    EtcdApi.Access access = access(authority.certificate(), Optional.empty());
    try (NodeStage stage = new NodeStage(directory, group, RealEtcd.packaged(), "https", access)) {
      stage.run("i-1", A);
      stage.run("i-2", B);
      stage.run("i-3", C);
      EtcdId cluster = stage.awaitMembers(Map.of("i-1", A, "i-2", B, "i-3", C));
      stage.api(A).put("key", "value");
      assertThat(stage.ask("status", "i-1", A).json())
          .contains("\"state\" : \"healthy\"", "https://")
          .doesNotContain("http://");

      stage.kill("i-3");
      OwnedFiles.deleteTree(stage.data("i-3"));
      stage.run("i-4", D);

      assertThat(stage.awaitMembers(Map.of("i-1", A, "i-2", B, "i-4", D))).isEqualTo(cluster);
      assertThat(stage.api(D).get("key")).contains("value");
      String plain = stage.clientUrl(A).replace("https", "http");
      assertThatThrownBy(() -> EtcdGateway.access(Time.system()).at(plain).status())
          .isInstanceOf(EtcdSilence.class);
      assertThatThrownBy(() -> access.at(plain).status())
          .isInstanceOf(EtcdSilence.class)
          .hasMessageContaining("etcd: tls is set");
      Path stranger = new TestAuthority(directory.resolve("strange"), "stranger").certificate();
      assertThatThrownBy(() -> access(stranger, Optional.empty()).at(stage.clientUrl(A)).status())
          .isInstanceOf(EtcdSilence.class)
          .hasMessageContaining("SSL");
    }
  }

  @Test
  void aUserIsAskedForAndClientsNeedCertificates() throws IOException, InterruptedException {
    tryUsers(RealEtcd.packaged());
  }

  @Test
  void newerEtcdAsksForUsersAlike() throws IOException, InterruptedException {
    tryUsers(BuiltEtcd.version(BuiltEtcd.V3_6).etcd());
  }

  private void tryUsers(Path binary) throws IOException, InterruptedException {
    Path password = directory.resolve("password");
    Files.writeString(password, PASSWORD + "\n");
    String group =
        "size: 1\n  tls: %s\n  auth: {user: root, password: 'file:%s'}"
            .formatted(tls(", client-cert-auth: true"), password);
    EtcdApi.Access root =
        access(
            authority.certificate(),
            Optional.of(new GatewayLogin.User("root", Secret.of(PASSWORD))));
    try (NodeStage stage = new NodeStage(directory, group, binary, "https", root)) {
      stage.run("i-1", A);
      stage.awaitMembers(Map.of("i-1", A));
      Eventually.holds(
          "it is said that nobody is asked for a user",
          NodeStage.PATIENCE,
          () -> stage.logText("i-1").contains("the cluster asks nobody for a user"));
      etcdctl(stage, PASSWORD + "\n", "user", "add", "root", "--interactive=false");
      etcdctl(stage, "", "user", "grant-role", "root", "root");
      etcdctl(stage, "", "auth", "enable");

      stage.api(A).put("key", "value");
      assertThatThrownBy(
              () ->
                  access(authority.certificate(), Optional.empty())
                      .at(stage.clientUrl(A))
                      .get("key"))
          .hasMessageContaining("set etcd: auth");
      assertThat(stage.ask("members", "i-1", A).json()).contains("\"state\" : \"leader\"");
      stage.run("i-2", B);
      stage.awaitMembers(Map.of("i-1", A, "i-2", B));

      // A token is known to the processes that gave it alone: the one of this test is lost.
      stage.terminate("i-1");
      stage.terminate("i-2");
      stage.run("i-1", A);
      stage.run("i-2", B);
      stage.awaitMembers(Map.of("i-1", A, "i-2", B));
      assertThat(stage.api(B).get("key")).contains("value");
      assertThat(stage.ask("status", "i-2", B).json()).contains("\"generation\" : 1");
      assertThat(stage.logText("i-1") + stage.logText("i-2")).doesNotContain(PASSWORD);
    }
  }

  @Test
  void anEtcdThatAKilledServiceLeftInPlainTextIsEndedBeforeTlsBegins()
      throws IOException, InterruptedException {
    EtcdApi.Access access = access(authority.certificate(), Optional.empty());
    try (NodeStage stage =
        new NodeStage(directory, "size: 1", RealEtcd.packaged(), "https", access)) {
      String plain = stage.clientUrl(A).replace("https", "http");
      EtcdApi before = EtcdGateway.access(Time.system()).at(plain);
      stage.run("i-1", A);
      Eventually.holds(
          "it serves in plain text",
          NodeStage.PATIENCE,
          () -> {
            before.confirm();
            return true;
          });
      before.put("key", "value");
      EtcdId cluster = before.status().clusterId();

      stage.killService("i-1");
      assertThat(before.get("key")).contains("value");
      stage.change(RealEtcd.packaged(), "size: 1\n  tls: " + tls(""));
      stage.run("i-1", A);

      assertThat(stage.awaitMembers(Map.of("i-1", A))).isEqualTo(cluster);
      assertThat(stage.api(A).get("key")).contains("value");
      assertThatThrownBy(before::status).isInstanceOf(EtcdSilence.class);
      assertThat(stage.logText("i-1")).doesNotContain("taking over the etcd");
    }
  }

  @Test
  void nothingStartsWithACertificateThatIsNotThisNodes() throws IOException, InterruptedException {
    String group = "size: 1\n  tls: " + tls("").replace("{node}", "i-1");
    try (NodeStage stage =
        new NodeStage(
            directory,
            group,
            RealEtcd.packaged(),
            "https",
            access(authority.certificate(), Optional.empty()))) {
      stage.run("i-2", B);

      assertThat(stage.awaitEnd("i-2")).isEqualTo(2);
      assertThat(stage.logText("i-2"))
          .contains("etcd: tls: cert", "this node is " + B, "etcd: tls: peer-cert");
      assertThat(Files.exists(stage.data("i-2"))).isFalse();
    }
  }

  private void etcdctl(NodeStage stage, String input, String... words)
      throws IOException, InterruptedException {
    List<String> vector =
        new ArrayList<>(
            List.of(
                "etcdctl",
                "--endpoints=" + stage.clientUrl(A),
                "--cacert=" + authority.certificate(),
                "--cert=" + authority.file("client.pem"),
                "--key=" + authority.file("client.key")));
    vector.addAll(List.of(words));
    Path log = directory.resolve("etcdctl.log");
    ProcessBuilder builder =
        new ProcessBuilder(vector).redirectErrorStream(true).redirectOutput(log.toFile());
    builder.environment().put("ETCDCTL_API", "3");
    Process process;
    try {
      process = builder.start();
    } catch (IOException missing) {
      throw new AssertionError("no etcdctl: apt-get install etcd-client", missing);
    }
    try (OutputStream in = process.getOutputStream()) {
      in.write(input.getBytes(StandardCharsets.UTF_8));
    }
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(Files.readString(log)).isZero();
  }
}
