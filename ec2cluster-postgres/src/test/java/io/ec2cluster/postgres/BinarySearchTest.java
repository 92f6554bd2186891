package io.ec2cluster.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.base.Splitter;
import io.ec2cluster.EnvironmentException;
import io.ec2cluster.host.AptPackages;
import io.ec2cluster.host.Machine;
import io.ec2cluster.host.PackageCache;
import io.ec2cluster.spi.Command;
import io.ec2cluster.spi.CommandResult;
import io.ec2cluster.testing.FakeCommands;
import io.ec2cluster.testing.FakeOperationContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BinarySearchTest {
  /** Entries of a cache count only if they are one's own. */
  private static final String USER = Machine.current().user();

  private final Path root;
  private final Machine machine;
  private final FakeCommands commands = new FakeCommands(BinarySearchTest::version);

  BinarySearchTest(@TempDir Path root) {
    this.root = root;
    this.machine = new Machine(root, List.of(root.resolve("path")), USER, false);
  }

  @Test
  void newestInstalledPackageIsTaken() throws Exception {
    install("usr/lib/postgresql/9.6/bin", "9.6.24");
    install("usr/lib/postgresql/15/bin", "15.4");
    Path newest = install("usr/lib/postgresql/17/bin", "17.1");

    PostgresBinaries found = find(Optional.empty(), false);

    assertThat(found).isEqualTo(new PostgresBinaries(newest, 17, "17.1"));
  }

  @Test
  void incompleteBrokenAndOldOnesArePassedOver() throws Exception {
    Path incomplete = install("usr/lib/postgresql/18/bin", "18.0");
    Files.delete(incomplete.resolve("pg_basebackup"));
    install("usr/lib/postgresql/17/bin", "broken");
    install("usr/pgsql-10/bin", "10.3");
    Path onPath = install("path", "14.9");

    assertThat(find(Optional.empty(), false)).isEqualTo(new PostgresBinaries(onPath, 14, "14.9"));
  }

  @Test
  void configuredFolderIsTheOnlyOneLookedAt() throws Exception {
    install("usr/lib/postgresql/17/bin", "17.1");
    Path own = install("opt/pg", "16.2");

    assertThat(find(Optional.of(own), false).folder()).isEqualTo(own);
    assertThatThrownBy(() -> find(Optional.of(root.resolve("absent")), false))
        .isInstanceOf(EnvironmentException.class)
        .hasMessageContaining(root.resolve("absent").toString())
        .hasMessageContaining("postgres.bin-directory");
  }

  @Test
  void fetchedOneIsTakenWhereNoneIsInstalledOrThatIsAsked() throws Exception {
    Path cached = install("cache/ec2cluster/postgres/postgresql-15_15.6_amd64/bin", "15.6");
    assertThat(find(Optional.empty(), false).folder()).isEqualTo(cached);

    install("usr/lib/postgresql/17/bin", "17.1");

    assertThat(find(Optional.empty(), true).folder()).isEqualTo(cached);
    assertThat(find(Optional.empty(), false).version()).isEqualTo(17);
  }

  @Test
  void machineWithoutPostgresAndWithoutAptIsToldWhatToInstall() {
    assertThatThrownBy(() -> find(Optional.empty(), false))
        .isInstanceOf(EnvironmentException.class)
        .hasMessageContaining("no PostgreSQL on this machine")
        .hasMessageContaining("no program 'apt-get'")
        .hasMessageContaining("dnf install postgresql-server");
    assertThat(root.resolve("cache/ec2cluster/postgres")).isEmptyDirectory();
  }

  private PostgresBinaries find(Optional<Path> configured, boolean fetch) throws Exception {
    return new BinarySearch(machine, commands, USER).find(configured, fetch, cache());
  }

  private PackageCache cache() {
    Map<String, String> environment = Map.of("XDG_CACHE_HOME", root.resolve("cache").toString());
    return PackageCache.of(
        PostgresEngine.ID,
        machine,
        environment,
        new AptPackages(
            commands,
            machine,
            FakeOperationContext.builder().build().progress(),
            new PostgresPackages()));
  }

  /** Programs whose {@code postgres} holds the version that it tells. */
  private Path install(String folder, String release) throws IOException {
    Path bin = Files.createDirectories(root.resolve(folder));
    for (String program : List.of("postgres", "initdb", "pg_ctl", "pg_basebackup", "psql")) {
      Files.writeString(bin.resolve(program), release);
      assertThat(bin.resolve(program).toFile().setExecutable(true)).isTrue();
    }
    return bin;
  }

  private static CommandResult version(Command command) {
    assertThat(command.arguments().get(1)).isEqualTo("-V");
    String release = read(Path.of(command.arguments().get(0)));
    return Splitter.on('.').splitToList(release).size() < 2
        ? FakeCommands.ended(127, "", "error while loading shared libraries")
        : FakeCommands.succeeded("postgres (PostgreSQL) " + release + " (Debian 1.pgdg)\n");
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException failure) {
      throw new AssertionError(failure);
    }
  }
}
