package io.ec2cluster.redis;

import io.ec2cluster.UsageException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/**
 * TLS of connections to servers, from the PEM files that the servers use themselves: a replica
 * proves itself to its primary by its own certificate, and so does ec2cluster. As between servers,
 * the authority is checked and the host name is not.
 */
final class Tls {
  /** What to do where two ends do not agree. */
  static final String HINT =
      ". Either it does not speak TLS (redis.tls, the same on every node), or one end does not trust"
          + " the other's certificate: redis.tls-ca-file must hold the authority that signed those"
          + " of all nodes";

  private final RedisSettings settings;
  private final RedisConf conf;

  Tls(RedisSettings settings, RedisConf conf) {
    this.settings = settings;
    this.conf = conf;
  }

  /** The maker of connections; empty where they do not use TLS. */
  Optional<SSLSocketFactory> sockets() {
    return settings.tls() ? Optional.of(context().getSocketFactory()) : Optional.empty();
  }

  private SSLContext context() {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      KeyManagerFactory keys =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      keys.init(own(certificate(), key()), new char[0]);
      context.init(keys.getKeyManagers(), trust().getTrustManagers(), null);
      return context;
    } catch (IOException | GeneralSecurityException unusable) {
      throw unusable(unusable);
    }
  }

  private TrustManagerFactory trust() throws IOException, GeneralSecurityException {
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    if (authorities().isPresent()) {
      trust.init(trusted(authorities().get()));
    } else {
      // The machine's own authorities.
      trust.init((KeyStore) null);
    }
    return trust;
  }

  /** Whose certificates are trusted; empty: the machine's own authorities. */
  Optional<Path> authorities() {
    return file(settings.tlsCaFile(), "tls-ca-cert-file");
  }

  /** The server's certificate, with those that lead to the authority. */
  Optional<Path> certificate() {
    return file(settings.tlsCertFile(), "tls-cert-file");
  }

  /** Its private key. */
  Optional<Path> key() {
    return file(settings.tlsKeyFile(), "tls-key-file");
  }

  /**
   * The certificates of one of the files.
   *
   * @throws UsageException if they cannot be read
   */
  List<X509Certificate> read(Path file) {
    try {
      return certificates(file).stream().map(X509Certificate.class::cast).toList();
    } catch (IOException | GeneralSecurityException unusable) {
      throw unusable(unusable);
    }
  }

  /**
   * The key of the file.
   *
   * @throws UsageException if it cannot be read
   */
  PrivateKey readKey(Path file) {
    try {
      return privateKey(file);
    } catch (IOException | GeneralSecurityException unusable) {
      throw unusable(unusable);
    }
  }

  /** Why other servers, which trust the same authorities, would not trust these; empty: they do. */
  Optional<String> mistrust(List<X509Certificate> chain) {
    X509Certificate[] shown = chain.toArray(X509Certificate[]::new);
    try {
      for (TrustManager manager : trust().getTrustManagers()) {
        if (manager instanceof X509TrustManager x509) {
          x509.checkServerTrusted(shown, "UNKNOWN");
          x509.checkClientTrusted(shown, "UNKNOWN");
        }
      }
      return Optional.empty();
    } catch (CertificateException untrusted) {
      return Optional.of(String.valueOf(untrusted.getMessage()));
    } catch (IOException | GeneralSecurityException unusable) {
      throw unusable(unusable);
    }
  }

  private UsageException unusable(Exception cause) {
    return new UsageException(
        "the certificates for redis.tls cannot be used: "
            + cause
            + ". Expected PEM files in redis.tls-ca-file, tls-cert-file and tls-key-file (PKCS #8:"
            + " 'openssl pkcs8 -topk8 -nocrypt'); found "
            + List.of(authorities(), certificate(), key()),
        cause);
  }

  private Optional<Path> file(Optional<Path> given, String directive) {
    return given.or(() -> conf.value(directive).map(Path::of));
  }

  private static KeyStore trusted(Path file) throws IOException, GeneralSecurityException {
    KeyStore store = empty();
    int number = 0;
    for (Certificate certificate : certificates(file)) {
      store.setCertificateEntry("authority" + number++, certificate);
    }
    return store;
  }

  private static KeyStore own(Optional<Path> certificate, Optional<Path> key)
      throws IOException, GeneralSecurityException {
    KeyStore store = empty();
    if (certificate.isPresent() && key.isPresent()) {
      Certificate[] chain = certificates(certificate.get()).toArray(new Certificate[0]);
      store.setKeyEntry("own", privateKey(key.get()), new char[0], chain);
    }
    return store;
  }

  private static KeyStore empty() throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    return store;
  }

  private static Collection<? extends Certificate> certificates(Path file)
      throws IOException, GeneralSecurityException {
    try (InputStream in = Files.newInputStream(file)) {
      Collection<? extends Certificate> found =
          CertificateFactory.getInstance("X.509").generateCertificates(in);
      if (found.isEmpty()) {
        throw new CertificateException(file + " holds no certificate");
      }
      return found;
    }
  }

  private static PrivateKey privateKey(Path file) throws IOException, GeneralSecurityException {
    String text = Files.readString(file, StandardCharsets.US_ASCII);
    String body = text.replaceAll("-----[A-Z ]+-----", "").replaceAll("\\s", "");
    PKCS8EncodedKeySpec encoded = new PKCS8EncodedKeySpec(decoded(file, body));
    for (String algorithm : List.of("RSA", "EC", "Ed25519")) {
      Optional<PrivateKey> key = find(algorithm, encoded);
      if (key.isPresent()) {
        return key.get();
      }
    }
    throw new GeneralSecurityException(file + " holds no private key in the form PKCS #8");
  }

  /** A key tells its algorithm itself; the library wants to be told. */
  private static Optional<PrivateKey> find(String algorithm, PKCS8EncodedKeySpec encoded)
      throws GeneralSecurityException {
    try {
      return Optional.of(KeyFactory.getInstance(algorithm).generatePrivate(encoded));
    } catch (InvalidKeySpecException another) {
      return Optional.empty();
    }
  }

  private static byte[] decoded(Path file, String body) throws GeneralSecurityException {
    try {
      return Base64.getDecoder().decode(body);
    } catch (IllegalArgumentException noBase64) {
      throw new GeneralSecurityException(file + " is no PEM file", noBase64);
    }
  }
}
