package io.ec2cluster.etcd.tls;

import com.google.common.base.Ascii;
import com.google.common.net.InetAddresses;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * Whom a certificate is for: its subject alternative names; the common name does not count, as for
 * etcd (Go, crypto/x509: VerifyHostname; RFC 6125).
 */
final class CertificateNames {
  private static final int DNS = 2;
  private static final int IP = 7;
  private static final String WILDCARD = "*.";

  private final List<String> hosts = new ArrayList<>();
  private final List<String> addresses = new ArrayList<>();

  private CertificateNames() {}

  static CertificateNames of(X509Certificate certificate) {
    CertificateNames names = new CertificateNames();
    try {
      Collection<List<?>> found = certificate.getSubjectAlternativeNames();
      for (List<?> name : found == null ? List.<List<?>>of() : found) {
        String value = String.valueOf(name.get(1));
        if (Integer.valueOf(DNS).equals(name.get(0))) {
          names.hosts.add(Ascii.toLowerCase(value));
        } else if (Integer.valueOf(IP).equals(name.get(0))) {
          names.addresses.add(value);
        }
      }
    } catch (CertificateParsingException unreadable) {
      throw new IllegalArgumentException(
          "its alternative names cannot be read: " + unreadable.getMessage(), unreadable);
    }
    return names;
  }

  /** Whether it is for a host: an IP address, or a DNS name. */
  boolean covers(String host) {
    if (InetAddresses.isUriInetAddress(host) || InetAddresses.isInetAddress(host)) {
      String bare = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
      return addresses.stream()
          .filter(InetAddresses::isInetAddress)
          .anyMatch(
              address -> InetAddresses.forString(address).equals(InetAddresses.forString(bare)));
    }
    String name = Ascii.toLowerCase(host);
    return hosts.stream().anyMatch(pattern -> matches(pattern, name));
  }

  /** A wildcard stands for one whole label, the first. */
  private static boolean matches(String pattern, String name) {
    return pattern.startsWith(WILDCARD)
        ? name.indexOf('.') > 0 && name.substring(name.indexOf('.')).equals(pattern.substring(1))
        : pattern.equals(name);
  }

  /** All of them, for messages. */
  @Override
  public String toString() {
    List<String> all = new ArrayList<>(hosts);
    all.addAll(addresses);
    return all.toString();
  }
}
