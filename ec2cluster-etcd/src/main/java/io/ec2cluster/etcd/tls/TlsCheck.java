package io.ec2cluster.etcd.tls;

import io.ec2cluster.doctor.CertificatePair;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Whether the files of one side are good: what etcd would refuse, or its peers, and only when they
 * first meet.
 */
final class TlsCheck {
  private final TlsFiles files;
  private final TlsMaterial material;
  private final Instant now;

  TlsCheck(TlsFiles files, TlsMaterial material, Instant now) {
    this.files = files;
    this.material = material;
    this.now = now;
  }

  /** What is wrong with key and certificate as a pair. */
  Optional<String> pair() {
    return new CertificatePair(material.certificate(), material.key()).isOne()
        ? Optional.empty()
        : Optional.of(
            "%s: the key in %s is not that of the certificate in %s (%s): expected the two of one pair"
                .formatted(files.keySetting(), files.key(), files.cert(), subject()));
  }

  /**
   * What is wrong with the certificate.
   *
   * @param host what it has to be for
   */
  List<String> certificate(String host) {
    List<String> found = new ArrayList<>();
    X509Certificate certificate = material.certificate();
    CertificatePair.outOfTerm(certificate, now)
        .map(why -> "%s: %s (%s) %s".formatted(files.certSetting(), files.cert(), subject(), why))
        .or(this::chain)
        .ifPresent(found::add);
    CertificateNames names = CertificateNames.of(certificate);
    if (!names.covers(host)) {
      found.add(
          "%s: %s (%s) is for %s, and this node is %s: expected it among the alternative names (openssl: subjectAltName=IP:%s)"
              .formatted(files.certSetting(), files.cert(), subject(), names, host, host));
    }
    return found;
  }

  private Optional<String> chain() {
    try {
      X509ExtendedTrustManager trust = material.trust();
      X509Certificate[] chain = material.chain().toArray(X509Certificate[]::new);
      trust.checkServerTrusted(chain, "UNKNOWN");
      if (files.shown()) {
        trust.checkClientTrusted(chain, "UNKNOWN");
      }
      return Optional.empty();
    } catch (CertificateException untrusted) {
      return Optional.of(
          "%s: %s (%s, issued by %s) does not hold against %s %s: %s. Expected a certificate that one of these authorities has signed, with the intermediate ones behind it%s"
              .formatted(
                  files.certSetting(),
                  files.cert(),
                  subject(),
                  material.certificate().getIssuerX500Principal(),
                  files.caSetting(),
                  files.ca(),
                  untrusted.getMessage(),
                  files.shown()
                      ? ", for servers and for clients, for both ends show it (extendedKeyUsage=serverAuth,clientAuth)"
                      : ""));
    } catch (GeneralSecurityException unusable) {
      throw new IllegalStateException("checking certificates", unusable);
    }
  }

  /** What ends soon, the authorities included. */
  List<String> endings() {
    List<String> found = new ArrayList<>();
    endings(files.certSetting() + ": " + files.cert(), material.chain(), found);
    endings(files.caSetting() + ": " + files.ca(), material.authorities(), found);
    return found;
  }

  private void endings(String where, List<X509Certificate> certificates, List<String> found) {
    for (X509Certificate certificate : certificates) {
      CertificatePair.ending(certificate, now)
          .map(words -> "%s (%s) %s".formatted(where, certificate.getSubjectX500Principal(), words))
          .ifPresent(found::add);
    }
  }

  private String subject() {
    String name = material.certificate().getSubjectX500Principal().getName();
    return name.isEmpty() ? "without a subject" : name;
  }
}
