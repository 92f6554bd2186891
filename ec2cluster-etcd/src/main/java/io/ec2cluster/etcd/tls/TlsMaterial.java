package io.ec2cluster.etcd.tls;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * What the files of one side hold.
 *
 * @param chain the certificate, and those that lead to the authority
 * @param authorities who is trusted
 */
record TlsMaterial(List<X509Certificate> chain, PrivateKey key, List<X509Certificate> authorities) {
  /** The store stays in memory. */
  private static final char[] PASSWORD = {};

  /** Copies. */
  TlsMaterial {
    chain = List.copyOf(chain);
    authorities = List.copyOf(authorities);
  }

  /**
   * Reads them.
   *
   * @throws io.ec2cluster.UsageException if one cannot be used
   */
  static TlsMaterial read(TlsFiles files) {
    return new TlsMaterial(
        new PemFile(files.certSetting(), files.cert()).certificates(),
        new PemFile(files.keySetting(), files.key()).key(),
        new PemFile(files.caSetting(), files.ca()).certificates());
  }

  X509Certificate certificate() {
    return chain.get(0);
  }

  /** Presents the certificate to whoever asks for one. */
  KeyManager[] keyManagers() throws GeneralSecurityException {
    KeyStore store = empty();
    store.setKeyEntry("own", key, PASSWORD, chain.toArray(Certificate[]::new));
    KeyManagerFactory factory =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(store, PASSWORD);
    return factory.getKeyManagers();
  }

  /** Trusts the authorities, and nobody else. */
  X509ExtendedTrustManager trust() throws GeneralSecurityException {
    KeyStore store = empty();
    for (int i = 0; i < authorities.size(); i++) {
      store.setCertificateEntry("authority-" + i, authorities.get(i));
    }
    TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
    factory.init(store);
    for (TrustManager manager : factory.getTrustManagers()) {
      if (manager instanceof X509ExtendedTrustManager x509) {
        return x509;
      }
    }
    throw new IllegalStateException("this JDK's PKIX checks no certificates of X.509");
  }

  private static KeyStore empty() throws GeneralSecurityException {
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    try {
      store.load(null, PASSWORD);
    } catch (IOException impossible) {
      throw new IllegalStateException("making an empty key store failed", impossible);
    }
    return store;
  }
}
