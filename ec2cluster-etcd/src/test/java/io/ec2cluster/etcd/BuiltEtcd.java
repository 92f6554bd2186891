package io.ec2cluster.etcd;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A version of etcd that no package has, built from its Go modules the first time that it is asked
 * for, and kept below {@code target}.
 *
 * @param etcd the server
 * @param etcdutl the tool that restores snapshots
 */
record BuiltEtcd(Path etcd, Path etcdutl) {
  static final String V3_5 = "3.5.35";
  static final String V3_6 = "3.6.16";

  static BuiltEtcd version(String version) {
    Path directory = Path.of("target", "etcd-" + version).toAbsolutePath();
    BuiltEtcd built = new BuiltEtcd(directory.resolve("etcd"), directory.resolve("etcdutl"));
    try {
      Files.createDirectories(directory);
      try (FileChannel lock =
              FileChannel.open(
                  directory.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
          FileLock held = lock.lock()) {
        if (!held.isValid() || !Files.isExecutable(built.etcd())) {
          build(version, directory);
        }
      }
      return built;
    } catch (IOException failure) {
      throw new AssertionError("etcd " + version + " cannot be built", failure);
    }
  }

  private static void build(String version, Path directory) throws IOException {
    Process process =
        new ProcessBuilder("src/test/etcd/build", version, directory.toString())
            .inheritIO()
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      if (process.waitFor() != 0) {
        throw new AssertionError(
            "etcd "
                + version
                + " cannot be built (see above): it needs Go (apt-get install golang-go) and the Go module proxy");
      }
    } catch (InterruptedException interrupted) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", interrupted);
    }
  }
}
