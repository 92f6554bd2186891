package io.ec2cluster.postgres;

import io.ec2cluster.spi.Check;
import io.ec2cluster.spi.Step;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What the replication user needs so that a former primary can be rewound by it: four functions
 * that read files of the data directory, which a base backup hands out anyway (documentation,
 * pg_rewind, "Notes"). The grants are data: every replica and every later primary has them.
 */
final class RewindRights {
  private static final List<String> FUNCTIONS =
      List.of(
          "pg_catalog.pg_ls_dir(text, boolean, boolean)",
          "pg_catalog.pg_stat_file(text, boolean)",
          "pg_catalog.pg_read_binary_file(text)",
          "pg_catalog.pg_read_binary_file(text, bigint, bigint, boolean)");

  /** From this version on a role may let a server write a checkpoint (release notes). */
  private static final int CHECKPOINT_ROLE = 15;

  private final Server server;

  RewindRights(Server server) {
    this.server = server;
  }

  Step step() {
    return Step.named("let former primaries rewind")
        .description(
            "Let '"
                + server.settings().replicationUser()
                + "' read the files of the data directory, for pg_rewind")
        .check(step -> areGranted() ? Check.State.DONE : Check.State.NEEDED)
        .action(step -> server.sql().execute(String.join("\n", statements())));
  }

  /** The statements, for those who manage their server themselves. */
  List<String> statements() {
    String role = ReplicationRole.identifier(server.settings().replicationUser());
    Stream<String> checkpoint =
        mayCheckpoint() ? Stream.of("GRANT pg_checkpoint TO " + role + ";") : Stream.empty();
    return Stream.concat(
            FUNCTIONS.stream()
                .map(function -> "GRANT EXECUTE ON FUNCTION " + function + " TO " + role + ";"),
            checkpoint)
        .toList();
  }

  private boolean areGranted() throws InterruptedException {
    String functions = condition("oid");
    String checkpoint = mayCheckpoint() ? " AND pg_has_role(oid, 'pg_checkpoint', 'MEMBER')" : "";
    return server
        .sql()
        .rowIfAnswered(
            "SELECT "
                + functions
                + checkpoint
                + " FROM pg_roles WHERE rolname = "
                + ReplicationRole.literal(server.settings().replicationUser())
                + ";")
        .equals(Optional.of(List.of("t")));
  }

  /** Whether a role may call all of them, as a condition in SQL. */
  static String condition(String role) {
    return FUNCTIONS.stream()
        .map(function -> "has_function_privilege(" + role + ", '" + function + "', 'EXECUTE')")
        .collect(Collectors.joining(" AND "));
  }

  private boolean mayCheckpoint() {
    return server.layout().version() >= CHECKPOINT_ROLE;
  }
}
