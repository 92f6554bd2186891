package io.ec2cluster.shipped;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** A certificate of 127.0.0.1, signed by an authority of its own, both made by keytool. */
final class LoopbackCertificate {
  private static final String PASSWORD = "certificate";

  private final Path folder;

  /** Makes it in a folder. */
  LoopbackCertificate(Path folder) throws Exception {
    this.folder = folder;
    keytool(
        "keys", "-genkeypair -alias authority -dname CN=authority -keyalg RSA -ext bc:critical");
    keytool(
        "keys",
        "-genkeypair -alias server -dname CN=server -keyalg RSA -signer authority -ext san=ip:127.0.0.1");
    keytool("keys", "-exportcert -alias authority -file authority.crt");
    keytool("trusted", "-importcert -noprompt -alias authority -file authority.crt");
    keytool("keys", "-delete -alias authority");
  }

  /** What a server with it needs. */
  SSLContext server() throws Exception {
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(
        KeyStore.getInstance(folder.resolve("keys").toFile(), PASSWORD.toCharArray()),
        PASSWORD.toCharArray());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), null, null);
    return context;
  }

  /** Options of a virtual machine that trusts its authority. */
  List<String> trustingOptions() {
    return List.of(
        "-Djavax.net.ssl.trustStore=" + folder.resolve("trusted"),
        "-Djavax.net.ssl.trustStorePassword=" + PASSWORD);
  }

  private void keytool(String store, String arguments) throws Exception {
    Stream<String> words =
        Stream.of(
            Shipped.java().resolveSibling("keytool").toString(),
            "-storetype",
            "PKCS12",
            "-keystore",
            store,
            "-storepass",
            PASSWORD);
    Process process =
        new ProcessBuilder(Stream.concat(words, Stream.of(arguments.split(" ", -1))).toList())
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("keytool.txt").toFile())
            .start();
    int exitCode = process.waitFor();
    assertThat(exitCode)
        .as("keytool %s: %s", arguments, Files.readString(folder.resolve("keytool.txt")))
        .isZero();
  }
}
