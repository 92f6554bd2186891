package io.ec2cluster.doctor;

import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** A certificate and the private key that is to be its own. */
public record CertificatePair(X509Certificate certificate, PrivateKey key) {
  /** From when on it is said that a certificate ends. */
  private static final Duration NEAR = Duration.ofDays(14);

  private static final byte[] TEXT = {1, 2, 3};

  /** Whether the key is the certificate's: what one signs the other confirms. */
  public boolean isOne() {
    try {
      Signature signature = Signature.getInstance(algorithm());
      signature.initSign(key);
      signature.update(TEXT);
      byte[] signed = signature.sign();
      signature.initVerify(certificate.getPublicKey());
      signature.update(TEXT);
      return signature.verify(signed);
    } catch (InvalidKeyException | SignatureException another) {
      return false;
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("signing with " + key.getAlgorithm(), impossible);
    }
  }

  private String algorithm() {
    return switch (key.getAlgorithm()) {
      case "RSA" -> "SHA256withRSA";
      case "EC" -> "SHA256withECDSA";
      default -> key.getAlgorithm();
    };
  }

  /** Why a certificate does not hold at a moment, by its term: not valid yet, or expired. */
  public static Optional<String> outOfTerm(X509Certificate certificate, Instant now) {
    Instant begin = certificate.getNotBefore().toInstant();
    if (now.isBefore(begin)) {
      return Optional.of(
          "is not valid before %s, and it is %s: check this machine's clock, or wait"
              .formatted(begin, now.truncatedTo(ChronoUnit.SECONDS)));
    }
    Instant end = certificate.getNotAfter().toInstant();
    return now.isAfter(end)
        ? Optional.of("has expired on %s: renew it".formatted(end))
        : Optional.empty();
  }

  /** That a certificate ends within 14 days, or has ended. */
  public static Optional<String> ending(X509Certificate certificate, Instant now) {
    Instant end = certificate.getNotAfter().toInstant();
    if (end.isBefore(now)) {
      return Optional.of("has expired on %s: renew it".formatted(end));
    }
    return end.isBefore(now.plus(NEAR))
        ? Optional.of(
            "expires on %s, in %d days: renew it"
                .formatted(end, Duration.between(now, end).toDays()))
        : Optional.empty();
  }
}
