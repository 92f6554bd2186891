package io.ec2cluster.postgres;

import com.google.common.base.Splitter;
import io.ec2cluster.EnvironmentException;
import io.ec2cluster.spi.Command;
import io.ec2cluster.spi.CommandResult;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * SQL on this node's own server, by psql as the server's user over its Unix socket: the one way in
 * that every installation allows without a password (peer, or initdb's trust), and that needs
 * neither a role nor a line of ours.
 */
final class LocalSql {
  private static final String SEPARATOR = "\t";

  private final PostgresLayout layout;
  private final Programs programs;
  private final ServerProcesses processes;
  private final Duration timeout;

  LocalSql(PostgresLayout layout, Programs programs, ServerProcesses processes, Duration timeout) {
    this.layout = layout;
    this.programs = programs;
    this.processes = processes;
    this.timeout = timeout;
  }

  /** The first row of the answer, its columns as text; empty where there is no row. */
  Optional<List<String>> row(String sql) throws InterruptedException {
    CommandResult result = psql(sql);
    if (!result.succeeded()) {
      throw failed(result);
    }
    return rowOf(result);
  }

  /** Every row of the answer. */
  List<List<String>> rows(String sql) throws InterruptedException {
    CommandResult result = psql(sql);
    if (!result.succeeded()) {
      throw failed(result);
    }
    return Splitter.on('\n')
        .omitEmptyStrings()
        .splitToStream(result.output())
        .map(line -> Splitter.on(SEPARATOR).splitToList(line))
        .toList();
  }

  /**
   * The same as {@link #row}, and empty too where the server does not answer (it starts, or shuts
   * down).
   */
  Optional<List<String>> rowIfAnswered(String sql) throws InterruptedException {
    CommandResult result = psql(sql);
    return result.succeeded() ? rowOf(result) : Optional.empty();
  }

  /** Runs statements, all or none, and answers nothing. They may hold a password's check sum. */
  void execute(String sql) throws InterruptedException {
    CommandResult result = psql("BEGIN;\n" + sql + "\nCOMMIT;\n");
    if (!result.succeeded()) {
      throw failed(result);
    }
  }

  private CommandResult psql(String sql) throws InterruptedException {
    Optional<PostmasterFile> server = processes.postmaster();
    if (server.isEmpty()) {
      return new CommandResult(
          2, false, "", "no server runs in " + layout.dataDirectory(), Duration.ZERO);
    }
    Command command =
        programs
            .command("psql", arguments(server.get()))
            .withEnvironment(
                Map.of(
                    "PGCONNECT_TIMEOUT",
                    String.valueOf(timeout.toSeconds()),
                    "PGCLIENTENCODING",
                    "UTF8",
                    "PGREQUIREPEER",
                    layout.user()))
            .withInput(sql)
            .within(timeout);
    return programs.run(command);
  }

  private List<String> arguments(PostmasterFile server) {
    String host =
        server
            .socketDirectory()
            .orElseThrow(
                () ->
                    new EnvironmentException(
                        "the server of "
                            + layout.dataDirectory()
                            + " has no Unix socket: remove unix_socket_directories = '' from its"
                            + " settings, ec2cluster asks it there"));
    return List.of(
        "-X",
        "-q",
        "-A",
        "-t",
        "-w",
        "-F",
        SEPARATOR,
        "-v",
        "ON_ERROR_STOP=1",
        "-h",
        host,
        "-p",
        String.valueOf(server.port()),
        "-d",
        "postgres");
  }

  private static Optional<List<String>> rowOf(CommandResult result) {
    String line = Splitter.on('\n').split(result.output()).iterator().next();
    return line.isEmpty() && result.output().isBlank()
        ? Optional.empty()
        : Optional.of(Splitter.on(SEPARATOR).splitToList(line));
  }

  private EnvironmentException failed(CommandResult result) {
    return new EnvironmentException(
        "the server of "
            + layout.dataDirectory()
            + " refused a question over its Unix socket as user '"
            + layout.user()
            + "': "
            + result.lastWords(5)
            + ". ec2cluster needs a superuser role of that name, and in pg_hba.conf the line 'local"
            + " all "
            + layout.user()
            + " peer'");
  }
}
