package io.ec2cluster.rds;

import static org.assertj.core.api.Assertions.assertThat;

import io.ec2cluster.host.Machine;
import io.ec2cluster.host.OwnedFiles;
import io.ec2cluster.internal.process.ProcessCommands;
import io.ec2cluster.spi.Command;
import io.ec2cluster.spi.CommandResult;
import io.ec2cluster.testing.LoopbackPorts;
import io.ec2cluster.testing.standin.TestSecrets;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.Random;

/**
 * A PostgreSQL server on the loopback interface, of the embedded binaries of Maven; needs tar and
 * xz. The role {@code owner} needs no password, all others do. Closing it stops it and removes
 * everything.
 */
final class RealPostgres implements AutoCloseable {
  private static final String PASSWORD = TestSecrets.MARK;

  private final Path folder;
  private final int port = LoopbackPorts.free();
  private final Machine machine = Machine.current();
  private final ProcessCommands commands = new ProcessCommands(System.getenv());

  private RealPostgres() throws IOException {
    folder = Files.createTempDirectory("ec2cluster-rds-pg").toRealPath();
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  /** Starts one. */
  static RealPostgres start() throws IOException, InterruptedException {
    RealPostgres server = new RealPostgres();
    Path home = server.owned("home");
    Path data = server.owned("data");
    Path packed = server.folder.resolve("postgres.txz");
    try (InputStream resource =
        RealPostgres.class.getResourceAsStream("/postgres-linux-x86_64.txz")) {
      assertThat(resource).as("the embedded binaries of PostgreSQL").isNotNull();
      Files.copy(resource, packed);
    }
    server.run("tar", "-xJf", packed.toString(), "-C", home.toString());
    server.run(
        server.program("initdb"),
        "-D",
        data.toString(),
        "-U",
        "owner",
        "--auth=trust",
        "--no-sync");
    Files.writeString(
        data.resolve("pg_hba.conf"),
        "host all owner 127.0.0.1/32 trust\nhost replication owner 127.0.0.1/32 trust\nhost all all 127.0.0.1/32 md5\n");
    server.run(
        server.program("pg_ctl"),
        "-D",
        data.toString(),
        "-l",
        home.resolve("log").toString(),
        "-w",
        "-o",
        "-F -p %d -h 127.0.0.1 -k %s".formatted(server.port, home),
        "start");
    return server;
  }

  int port() {
    return port;
  }

  String password() {
    return PASSWORD;
  }

  /** Makes a role that may log in. */
  void role(String name, String more) throws SQLException {
    try (Connection connection = connect("owner");
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE ROLE " + name + " LOGIN PASSWORD '" + PASSWORD + "' " + more);
    }
  }

  /** A client. */
  Connection connect(String role) throws SQLException {
    return connect(role, new Properties());
  }

  /** A client with properties of the driver. */
  Connection connect(String role, Properties more) throws SQLException {
    Properties properties = new Properties();
    properties.putAll(more);
    properties.setProperty("user", role);
    properties.setProperty("password", PASSWORD);
    return DriverManager.getConnection(
        "jdbc:postgresql://127.0.0.1:" + port + "/postgres", properties);
  }

  /** Stops it at once, with its clients. */
  void stop() {
    try {
      run(
          program("pg_ctl"),
          "-D",
          folder.resolve("data").toString(),
          "-m",
          "immediate",
          "-w",
          "stop");
    } catch (InterruptedException interrupted) {
      throw new AssertionError(interrupted);
    }
  }

  @Override
  public void close() {
    try {
      if (Files.exists(folder.resolve("data").resolve("postmaster.pid"))) {
        stop();
      }
    } finally {
      OwnedFiles.deleteTree(folder);
    }
  }

  private String program(String name) {
    return folder.resolve("home").resolve("bin").resolve(name).toString();
  }

  /** PostgreSQL refuses to run as root. */
  private String user() {
    if (!machine.privileged()) {
      return machine.user();
    }
    return machine.findUser("postgres").isPresent() ? "postgres" : "nobody";
  }

  private Path owned(String name) {
    Path made = folder.resolve(name);
    new OwnedFiles(
            machine.privileged() ? machine.findUser(user()) : Optional.empty(), new Random(1))
        .createDirectory(made);
    return made;
  }

  private void run(String... vector) throws InterruptedException {
    CommandResult result =
        commands.run(Command.of(List.of(vector)).as(Optional.of(user())).in(Path.of("/")));
    assertThat(result.succeeded())
        .as("%s: %s %s (needs tar and xz-utils)", vector[0], result.output(), result.errors())
        .isTrue();
  }
}
