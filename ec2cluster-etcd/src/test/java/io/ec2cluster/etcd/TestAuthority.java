package io.ec2cluster.etcd;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** An authority that signs certificates, by openssl. */
public final class TestAuthority {
  private final Path directory;
  private final String name;

  /** Makes its key and certificate. */
  public TestAuthority(Path directory, String name) throws IOException, InterruptedException {
    this.directory = Files.createDirectories(directory);
    this.name = name;
    openssl(
        "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 90 -keyout %s.key -out %s.pem -subj /CN=%s"
            .formatted(name, name, name));
  }

  /** Its certificate. */
  public Path certificate() {
    return file(name + ".pem");
  }

  /** A file of its directory. */
  public Path file(String other) {
    return directory.resolve(other);
  }

  /**
   * Makes {@code NAME.key} and {@code NAME.pem}.
   *
   * @param subject such as {@code /O=nodes}
   * @param extensions lines of openssl's, such as {@code subjectAltName=IP:127.0.0.1}
   */
  public void issue(String issued, String subject, int days, String... extensions)
      throws IOException, InterruptedException {
    openssl(
        "req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout %s.key -out %s.csr -subj %s"
            .formatted(issued, issued, subject));
    sign(issued, days, extensions);
  }

  /** Signs {@code NAME.csr} again. */
  public void sign(String issued, int days, String... extensions)
      throws IOException, InterruptedException {
    Files.write(file(issued + ".ext"), List.of(extensions));
    openssl(
        "x509 -req -in %s.csr -CA %s.pem -CAkey %s.key -CAcreateserial -days %d -extfile %s.ext -out %s.pem"
            .formatted(issued, name, name, days, issued, issued));
  }

  /** Runs openssl in its directory. */
  public void openssl(String arguments) throws IOException, InterruptedException {
    List<String> vector = new ArrayList<>(List.of("openssl"));
    vector.addAll(List.of(arguments.split(" ", -1)));
    Path log = file("openssl.log");
    Process process;
    try {
      process =
          new ProcessBuilder(vector)
              .directory(directory.toFile())
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
    } catch (IOException missing) {
      throw new AssertionError("no openssl: apt-get install openssl", missing);
    }
    if (!process.waitFor(30, TimeUnit.SECONDS) || process.exitValue() != 0) {
      throw new AssertionError(vector + ": " + Files.readString(log));
    }
  }
}
