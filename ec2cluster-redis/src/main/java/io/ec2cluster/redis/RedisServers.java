package io.ec2cluster.redis;

import com.google.common.collect.ImmutableMap;
import com.google.common.primitives.Longs;
import io.ec2cluster.EnvironmentException;
import io.ec2cluster.demo.DemoNode;
import io.ec2cluster.demo.DemoServers;
import io.ec2cluster.host.LogTail;
import io.ec2cluster.redis.ServerConnection.Address;
import io.ec2cluster.spi.Command;
import io.ec2cluster.spi.Commands;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** The servers of the demonstration: on loopback addresses, without a password. */
final class RedisServers implements DemoServers {
  private static final Duration ANSWER = Duration.ofSeconds(4);

  /** The replicas come one by one: none waits for others to share the copy with. */
  private static final Map<String, Object> SETTINGS =
      ImmutableMap.of("protected-mode", "no", "repl-diskless-sync-delay", "0", "maxmemory", "64mb");

  private final Commands commands;
  private final ServerProgram program;
  private final String user;

  RedisServers(Commands commands, ServerProgram program, String user) {
    this.commands = commands;
    this.program = program;
    this.user = user;
  }

  static Path dataDirectory(DemoNode node) {
    return node.directory().resolve("data");
  }

  private static Path logFile(DemoNode node) {
    return node.directory().resolve("data.log");
  }

  @Override
  public String software() {
    return program + ", run as user '" + user + "'";
  }

  @Override
  public Map<String, Object> section(DemoNode node) {
    return ImmutableMap.<String, Object>builder()
        .put("data-directory", dataDirectory(node).toString())
        .put("config-file", node.directory().resolve("data.conf").toString())
        .put("program", program.path().toString())
        .put("port", node.port())
        .put("user", user)
        .put("settings", SETTINGS)
        .buildOrThrow();
  }

  @Override
  public void check(DemoNode node) throws InterruptedException {
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
  public void write(DemoNode primary, int rows) {
    String[] words = new String[1 + 2 * rows];
    words[0] = "MSET";
    for (int row = 0; row < rows; row++) {
      words[1 + 2 * row] = "demo:" + row;
      words[2 + 2 * row] = "row " + row;
    }
    try (ServerConnection connection = open(primary)) {
      connection.ask(words);
    } catch (ServerException failure) {
      throw new EnvironmentException(failure.text(), failure);
    }
  }

  @Override
  public OptionalLong read(DemoNode node) {
    try (ServerConnection connection = open(node)) {
      Long keys = Longs.tryParse(connection.ask("DBSIZE"));
      return keys == null ? OptionalLong.empty() : OptionalLong.of(keys);
    } catch (ServerException notYet) {
      return OptionalLong.empty();
    }
  }

  private static ServerConnection open(DemoNode node) throws ServerException {
    return ServerConnection.open(
        new Address(node.address(), node.port(), "default", Optional.empty(), Optional.empty()),
        ANSWER);
  }

  @Override
  public String lastWords(DemoNode node) {
    return LogTail.lastWords(logFile(node), LogTail.text(logFile(node), 0));
  }

  @Override
  public List<String> shell(DemoNode node) {
    return List.of(
        program.client(),
        "-h",
        node.address(),
        "-p",
        String.valueOf(node.port()),
        "INFO",
        "replication");
  }
}
