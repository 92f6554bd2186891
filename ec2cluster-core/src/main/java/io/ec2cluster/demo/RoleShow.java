package io.ec2cluster.demo;

import io.ec2cluster.DeadlineException;
import io.ec2cluster.EnvironmentException;
import io.ec2cluster.role.Role;
import io.ec2cluster.spi.CommandResult;
import io.ec2cluster.spi.OperationContext;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** What is shown: an election, rows that travel, the final state. */
final class RoleShow implements DemoShow {
  private static final int ROWS = 1000;
  private static final int LINES = 20;
  private static final Duration INIT = Duration.ofMinutes(15);
  private static final Duration STATUS = Duration.ofMinutes(1);
  private static final Duration REPLICATION = Duration.ofMinutes(1);
  private static final Duration PAUSE = Duration.ofMillis(50);

  private final OperationContext context;
  private final DemoCluster cluster;
  private final DemoServers servers;

  RoleShow(OperationContext context, DemoCluster cluster, DemoServers servers) {
    this.context = context;
    this.cluster = cluster;
    this.servers = servers;
  }

  @Override
  public void run() throws InterruptedException {
    say("three nodes in " + cluster.directory() + ", with " + servers.software());
    for (DemoNode node : cluster.nodes()) {
      cluster.configure(node, servers.section(node));
      servers.check(node);
    }
    DemoNode primary = elect();
    servers.write(primary, ROWS);
    say("wrote " + ROWS + " rows on " + primary.id());
    for (DemoNode node : cluster.nodes()) {
      if (!node.equals(primary)) {
        awaitRows(node);
        say("read " + ROWS + " rows on " + node.id());
      }
    }
    sayState();
  }

  @Override
  public void sayHowToLook() {
    say("to look at it:");
    for (DemoNode node : cluster.nodes()) {
      say("  " + cluster.commandLine(node, "status"));
      say("  " + CommandText.of(servers.shell(node)));
    }
    say("  cat " + CommandText.of(List.of(cluster.zoneFile().toString())));
  }

  /** The same command on every node, at the same time. */
  private DemoNode elect() throws InterruptedException {
    say("every node runs 'ec2cluster init', all at the same time:");
    List<NodeRole> roles = new ArrayList<>();
    AtOnce.onAll(
        cluster.nodes(),
        this::init,
        role -> {
          roles.add(role);
          say("  " + role.text());
        });
    List<DemoNode> primaries =
        roles.stream()
            .filter(role -> role.role().equals(Role.PRIMARY.label()))
            .map(NodeRole::node)
            .toList();
    Optional<DemoNode> published = cluster.primary();
    if (!primaries.equals(published.stream().toList())) {
      throw new IllegalStateException(
          "expected one primary, at which the name points: "
              + roles
              + " and the name points at "
              + published);
    }
    say(DemoCluster.PRIMARY_NAME.text() + " points at " + primaries.get(0).id());
    return primaries.get(0);
  }

  private NodeRole init(DemoNode node) throws InterruptedException {
    CommandResult result = cluster.run(node, INIT, "--output", "json", "init");
    if (!result.succeeded()) {
      throw failed("init", node, result);
    }
    return NodeRole.of(node, result);
  }

  private void awaitRows(DemoNode node) throws InterruptedException {
    long end = context.time().nanos() + REPLICATION.toNanos();
    OptionalLong rows = servers.read(node);
    while (!rows.equals(OptionalLong.of(ROWS))) {
      if (context.time().nanos() - end >= 0) {
        throw new DeadlineException(
            "after "
                + REPLICATION.toSeconds()
                + " s "
                + node.id()
                + " has "
                + (rows.isPresent() ? rows.getAsLong() : "none")
                + " of the "
                + ROWS
                + " rows that were written on the primary"
                + servers.lastWords(node));
      }
      context.time().sleep(PAUSE);
      rows = servers.read(node);
    }
  }

  private void sayState() throws InterruptedException {
    List<NodeStatus> all = new ArrayList<>();
    AtOnce.onAll(cluster.nodes(), this::status, all::add);
    say("\n" + NodeStatus.table(all));
    say(cluster.zoneFile() + ":\n");
    try {
      say(Files.readString(cluster.zoneFile(), StandardCharsets.ISO_8859_1));
    } catch (IOException failure) {
      throw new EnvironmentException(
          "cannot read " + cluster.zoneFile() + ": " + failure.getMessage(), failure);
    }
  }

  private NodeStatus status(DemoNode node) throws InterruptedException {
    OptionalLong rows = servers.read(node);
    CommandResult result = cluster.run(node, STATUS, "--output", "json", "status");
    if (!result.succeeded()) {
      throw failed("status", node, result);
    }
    return NodeStatus.of(node, rows.orElse(0), result);
  }

  /** The node's own report of its failure, and what its server said, if that is not in it. */
  private EnvironmentException failed(String command, DemoNode node, CommandResult result) {
    String report = NodeRole.message(result).orElseGet(() -> result.lastWords(LINES));
    String log = servers.lastWords(node).strip();
    return new EnvironmentException(
        "'ec2cluster "
            + command
            + "' on "
            + node.id()
            + (result.timedOut() ? " took too long" : " ended with exit code " + result.exitCode())
            + ": "
            + report
            + (log.isEmpty() || report.contains(log) ? "" : "\n" + log));
  }

  private void say(String message) {
    context.progress().progress(message);
  }
}
