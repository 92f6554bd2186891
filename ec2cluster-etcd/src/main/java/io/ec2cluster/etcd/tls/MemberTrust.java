package io.ec2cluster.etcd.tls;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Checks a member's certificate as ever: who has signed it, and whether it is for the host that was
 * called. This node's etcd, as long as it hides on the loopback interface, is called by an address
 * that its certificate need not hold: there it has to be for the node's own address.
 */
final class MemberTrust extends X509ExtendedTrustManager {
  /** Where {@code etcd run} lets its etcd listen before the cluster is formed. */
  private static final String HIDDEN = "127.0.0.1";

  private final X509ExtendedTrustManager ordinary;
  private final String self;

  /**
   * A check.
   *
   * @param ordinary checks chain and name
   * @param self this node's address
   */
  MemberTrust(X509ExtendedTrustManager ordinary, String self) {
    super();
    this.ordinary = ordinary;
    this.self = self;
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    if (!HIDDEN.equals(engine.getPeerHost())) {
      ordinary.checkServerTrusted(chain, authType, engine);
      return;
    }
    // Without an engine the name is not looked at.
    ordinary.checkServerTrusted(chain, authType);
    CertificateNames names = CertificateNames.of(chain[0]);
    if (!names.covers(self) && !names.covers(HIDDEN)) {
      throw new CertificateException(
          "the certificate of what listens at %s is for %s, expected this node's address %s"
              .formatted(HIDDEN, names, self));
    }
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    ordinary.checkServerTrusted(chain, authType, socket);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    ordinary.checkServerTrusted(chain, authType);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    ordinary.checkClientTrusted(chain, authType, engine);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    ordinary.checkClientTrusted(chain, authType, socket);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    ordinary.checkClientTrusted(chain, authType);
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return ordinary.getAcceptedIssuers();
  }
}
