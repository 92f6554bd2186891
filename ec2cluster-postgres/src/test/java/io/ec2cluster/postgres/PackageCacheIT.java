package io.ec2cluster.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ec2cluster.EnvironmentException;
import io.ec2cluster.host.AptPackages;
import io.ec2cluster.host.Machine;
import io.ec2cluster.host.OwnedFiles;
import io.ec2cluster.host.PackageCache;
import io.ec2cluster.spi.Command;
import io.ec2cluster.spi.CommandResult;
import io.ec2cluster.spi.Commands;
import io.ec2cluster.testing.FakeOperationContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Real packages of the distribution, on a machine whose own PostgreSQL is out of sight. */
class PackageCacheIT {
  private static final String USER = TestCluster.serverUser();

  private final Path folder = openFolder();
  private final FakeOperationContext context =
      FakeOperationContext.builder().realCommands().build();
  private final Commands commands = context.commands();

  @AfterEach
  void remove() {
    OwnedFiles.deleteTree(folder);
  }

  @Test
  void fetchedServerMakesADataDirectoryAsTheServersUser() throws Exception {
    Machine here = Machine.current();
    Machine bare = new Machine(folder, here.searchPath(), here.user(), here.privileged());
    if (here.find("apt-get").isEmpty()) {
      assertThatThrownBy(() -> find(bare))
          .isInstanceOf(EnvironmentException.class)
          .hasMessageContaining("no program 'apt-get'");
      return;
    }

    PostgresBinaries fetched = find(bare);

    assertThat(fetched.folder()).startsWith(folder);
    try (Stream<Path> entries = Files.list(folder.resolve("cache/ec2cluster/postgres"))) {
      assertThat(entries).singleElement().isEqualTo(fetched.folder().resolveSibling(""));
    }
    Path data = folder.resolve("data");
    Files.createDirectory(data);
    if (here.privileged()) {
      Files.setOwner(data, here.findUser(USER).orElseThrow());
    }
    CommandResult initdb =
        commands.run(
            Command.of(
                    List.of(
                        fetched.folder().resolve("initdb").toString(), "-D", data.toString(), "-N"))
                .as(Optional.of(USER))
                .in(Path.of("/")));
    assertThat(initdb.succeeded()).as(initdb.errors()).isTrue();
    assertThat(find(bare)).as("the second time it is there").isEqualTo(fetched);
  }

  private PostgresBinaries find(Machine machine) throws InterruptedException {
    AptPackages packages =
        new AptPackages(commands, machine, context.progress(), new PostgresPackages());
    Map<String, String> environment = Map.of("XDG_CACHE_HOME", folder.resolve("cache").toString());
    return new BinarySearch(machine, commands, USER)
        .find(
            Optional.empty(),
            false,
            PackageCache.of(PostgresEngine.ID, machine, environment, packages));
  }

  /** The server's user must be able to enter it, unlike JUnit's temporary directories. */
  private static Path openFolder() {
    try {
      Path folder = Files.createTempDirectory("ec2cluster-packages");
      Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
      return folder.toRealPath();
    } catch (IOException failure) {
      throw new AssertionError(failure);
    }
  }
}
