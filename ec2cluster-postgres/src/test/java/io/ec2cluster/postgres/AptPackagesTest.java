package io.ec2cluster.postgres;

import static io.ec2cluster.testing.FakeCommands.ended;
import static io.ec2cluster.testing.FakeCommands.succeeded;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ec2cluster.EnvironmentException;
import io.ec2cluster.host.AptPackages;
import io.ec2cluster.host.Machine;
import io.ec2cluster.host.UnpackedSoftware;
import io.ec2cluster.spi.Command;
import io.ec2cluster.spi.CommandResult;
import io.ec2cluster.testing.FakeCommands;
import io.ec2cluster.testing.FakeOperationContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AptPackagesTest {
  private static final String DEPENDS =
      """
      postgresql-15
       |Depends: postgresql-common
        Depends: libc6
        Depends: libldap-2.5-0
        Depends: libllvm14
        Depends: <debconf-2.0>
        Recommends: libnever1
      """;
  private static final String DEPENDS_OF_LDAP = "libldap-2.5-0\n  PreDepends: libsasl2-2\n";

  private final Path folder;
  private final Machine machine;
  private final List<String> downloaded = new ArrayList<>();
  private boolean offline;
  private String brought = "usr/lib/x86_64-linux-gnu/libpq.so.5";
  private String libraryPath = "";
  private List<String> lacking = List.of("libldap-2.5.so.0", "libsasl2.so.2");

  AptPackagesTest(@TempDir Path folder) throws IOException {
    this.folder = folder;
    Path bin = Files.createDirectory(folder.resolve("bin"));
    for (String program : List.of("apt-get", "apt-cache", "dpkg-deb", "dpkg-query", "ldd")) {
      Files.createFile(bin.resolve(program));
      assertThat(bin.resolve(program).toFile().setExecutable(true)).isTrue();
    }
    this.machine = new Machine(folder, List.of(bin), "me", false);
  }

  @Test
  void librariesThatTheMachineLacksAreFetchedToo() throws Exception {
    UnpackedSoftware server = fetch();

    assertThat(downloaded)
        .containsExactly(
            "postgresql-15", "postgresql-client-15", "libpq5", "libldap-2.5-0", "libsasl2-2");
    assertThat(server.name()).isEqualTo("postgresql-15_15.6_amd64");
    assertThat(server.libraries()).containsExactly(Path.of("usr/lib/x86_64-linux-gnu"));
    assertThat(server.programs()).containsExactly(Path.of("usr/lib/postgresql/15/bin/postgres"));
  }

  @Test
  void librariesInTheRootsOwnFolderAreFoundToo() throws Exception {
    brought = "lib/x86_64-linux-gnu/libreadline.so.8";

    UnpackedSoftware server = fetch();

    assertThat(server.libraries())
        .containsExactly(Path.of("usr/lib/x86_64-linux-gnu"), Path.of("lib/x86_64-linux-gnu"));
    Path tree = folder.resolve("work/tree");
    assertThat(libraryPath)
        .isEqualTo(tree + "/usr/lib/x86_64-linux-gnu:" + tree + "/lib/x86_64-linux-gnu");
  }

  @Test
  void machineThatHasAllLibrariesFetchesNoMore() throws Exception {
    lacking = List.of();

    fetch();

    assertThat(downloaded).containsExactly("postgresql-15", "postgresql-client-15", "libpq5");
  }

  @Test
  void libraryThatNoPackageBringsIsNamed() {
    lacking = List.of("libodd.so.1");

    assertThatThrownBy(this::fetch)
        .isInstanceOf(EnvironmentException.class)
        .hasMessageContaining("[libodd.so.1]");
  }

  @Test
  void unreachablePackagesAreAnErrorThatSaysWhatToInstall() {
    offline = true;

    assertThatThrownBy(this::fetch)
        .isInstanceOf(EnvironmentException.class)
        .hasMessageContaining("reading the lists of packages failed")
        .hasMessageContaining("E: Could not resolve 'deb.example.org'")
        .hasMessageContaining("apt-get install postgresql");
  }

  private UnpackedSoftware fetch() throws InterruptedException {
    Path work = folder.resolve("work");
    return new AptPackages(
            new FakeCommands(this::answer),
            machine,
            FakeOperationContext.builder().build().progress(),
            new PostgresPackages())
        .fetch(work);
  }

  private CommandResult answer(Command command) {
    List<String> arguments = command.arguments();
    if (offline) {
      return ended(100, "", "E: Could not resolve 'deb.example.org'");
    }
    if (arguments.contains("depends") && arguments.contains("postgresql")) {
      return succeeded("postgresql\n  Depends: postgresql-15\n  Suggests: postgresql-doc\n");
    }
    if (arguments.contains("depends")) {
      return succeeded(arguments.contains("libldap-2.5-0") ? DEPENDS + DEPENDS_OF_LDAP : DEPENDS);
    }
    if (arguments.contains("download")) {
      download(arguments.subList(arguments.indexOf("download") + 1, arguments.size()));
    }
    libraryPath = command.environment().getOrDefault("LD_LIBRARY_PATH", libraryPath);
    return switch (arguments.get(0)) {
      case "dpkg-query" -> succeeded("ii libc6\nrc libldap-2.5-0\nii postgresql-common\n");
      case "ldd" -> succeeded(libraries());
      default -> succeeded("");
    };
  }

  /** What ldd says: a library is there once its package is. */
  private String libraries() {
    StringBuilder text = new StringBuilder("\tlibc.so.6 => /lib/libc.so.6 (0x00007f)\n");
    for (String library : lacking) {
      boolean there =
          downloaded.contains(library.startsWith("libldap") ? "libldap-2.5-0" : "libsasl2-2")
              && !library.equals("libodd.so.1");
      text.append(there ? "" : "\t" + library + " => not found\n");
    }
    return text.toString();
  }

  /** What the packages hold stands in the tree as soon as they are downloaded. */
  private void download(List<String> packages) {
    downloaded.addAll(packages);
    Path work = folder.resolve("work");
    try {
      for (String name : packages) {
        Files.createFile(work.resolve("archives").resolve(name + "_15.6_amd64.deb"));
      }
      for (String file :
          List.of(
              "usr/lib/postgresql/15/bin/postgres",
              "usr/lib/x86_64-linux-gnu/libpq.so.5",
              brought)) {
        Path unpacked = work.resolve("tree").resolve(file);
        Files.createDirectories(unpacked.resolveSibling(""));
        if (!Files.exists(unpacked)) {
          Files.createFile(unpacked);
        }
      }
    } catch (IOException failure) {
      throw new AssertionError(failure);
    }
  }
}
