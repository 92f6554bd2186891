package io.ec2cluster.etcd.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ec2cluster.UsageException;
import io.ec2cluster.etcd.TestAuthority;
import io.ec2cluster.testing.FakeTime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Which files are good for TLS, with certificates of openssl's. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TlsContextIT {
  private static final String HOST = "10.0.0.1";
  private static final String NAMES = "subjectAltName=IP:10.0.0.1,DNS:*.example.org";
  private static final String BOTH = "extendedKeyUsage=serverAuth,clientAuth";

  private final List<String> said = new ArrayList<>();
  private final TestAuthority authority;

  TlsContextIT(@TempDir Path directory) throws IOException, InterruptedException {
    authority = new TestAuthority(directory, "authority");
    authority.issue("node", "/O=nodes", 90, NAMES, BOTH);
    authority.issue("named", "/O=nodes/CN=node", 90, NAMES, BOTH);
    authority.issue("servers", "/O=nodes", 90, NAMES, "extendedKeyUsage=serverAuth");
    new TestAuthority(directory, "stranger").issue("strange", "/O=nodes", 90, NAMES, BOTH);
  }

  @BeforeEach
  void saidNothingYet() {
    said.clear();
  }

  private Path file(String name) {
    return authority.file(name);
  }

  private TlsSettings settings(String cert, String key, String ca) {
    return new TlsSettings(
        file(cert),
        file(key),
        file(ca),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        false);
  }

  private TlsContext open(TlsSettings settings, String host, FakeTime time) {
    return TlsContext.open(settings, Optional.of(host), time, said::add);
  }

  private AbstractThrowableAssert<?, ?> refusal(String cert, String key, String ca) {
    FakeTime now = new FakeTime(Instant.now());
    return assertThatThrownBy(() -> open(settings(cert, key, ca), HOST, now))
        .isInstanceOf(UsageException.class);
  }

  @Test
  void goodFilesAreTakenAndAreSaidNothingOf() {
    TlsContext context =
        open(settings("node.pem", "node.key", "authority.pem"), HOST, new FakeTime(Instant.now()));

    assertThat(context.current()).isSameAs(context.current());
    assertThat(context.namesSomebody()).isFalse();
    assertThat(said).isEmpty();
    assertThat(
            open(
                    settings("named.pem", "named.key", "authority.pem"),
                    "a.example.org",
                    new FakeTime(Instant.now()))
                .namesSomebody())
        .isTrue();
  }

  @Test
  void everyFormOfAKeyThatOpensslWritesIsRead() throws IOException, InterruptedException {
    authority.openssl("genrsa -traditional -out rsa1.key 2048");
    authority.openssl("req -new -key rsa1.key -out rsa1.csr -subj /O=nodes");
    authority.sign("rsa1", 90, NAMES, BOTH);
    authority.openssl("pkcs8 -topk8 -nocrypt -in rsa1.key -out rsa8.key");
    authority.openssl("ec -in node.key -out sec1.key");
    authority.openssl("genpkey -algorithm ed25519 -out ed.key");
    authority.openssl("req -new -key ed.key -out ed.csr -subj /O=nodes");
    authority.sign("ed", 90, NAMES, BOTH);
    FakeTime now = new FakeTime(Instant.now());

    open(settings("rsa1.pem", "rsa1.key", "authority.pem"), HOST, now);
    open(settings("rsa1.pem", "rsa8.key", "authority.pem"), HOST, now);
    open(settings("node.pem", "sec1.key", "authority.pem"), HOST, now);
    open(settings("ed.pem", "ed.key", "authority.pem"), HOST, now);

    assertThat(Files.readString(file("rsa1.key"))).contains("BEGIN RSA PRIVATE KEY");
    assertThat(Files.readString(file("sec1.key"))).contains("BEGIN EC PRIVATE KEY");
  }

  @Test
  void encryptedKeysAreRefusedWithTheCommandThatConverts()
      throws IOException, InterruptedException {
    authority.openssl("pkcs8 -topk8 -in node.key -passout pass:secret -out encrypted.key");

    refusal("node.pem", "encrypted.key", "authority.pem")
        .hasMessageContainingAll("etcd: tls: key", "encrypted", "openssl pkey -in");
  }

  @Test
  void whatIsMissingOrNoPemIsNamedAllAtOnce() throws IOException {
    Files.writeString(file("text.pem"), "no certificate");

    refusal("absent.pem", "node.key", "authority.pem")
        .hasMessageContainingAll("etcd: tls: cert", "there is no file", "absent.pem");
    refusal("text.pem", "node.key", "authority.pem")
        .hasMessageContainingAll("holds no certificate", "BEGIN CERTIFICATE");
    refusal("node.pem", "node.pem", "authority.pem")
        .hasMessageContainingAll("holds no private key", "[CERTIFICATE]");
    refusal("node.pem", "node.key", "node.key").hasMessageContaining("etcd: tls: ca");
    FakeTime now = new FakeTime(Instant.now());
    TlsSettings two =
        new TlsSettings(
            file("absent.pem"),
            file("node.key"),
            file("authority.pem"),
            Optional.of(file("gone.pem")),
            Optional.of(file("node.key")),
            Optional.empty(),
            false);
    assertThatThrownBy(() -> open(two, HOST, now))
        .hasMessageContainingAll("tls: cert: there is no file", "tls: peer-cert: there is no file");
  }

  @Test
  void damagedFilesAreRefused() throws IOException {
    String good = Files.readString(file("node.pem"));
    Files.writeString(
        file("cut.pem"),
        good.substring(0, good.length() / 2) + good.substring(good.indexOf("-----END")));
    String key = Files.readString(file("node.key"));
    Files.writeString(file("cut.key"), key.replaceFirst("\n.{40}", "\n"));

    refusal("cut.pem", "node.key", "authority.pem").hasMessageContaining("cannot be read");
    refusal("node.pem", "cut.key", "authority.pem").hasMessageContaining("etcd: tls: key");
  }

  @Test
  void aKeyOfAnotherCertificateIsRefused() {
    refusal("node.pem", "named.key", "authority.pem")
        .hasMessageContainingAll("named.key", "not that of the certificate", "node.pem");
  }

  @Test
  void anAuthorityThatHasNotSignedIsRefused() {
    refusal("strange.pem", "strange.key", "authority.pem")
        .hasMessageContainingAll("strange.pem", "does not hold against", "authority.pem");
    refusal("node.pem", "node.key", "stranger.pem").hasMessageContaining("stranger.pem");
  }

  @Test
  void membersNeedACertificateThatIsForClientsToo() {
    refusal("servers.pem", "servers.key", "authority.pem")
        .hasMessageContainingAll("servers.pem", "extendedKeyUsage=serverAuth,clientAuth");
  }

  @Test
  void aCertificateForAnotherAddressIsRefused() {
    FakeTime now = new FakeTime(Instant.now());
    TlsSettings good = settings("node.pem", "node.key", "authority.pem");

    assertThatThrownBy(() -> open(good, "10.0.0.2", now))
        .isInstanceOf(UsageException.class)
        .hasMessageContainingAll("10.0.0.1", "this node is 10.0.0.2", "subjectAltName=IP:10.0.0.2");
    assertThatThrownBy(() -> open(good, "a.b.example.org", now)).isInstanceOf(UsageException.class);
    assertThat(open(good, "a.example.org", now).current()).isNotNull();
  }

  @Test
  void expiredAndNotYetValidIsRefusedAndSoonExpiringIsSaidOnceADay() throws Exception {
    TlsSettings good = settings("node.pem", "node.key", "authority.pem");
    Instant now = Instant.now();
    FakeTime soon = new FakeTime(now.plus(Duration.ofDays(80)));

    assertThatThrownBy(() -> open(good, HOST, new FakeTime(now.plus(Duration.ofDays(91)))))
        .isInstanceOf(UsageException.class)
        .hasMessageContainingAll("node.pem", "has expired on");
    assertThatThrownBy(() -> open(good, HOST, new FakeTime(now.minus(Duration.ofDays(1)))))
        .isInstanceOf(UsageException.class)
        .hasMessageContainingAll("is not valid before", "clock");

    TlsContext context = open(good, HOST, soon);
    assertThat(said).anyMatch(words -> words.contains("expires on") && words.contains("in 9 days"));
    said.clear();
    context.current();
    assertThat(said).isEmpty();
    soon.sleep(Duration.ofDays(1));
    context.current();
    assertThat(said).anyMatch(words -> words.contains("in 8 days"));
  }

  @Test
  void filesAreReadAnewWhenTheyChangeAndTheEarlierOnesHoldWhileTheyAreNoPair() throws Exception {
    authority.issue("renewed", "/O=nodes", 90, NAMES, BOTH);
    TlsContext context =
        open(
            settings("renewed.pem", "renewed.key", "authority.pem"),
            HOST,
            new FakeTime(Instant.now()));
    SSLContext first = context.current();

    Files.copy(file("named.key"), file("new.key"));
    Files.move(
        file("new.key"),
        file("renewed.key"),
        java.nio.file.StandardCopyOption.REPLACE_EXISTING,
        java.nio.file.StandardCopyOption.ATOMIC_MOVE);
    assertThat(context.current()).isSameAs(first);
    assertThat(said).anyMatch(words -> words.contains("the earlier ones still are"));

    Files.copy(file("named.pem"), file("new.pem"));
    Files.move(
        file("new.pem"), file("renewed.pem"), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    assertThat(context.current()).isNotSameAs(first);
    assertThat(said).anyMatch(words -> words.contains("read anew"));
  }

  @Test
  void whereEtcdHidesTheCertificateHasToBeForThisNodesAddress() throws Exception {
    TlsMaterial material =
        TlsMaterial.read(TlsFiles.client(settings("node.pem", "node.key", "authority.pem")));
    X509Certificate[] chain = material.chain().toArray(X509Certificate[]::new);
    SSLEngine hidden = SSLContext.getDefault().createSSLEngine("127.0.0.1", 1);
    X509Certificate[] strange =
        new PemFile("", file("strange.pem")).certificates().toArray(X509Certificate[]::new);
    MemberTrust own = new MemberTrust(material.trust(), HOST);

    own.checkServerTrusted(chain, "UNKNOWN", hidden);

    assertThatThrownBy(
            () ->
                new MemberTrust(material.trust(), "10.0.0.2")
                    .checkServerTrusted(chain, "UNKNOWN", hidden))
        .isInstanceOf(CertificateException.class)
        .hasMessageContaining("expected this node's address 10.0.0.2");
    assertThatThrownBy(() -> own.checkServerTrusted(strange, "UNKNOWN", hidden))
        .isInstanceOf(CertificateException.class);
  }

  @Test
  void whoIsNoMemberNeedsReadableFilesAlone() {
    TlsContext context =
        TlsContext.open(
            settings("strange.pem", "strange.key", "authority.pem"),
            Optional.empty(),
            new FakeTime(Instant.now()),
            said::add);

    assertThat(context.current()).isNotNull();
  }
}
