package io.ec2cluster.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.ProviderException;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * An authority that this process trusts, and the certificate of 127.0.0.1 that it has signed: the
 * check of it loads what the check of AWS's certificates does. Both are made by Java's own keytool,
 * in a file that is deleted with the rehearsal.
 */
final class RehearsalAuthority {
  private static final String PASSWORD = "rehearsal";
  private static final String AUTHORITY = "authority";
  private static final long PATIENCE_SECONDS = 60;

  private final Path directory;

  private RehearsalAuthority(Path directory) {
    this.directory = directory;
  }

  /**
   * Makes both, and has the process trust the authority instead of Java's own.
   *
   * @return what a server of 127.0.0.1 needs; empty where this Java cannot make it
   */
  static Optional<SSLContext> trusted(Path directory) throws InterruptedException {
    try {
      return new RehearsalAuthority(directory).make();
    } catch (IOException | GeneralSecurityException | ProviderException withoutTls) {
      return Optional.empty();
    }
  }

  private Optional<SSLContext> make()
      throws IOException, GeneralSecurityException, InterruptedException {
    // Reads the certificates that Java trusts, as every start does.
    context().init(null, null, null);
    Path file = directory.resolve("keys");
    if (!keytool(file, AUTHORITY, "-ext", "bc:critical")
        || !keytool(file, "server", "-signer", AUTHORITY, "-ext", "san=ip:127.0.0.1")) {
      return Optional.empty();
    }
    KeyStore keys = KeyStore.getInstance(file.toFile(), PASSWORD.toCharArray());
    trust(keys.getCertificate(AUTHORITY));
    keys.deleteEntry(AUTHORITY);
    KeyManagerFactory managers =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    managers.init(keys, PASSWORD.toCharArray());
    SSLContext context = context();
    context.init(managers.getKeyManagers(), null, null);
    return Optional.of(context);
  }

  private static SSLContext context() throws GeneralSecurityException {
    return SSLContext.getInstance("TLS");
  }

  /** Whether it made a key and its certificate, of the kinds that AWS's are. */
  private static boolean keytool(Path file, String alias, String... more)
      throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(List.of(Main.javaHome().resolve("bin").resolve("keytool").toString()));
    command.addAll(List.of("-genkeypair", "-alias", alias, "-dname", "CN=" + alias));
    command.addAll(List.of("-keyalg", "RSA", "-keysize", "2048"));
    command.addAll(List.of("-sigalg", "SHA256withRSA", "-validity", "2"));
    command.addAll(List.of("-storetype", "PKCS12", "-keystore", file.toString()));
    command.addAll(List.of("-storepass", PASSWORD));
    command.addAll(List.of(more));
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      return false;
    }
    return process.exitValue() == 0;
  }

  private void trust(Certificate authority) throws IOException, GeneralSecurityException {
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry(AUTHORITY, authority);
    Path file = directory.resolve("trusted");
    try (OutputStream out = Files.newOutputStream(file)) {
      trusted.store(out, PASSWORD.toCharArray());
    }
    Main.set(
        Map.of(
            "javax.net.ssl.trustStore",
            file.toString(),
            "javax.net.ssl.trustStoreType",
            "PKCS12",
            "javax.net.ssl.trustStorePassword",
            PASSWORD));
  }
}
