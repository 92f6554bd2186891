package io.ec2cluster.etcd.tls;

import io.ec2cluster.config.InvalidSettingException;
import io.ec2cluster.config.Setting;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The section {@code etcd: tls}. Where it is set, nothing is spoken in plain text. */
public record TlsSettings(
    @Setting("PEM file of this node's certificate, with those that lead to the authority")
        Path cert,
    @Setting("PEM file of its private key") Path key,
    @Setting("PEM file of the authorities that sign the members' certificates") Path ca,
    @Setting("the certificate among the members; default: cert") Optional<Path> peerCert,
    @Setting("its private key; default: key") Optional<Path> peerKey,
    @Setting("the authorities that sign the certificates among the members; default: ca")
        Optional<Path> peerCa,
    @Setting(
            value = "whether clients need a certificate of the authorities",
            defaultValue = "false")
        boolean clientCertAuth) {
  /** Refuses a certificate without its key, and the other way round. */
  public TlsSettings {
    List<InvalidSettingException> found = new ArrayList<>();
    if (peerCert.isPresent() && peerKey.isEmpty()) {
      found.add(
          new InvalidSettingException(
              "peer-key", "not found beside peer-cert, expected the key of that certificate"));
    }
    if (peerKey.isPresent() && peerCert.isEmpty()) {
      found.add(
          new InvalidSettingException(
              "peer-cert", "not found beside peer-key, expected the certificate of that key"));
    }
    InvalidSettingException.throwAll(found);
  }

  /**
   * etcd's arguments (etcd documentation, "Transport security model"). Members always ask each
   * other for certificates. A client's is asked for as soon as etcd knows {@code
   * --trusted-ca-file}, hence without {@code client-cert-auth} it is not told.
   */
  public List<String> arguments() {
    TlsFiles peer = TlsFiles.peer(this);
    List<String> arguments = new ArrayList<>();
    arguments.add("--cert-file=" + cert);
    arguments.add("--key-file=" + key);
    if (clientCertAuth) {
      arguments.add("--client-cert-auth");
      arguments.add("--trusted-ca-file=" + ca);
    }
    arguments.add("--peer-cert-file=" + peer.cert());
    arguments.add("--peer-key-file=" + peer.key());
    arguments.add("--peer-trusted-ca-file=" + peer.ca());
    arguments.add("--peer-client-cert-auth");
    return List.copyOf(arguments);
  }
}
