package io.ec2cluster.etcd;

import static org.assertj.core.api.Assertions.assertThat;

import io.ec2cluster.config.Configuration;
import io.ec2cluster.config.ConfigurationScope;
import io.ec2cluster.doctor.Finding;
import io.ec2cluster.doctor.Finding.Verdict;
import io.ec2cluster.host.Machine;
import io.ec2cluster.testing.FakeOperationContext;
import io.ec2cluster.testing.FakeTime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What {@code doctor} finds of a node's certificates, which openssl has made. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CertificatesIT {
  private static final String USES = "extendedKeyUsage=serverAuth,clientAuth";

  private final Path root;
  private final TestAuthority authority;

  /** This node is at 127.0.0.1. */
  CertificatesIT(@TempDir Path root) throws IOException, InterruptedException {
    this.root = root;
    authority = new TestAuthority(root, "authority");
    authority.issue("node", "/O=nodes", 60, "subjectAltName=IP:127.0.0.1", USES);
    authority.issue("other", "/O=nodes", 60, "subjectAltName=IP:10.0.0.9", USES);
  }

  @Test
  void goodOnesAreFineUntilTheyAreAboutToEnd() throws InterruptedException {
    Finding soon = look("node.pem", "node.key", Duration.ofDays(50));
    Finding ended = look("node.pem", "node.key", Duration.ofDays(61));

    assertThat(look("node.pem", "node.key", Duration.ZERO))
        .isEqualTo(Finding.ok("certificates and keys can be used"));
    assertThat(soon.verdict()).isEqualTo(Verdict.WARNING);
    assertThat(soon.found()).contains("etcd: tls: cert", "node.pem", "expires on", "in 9 days");
    assertThat(soon.fix()).contains("renew");
    assertThat(ended.verdict()).isEqualTo(Verdict.PROBLEM);
    assertThat(ended.found()).contains("node.pem", "has expired on");
  }

  @Test
  void theAddressOfTheNodeHasToBeInTheCertificate() throws InterruptedException {
    Finding finding = look("other.pem", "other.key", Duration.ZERO);

    assertThat(finding.verdict()).isEqualTo(Verdict.PROBLEM);
    assertThat(finding.found()).contains("10.0.0.9", "this node is 127.0.0.1");
    assertThat(finding.fix()).contains("etcd.tls");
  }

  @Test
  void aKeyOfAnotherCertificateIsAProblem() throws InterruptedException {
    Finding finding = look("node.pem", "other.key", Duration.ZERO);

    assertThat(finding.verdict()).isEqualTo(Verdict.PROBLEM);
    assertThat(finding.found()).contains("other.key", "not that of the certificate");
  }

  @Test
  void filesThatAreMissingOrUnreadableAreAllNamed() throws IOException, InterruptedException {
    // A folder cannot be read by whichever user.
    Files.createDirectories(root.resolve("folder.key"));

    Finding missing = look("none.pem", "node.key", Duration.ZERO);
    Finding unreadable = look("node.pem", "folder.key", Duration.ZERO);

    assertThat(missing.verdict()).isEqualTo(Verdict.PROBLEM);
    assertThat(missing.found()).contains("there is no file", "none.pem");
    assertThat(unreadable.verdict()).isEqualTo(Verdict.PROBLEM);
    assertThat(unreadable.found()).contains("folder.key", "cannot be read");
  }

  @Test
  void withoutAnAddressNothingIsSaidOfThem() throws InterruptedException {
    assertThat(look("none.pem", "node.key", Duration.ZERO, Map.of("instance-id", "i-1")))
        .isEqualTo(Finding.notChecked("what it takes is not known: see metadata"));
  }

  private Finding look(String certificate, String key, Duration later) throws InterruptedException {
    return look(certificate, key, later, Map.of("instance-id", "i-1", "local-ipv4", "127.0.0.1"));
  }

  private Finding look(String certificate, String key, Duration later, Map<String, String> metadata)
      throws InterruptedException {
    String section =
        "etcd: {group: {members: [127.0.0.1]}, tls: {cert: %1$s/%2$s, key: %1$s/%3$s, ca: %1$s/authority.pem}}"
            .formatted(root, certificate, key);
    FakeOperationContext context =
        FakeOperationContext.builder()
            .metadata(metadata)
            .section(
                Configuration.parse(
                        "config.yaml",
                        section,
                        ConfigurationScope.of(Map.of(), Map.of("etcd", EtcdSettings.class)))
                    .section("etcd", EtcdSettings.class))
            .time(new FakeTime(Instant.now().plus(later)))
            .build();
    return new EtcdInspections(context, new Machine(root, List.of(), "nobody", false))
        .all().stream()
            .filter(one -> one.subject().equals("certificates"))
            .findFirst()
            .orElseThrow()
            .finding();
  }
}
