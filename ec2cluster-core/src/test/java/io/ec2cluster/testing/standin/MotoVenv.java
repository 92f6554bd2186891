package io.ec2cluster.testing.standin;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A virtual environment in the user's cache folder, made once and kept. */
final class MotoVenv implements MotoWay {
  private static final long INSTALL_MINUTES = 10;

  @Override
  public String label() {
    return "venv";
  }

  @Override
  public MotoServer start() throws MotoUnavailable {
    Path folder = cache().resolve("moto-" + MotoServer.VERSION);
    try {
      Files.createDirectories(folder);
      // Several test runs may start at once: one installs, the others wait for it.
      try (FileChannel channel =
              FileChannel.open(
                  folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
          FileLock lock = channel.lock()) {
        if (!lock.isValid() || Files.notExists(folder.resolve("installed"))) {
          install(folder);
        }
      }
    } catch (IOException e) {
      throw new MotoUnavailable("no virtual environment in " + folder, e);
    }
    return MotoProcess.start(List.of(folder.resolve("venv/bin/moto_server").toString()));
  }

  private static void install(Path folder) throws IOException, MotoUnavailable {
    Path venv = folder.resolve("venv");
    run(folder, List.of("python3", "-m", "venv", "--clear", venv.toString()));
    String moto = "moto[server]==" + MotoServer.VERSION;
    run(folder, List.of(venv.resolve("bin/pip").toString(), "install", "--quiet", moto));
    Files.createFile(folder.resolve("installed"));
  }

  private static void run(Path folder, List<String> command) throws IOException, MotoUnavailable {
    Path log = folder.resolve("install.log");
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    try {
      if (!process.waitFor(INSTALL_MINUTES, TimeUnit.MINUTES) || process.exitValue() != 0) {
        throw new MotoUnavailable(
            String.join(" ", command) + " failed: " + Files.readString(log).strip());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new MotoUnavailable("interrupted while it was installed", e);
    } finally {
      process.destroyForcibly();
    }
  }

  private static Path cache() {
    return Optional.ofNullable(System.getenv("XDG_CACHE_HOME"))
        .filter(folder -> !folder.isBlank())
        .map(Path::of)
        .orElseGet(() -> Path.of(System.getProperty("user.home"), ".cache"))
        .resolve("ec2cluster");
  }
}
