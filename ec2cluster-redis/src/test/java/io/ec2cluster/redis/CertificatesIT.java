package io.ec2cluster.redis;

import static org.assertj.core.api.Assertions.assertThat;

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
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code doctor} finds of certificates that openssl has made. */
class CertificatesIT {
  private static final String USER = System.getProperty("user.name");

  /** The certificates end in two days: before that they count as about to end. */
  private static final Duration LATE = Duration.ofDays(3);

  private final Path root;
  private final Machine machine;
  private final Certificates own;
  private final Certificates strange;

  CertificatesIT(@TempDir Path root) throws IOException, InterruptedException {
    this.root = root;
    this.machine = new Machine(root, List.of(root.resolve("bin")), USER, false);
    own = Certificates.make(Files.createDirectories(root.resolve("own")));
    strange = Certificates.make(Files.createDirectories(root.resolve("strange")));
  }

  @BeforeEach
  void install() throws IOException {
    Path program = Files.createDirectories(root.resolve("bin")).resolve("redis-server");
    assertThat(Files.createFile(program).toFile().setExecutable(true)).isTrue();
  }

  @Test
  void theyAreLookedAtWhereTlsIsOnAlone() {
    assertThat(
            new RedisEngine(machine)
                .inspections(context(settings(), Instant.now())).stream()
                    .filter(one -> one.subject().equals("certificates")))
        .isEmpty();
  }

  @Test
  void goodOnesThatEndSoonAreAWarningAndLongBeforeThatTheyAreFine() throws Exception {
    Finding soon = look(own.authority(), own.certificate(), own.key(), Duration.ZERO);
    Path lasting = longLived();

    assertThat(soon.verdict()).isEqualTo(Verdict.WARNING);
    assertThat(soon.found()).contains(own.certificate() + " expires on", "in 1 days");
    assertThat(soon.fix()).contains("restart the server");
    assertThat(look(lasting, lasting, root.resolve("long.key"), Duration.ZERO))
        .isEqualTo(Finding.ok("certificates and key can be used"));
  }

  @Test
  void anExpiredOneAndOneThatIsNotValidYetAreProblems() throws Exception {
    Finding late = look(own.authority(), own.certificate(), own.key(), LATE);
    Finding early = look(own.authority(), own.certificate(), own.key(), LATE.negated());

    assertThat(late.verdict()).isEqualTo(Verdict.PROBLEM);
    assertThat(late.found()).contains(own.certificate() + " has expired on");
    assertThat(early.verdict()).isEqualTo(Verdict.PROBLEM);
    assertThat(early.found()).contains("is not valid before", "clock");
  }

  @Test
  void aKeyOfAnotherCertificateIsAProblem() throws Exception {
    Finding finding = look(own.authority(), own.certificate(), strange.key(), Duration.ZERO);

    assertThat(finding.verdict()).isEqualTo(Verdict.PROBLEM);
    assertThat(finding.found())
        .isEqualTo(
            "the key in %s is not that of the certificate in %s"
                .formatted(strange.key(), own.certificate()));
    assertThat(finding.fix()).contains("redis.tls-cert-file");
  }

  @Test
  void aCertificateThatTheAuthorityHasNotSignedIsAProblem() throws Exception {
    Finding finding = look(strange.authority(), own.certificate(), own.key(), Duration.ZERO);

    assertThat(finding.verdict()).isEqualTo(Verdict.PROBLEM);
    assertThat(finding.found())
        .contains(own.certificate() + " does not hold against " + strange.authority());
    assertThat(finding.fix()).contains("redis.tls-ca-file");
  }

  @Test
  void filesThatAreMissingOrUnreadableOrHoldSomethingElseAreProblems() throws Exception {
    Path empty = Files.createFile(root.resolve("empty.pem"));
    Path missing = root.resolve("none.pem");

    for (Finding finding :
        List.of(
            look(own.authority(), missing, own.key(), Duration.ZERO),
            look(own.authority(), own.certificate(), missing, Duration.ZERO),
            look(missing, own.certificate(), own.key(), Duration.ZERO))) {
      assertThat(finding.verdict()).isEqualTo(Verdict.PROBLEM);
      assertThat(finding.found()).contains("NoSuchFile", missing.toString());
      assertThat(finding.fix()).contains("redis.tls-ca-file");
    }
    // A folder cannot be read by whichever user.
    assertThat(look(own.authority(), own.certificate(), root, Duration.ZERO).verdict())
        .isEqualTo(Verdict.PROBLEM);
    Finding nothing = look(own.authority(), empty, own.key(), Duration.ZERO);
    assertThat(nothing.verdict()).isEqualTo(Verdict.PROBLEM);
    assertThat(nothing.found()).contains(empty + " holds no certificate");
    Finding unnamed = look(settings().tls(true).tlsCaFile(own.authority()), Instant.now());
    assertThat(unnamed.verdict()).isEqualTo(Verdict.PROBLEM);
    assertThat(unnamed.fix()).contains("redis.tls-cert-file", "redis.tls-key-file");
  }

  private Path longLived() throws IOException, InterruptedException {
    Path certificate = root.resolve("long.pem");
    String command =
        "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 90 -subj /CN=redis -keyout %s -out %s";
    Process process =
        new ProcessBuilder(command.formatted(root.resolve("long.key"), certificate).split(" ", -1))
            .redirectErrorStream(true)
            .redirectOutput(root.resolve("openssl.log").toFile())
            .start();
    assertThat(process.waitFor()).isZero();
    return certificate;
  }

  private RedisSettingsBuilder settings() {
    return RedisSettings.builder().dataDirectory(root.resolve("data")).user(USER);
  }

  private Finding look(Path authority, Path certificate, Path key, Duration later)
      throws InterruptedException {
    return look(
        settings().tls(true).tlsCaFile(authority).tlsCertFile(certificate).tlsKeyFile(key),
        Instant.now().plus(later));
  }

  private Finding look(RedisSettingsBuilder settings, Instant now) throws InterruptedException {
    return new RedisEngine(machine)
        .inspections(context(settings, now)).stream()
            .filter(one -> one.subject().equals("certificates"))
            .findFirst()
            .orElseThrow()
            .finding();
  }

  private FakeOperationContext context(RedisSettingsBuilder settings, Instant now) {
    return FakeOperationContext.builder()
        .section(settings.build())
        .time(new FakeTime(now))
        .stateDirectory(root.resolve("state"))
        .build();
  }
}
