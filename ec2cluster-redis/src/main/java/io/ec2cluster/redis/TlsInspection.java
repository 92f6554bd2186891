package io.ec2cluster.redis;

import io.ec2cluster.doctor.CertificatePair;
import io.ec2cluster.doctor.Finding;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What {@code doctor} finds of the certificates: the files that ec2cluster and the server use. Whom
 * they are for is not looked at, as servers do not look at it either.
 */
final class TlsInspection {
  private static final String FIX =
      "name good files in redis.tls-ca-file, tls-cert-file and tls-key-file";

  private final Tls tls;
  private final Instant now;

  TlsInspection(Tls tls, Instant now) {
    this.tls = tls;
    this.now = now;
  }

  Finding look() {
    // As for a connection to a server.
    boolean unused = tls.sockets().isPresent();
    Optional<Path> certificate = tls.certificate();
    Optional<Path> key = tls.key();
    return certificate.isPresent() && key.isPresent()
        ? look(certificate.get(), key.get())
        : Finding.problem(
            "redis.tls is true, and neither the settings nor redis.conf name the server's certificate and its key: the server would not start",
            "set redis.tls-cert-file and redis.tls-key-file");
  }

  private Finding look(Path certificate, Path key) {
    List<X509Certificate> chain = tls.read(certificate);
    X509Certificate own = chain.get(0);
    if (!new CertificatePair(own, tls.readKey(key)).isOne()) {
      return Finding.problem(
          "the key in %s is not that of the certificate in %s".formatted(key, certificate),
          "name the two of one pair in redis.tls-cert-file and tls-key-file");
    }
    Optional<String> outOfTerm = CertificatePair.outOfTerm(own, now);
    if (outOfTerm.isPresent()) {
      return Finding.problem(certificate + " " + outOfTerm.get(), FIX);
    }
    return tls.mistrust(chain)
        .map(
            why ->
                Finding.problem(
                    "%s does not hold against %s: %s"
                        .formatted(
                            certificate,
                            tls.authorities()
                                .map(Path::toString)
                                .orElse("the machine's own authorities"),
                            why),
                    "name the authority that has signed the certificates of all nodes in redis.tls-ca-file"))
        .orElseGet(() -> endings(certificate, chain));
  }

  private Finding endings(Path certificate, List<X509Certificate> chain) {
    List<String> found = new ArrayList<>(endingsOf(certificate, chain));
    tls.authorities().ifPresent(file -> found.addAll(endingsOf(file, tls.read(file))));
    return found.isEmpty()
        ? Finding.ok("certificates and key can be used")
        : Finding.warning(
            String.join("; ", found),
            "put new ones in their place, and restart the server in time");
  }

  private List<String> endingsOf(Path file, List<X509Certificate> certificates) {
    return certificates.stream()
        .flatMap(certificate -> CertificatePair.ending(certificate, now).stream())
        .map(words -> file + " " + words)
        .distinct()
        .toList();
  }
}
