package io.ec2cluster.rds;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** The HAProxy of this machine. */
final class InstalledHaproxy {
  private InstalledHaproxy() {}

  /** Its program. */
  static Path program() {
    return Stream.of("/usr/sbin", "/usr/local/sbin", "/usr/bin", "/usr/local/bin")
        .map(folder -> Path.of(folder, "haproxy"))
        .filter(Files::isExecutable)
        .findFirst()
        .orElseThrow(
            () ->
                new AssertionError(
                    "this test needs HAProxy: install it (Debian: apt-get install haproxy)"));
  }
}
