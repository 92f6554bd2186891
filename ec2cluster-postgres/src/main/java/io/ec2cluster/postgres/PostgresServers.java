package io.ec2cluster.postgres;

import com.google.common.collect.ImmutableMap;
import com.google.common.primitives.Longs;
import io.ec2cluster.EnvironmentException;
import io.ec2cluster.demo.DemoNode;
import io.ec2cluster.demo.DemoServers;
import io.ec2cluster.host.Machine;
import io.ec2cluster.spi.Command;
import io.ec2cluster.spi.Commands;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** The servers of the demonstration. */
final class PostgresServers implements DemoServers {
  private static final Duration ANSWER = Duration.ofSeconds(20);

  /** sun_path holds 108 bytes with the NUL at its end (unix(7)). */
  private static final int LONGEST_SOCKET_PATH = 107;

  /**
   * The data is removed in a minute: it need not survive a crash of the machine. Fetched packages
   * come without LLVM, which the JIT compiler would load.
   */
  private static final Map<String, Object> SETTINGS =
      ImmutableMap.of("shared_buffers", "16MB", "fsync", "off", "jit", "off");

  private final Commands commands;
  private final Machine machine;
  private final PostgresBinaries binaries;
  private final String user;

  PostgresServers(Commands commands, Machine machine, PostgresBinaries binaries, String user) {
    this.commands = commands;
    this.machine = machine;
    this.binaries = binaries;
    this.user = user;
  }

  static Path dataDirectory(DemoNode node) {
    return node.directory().resolve("data");
  }

  @Override
  public String software() {
    return binaries + ", run as user '" + user + "'";
  }

  @Override
  public Map<String, Object> section(DemoNode node) {
    return ImmutableMap.<String, Object>builder()
        .put("data-directory", dataDirectory(node).toString())
        .put("bin-directory", binaries.folder().toString())
        .put("port", node.port())
        .put("user", user)
        .put("settings", SETTINGS)
        .buildOrThrow();
  }

  @Override
  public void check(DemoNode node) throws InterruptedException {
    requireOwnSocket(node);
    List<String> enter = List.of("test", "-x", node.directory().toString());
    if (!commands.run(Command.of(enter).as(Optional.of(user))).succeeded()) {
      throw new EnvironmentException(
          "user '"
              + user
              + "', as whom the servers run, cannot enter "
              + node.directory()
              + ": choose a place with --directory that every user can enter");
    }
  }

  @Override
  public void write(DemoNode primary, int rows) throws InterruptedException {
    sql(primary)
        .execute(
            "CREATE TABLE demo AS SELECT n, 'row ' || n AS text FROM generate_series(1, "
                + rows
                + ") n;");
  }

  @Override
  public OptionalLong read(DemoNode node) throws InterruptedException {
    return sql(node)
        .rowIfAnswered("SELECT count(*) FROM demo;")
        .map(row -> Longs.tryParse(row.get(0)))
        .map(OptionalLong::of)
        .orElse(OptionalLong.empty());
  }

  @Override
  public String lastWords(DemoNode node) {
    return new ServerLog(layout(node)).lastWords();
  }

  @Override
  public List<String> shell(DemoNode node) {
    Path psql = binaries.folder().resolve("psql");
    Stream<String> become =
        machine.privileged() ? Stream.of("runuser", "-u", user, "--") : Stream.of();
    return Stream.concat(
            become,
            Stream.of(
                psql.toString(),
                "-h",
                socketDirectory(node).toString(),
                "-p",
                String.valueOf(node.port()),
                "-U",
                user,
                "-c",
                "SELECT count(*), pg_is_in_recovery() FROM demo",
                "postgres"))
        .toList();
  }

  private LocalSql sql(DemoNode node) {
    PostgresLayout layout = layout(node);
    return new LocalSql(
        layout,
        new Programs(commands, layout, machine),
        new ServerProcesses(layout.dataDirectory()),
        ANSWER);
  }

  private PostgresLayout layout(DemoNode node) {
    Path data = dataDirectory(node);
    return new PostgresLayout(
        binaries.version(),
        binaries.folder(),
        data,
        data,
        Optional.empty(),
        user,
        node.port(),
        data.resolveSibling("data.log"));
  }

  /** The engine gives a server outside the package's place a socket beside its data. */
  private static Path socketDirectory(DemoNode node) {
    return node.directory().resolve("data.socket");
  }

  /** In a directory that they share, sockets of one port would be in each other's way. */
  private void requireOwnSocket(DemoNode node) {
    Path socket = socketDirectory(node).resolve(".s.PGSQL." + node.port());
    int length = socket.toString().getBytes(StandardCharsets.UTF_8).length;
    if (length > LONGEST_SOCKET_PATH || socket.startsWith(machine.at("/var/lib"))) {
      throw new EnvironmentException(
          "the socket "
              + socket
              + " cannot be used: expected a place outside of /var/lib and a name of at most "
              + LONGEST_SOCKET_PATH
              + " bytes; choose another place with --directory");
    }
  }
}
