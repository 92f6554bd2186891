package io.ec2cluster.postgres;

import io.ec2cluster.Outcome;
import io.ec2cluster.Report;
import io.ec2cluster.host.Machine;
import io.ec2cluster.spi.CommandResult;
import io.ec2cluster.spi.Plan;
import io.ec2cluster.testing.FakeOperationContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Lets the Postgres module install its guard of the start at boot on a machine with Debian's layout
 * and systemd, whose file tree a test has made.
 */
public final class BootGuard {
  private static final int VERSION = 15;

  private BootGuard() {}

  /**
   * Installs it.
   *
   * @param root an empty folder, the machine's file tree
   * @param program how ec2cluster is called on that machine
   * @return the drop-in of the unit
   */
  public static Path install(Path root, List<String> program) throws IOException {
    Files.createDirectories(root.resolve("run/systemd/system"));
    Path config = root.resolve("etc/postgresql/15/main");
    Path data = root.resolve("var/lib/postgresql/15/main");
    DebianCluster debian = new DebianCluster(VERSION, "main", config, data);
    PostgresLayout layout =
        new PostgresLayout(
            VERSION,
            root.resolve("usr/lib/postgresql/15/bin"),
            data,
            config,
            Optional.of(debian),
            "root",
            5432,
            root.resolve("log"));
    FakeOperationContext context =
        FakeOperationContext.builder()
            .program(program)
            .commands(systemctl -> new CommandResult(0, false, "", "", Duration.ZERO))
            .build();
    Server server =
        new Server(
            context,
            PostgresSettings.builder().build(),
            new Machine(root, List.of(), "root", true),
            layout);
    Report report = context.run(Plan.builder().step(new BootStart(server).step()).build());
    if (report.outcome() != Outcome.DONE) {
      throw new AssertionError(report.message());
    }
    return root.resolve("etc/systemd/system/" + debian.unit() + ".d/ec2cluster.conf");
  }
}
