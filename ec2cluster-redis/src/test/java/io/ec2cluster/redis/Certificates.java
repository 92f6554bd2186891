package io.ec2cluster.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/** A certificate that is its own authority, made by openssl. */
record Certificates(Path authority, Path certificate, Path key) {
  static Certificates make(Path folder) throws IOException, InterruptedException {
    Path key = folder.resolve("key.pem");
    Path certificate = folder.resolve("certificate.pem");
    List<String> vector =
        List.of(
            "openssl",
            "req",
            "-x509",
            "-newkey",
            "rsa:2048",
            "-nodes",
            "-days",
            "2",
            "-subj",
            "/CN=redis",
            "-keyout",
            key.toString(),
            "-out",
            certificate.toString());
    Path log = folder.resolve("openssl.log");
    int code =
        new ProcessBuilder(vector)
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start()
            .waitFor();
    assertThat(code).as(Files.readString(log)).isZero();
    // The server's user reads it.
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r--r--"));
    return new Certificates(certificate, certificate, key);
  }
}
