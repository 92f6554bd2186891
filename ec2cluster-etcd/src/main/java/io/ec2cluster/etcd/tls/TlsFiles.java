package io.ec2cluster.etcd.tls;

import java.nio.file.Path;
import java.util.List;

/**
 * The files of one side.
 *
 * @param certSetting what the certificate's setting is called
 * @param keySetting what the key's is called
 * @param caSetting what the authorities' is called
 * @param shown whether whoever calls a member shows the certificate too
 */
record TlsFiles(
    String certSetting,
    Path cert,
    String keySetting,
    Path key,
    String caSetting,
    Path ca,
    boolean shown) {
  private static final String SECTION = "etcd: tls: ";

  static TlsFiles client(TlsSettings settings) {
    return new TlsFiles(
        SECTION + "cert",
        settings.cert(),
        SECTION + "key",
        settings.key(),
        SECTION + "ca",
        settings.ca(),
        settings.clientCertAuth());
  }

  /** Named after the settings that are given. */
  static TlsFiles peer(TlsSettings settings) {
    String own = settings.peerCert().isPresent() ? SECTION + "peer-" : SECTION;
    return new TlsFiles(
        own + "cert",
        settings.peerCert().orElse(settings.cert()),
        own + "key",
        settings.peerKey().orElse(settings.key()),
        SECTION + (settings.peerCa().isPresent() ? "peer-ca" : "ca"),
        settings.peerCa().orElse(settings.ca()),
        true);
  }

  List<Path> all() {
    return List.of(cert, key, ca);
  }
}
