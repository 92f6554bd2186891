package io.ec2cluster.etcd.tls;

import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Whether the files of one side are good: what etcd would refuse, or its peers, and only when they
 * first meet.
 */
final class TlsCheck {
  /** When to say that a certificate is about to end. */
  private static final Duration NEAR = Duration.ofDays(14);

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
    return matches(material.key(), material.certificate().getPublicKey())
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
    if (now.isBefore(certificate.getNotBefore().toInstant())) {
      found.add(
          "%s: %s (%s) is not valid before %s, and it is %s: check this machine's clock, or wait"
              .formatted(
                  files.certSetting(),
                  files.cert(),
                  subject(),
                  certificate.getNotBefore().toInstant(),
                  now.truncatedTo(ChronoUnit.SECONDS)));
    } else if (now.isAfter(certificate.getNotAfter().toInstant())) {
      found.add(
          "%s: %s (%s) has expired on %s: renew it"
              .formatted(
                  files.certSetting(),
                  files.cert(),
                  subject(),
                  certificate.getNotAfter().toInstant()));
    } else {
      chain().ifPresent(found::add);
    }
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
      Instant end = certificate.getNotAfter().toInstant();
      if (end.isBefore(now)) {
        found.add("%s (%s) has expired on %s: renew it".formatted(where, subject(), end));
      } else if (end.isBefore(now.plus(NEAR))) {
        found.add(
            "%s (%s) expires on %s, in %d days: renew it"
                .formatted(
                    where,
                    certificate.getSubjectX500Principal(),
                    end,
                    Duration.between(now, end).toDays()));
      }
    }
  }

  private String subject() {
    String name = material.certificate().getSubjectX500Principal().getName();
    return name.isEmpty() ? "without a subject" : name;
  }

  /** What one signs the other confirms. */
  private static boolean matches(PrivateKey key, PublicKey certified) {
    try {
      Signature signature = Signature.getInstance(algorithm(key));
      byte[] text = {1, 2, 3};
      signature.initSign(key);
      signature.update(text);
      byte[] signed = signature.sign();
      signature.initVerify(certified);
      signature.update(text);
      return signature.verify(signed);
    } catch (InvalidKeyException | java.security.SignatureException another) {
      return false;
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("signing with " + key.getAlgorithm(), impossible);
    }
  }

  private static String algorithm(PrivateKey key) {
    return switch (key.getAlgorithm()) {
      case "RSA" -> "SHA256withRSA";
      case "EC" -> "SHA256withECDSA";
      default -> key.getAlgorithm();
    };
  }
}
