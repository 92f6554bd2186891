package io.ec2cluster.postgres;

import io.ec2cluster.RefusedException;
import io.ec2cluster.role.Role;
import io.ec2cluster.spi.Assignment;
import io.ec2cluster.spi.Check;
import io.ec2cluster.spi.Command;
import io.ec2cluster.spi.Step;
import io.ec2cluster.spi.StepContext;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** What a node needs before it may start as primary. */
final class PrimaryPreparation {
  private static final List<String> INITDB_DEFAULTS =
      List.of("--encoding=UTF8", "--locale=C.UTF-8", "--data-checksums");

  private final Server server;
  private final Supplier<Assignment> assignment;

  PrimaryPreparation(Server server, Supplier<Assignment> assignment) {
    this.server = server;
    this.assignment = assignment;
  }

  List<Step> steps() {
    List<Step> steps = new ArrayList<>(new PackageSteps(server).steps());
    steps.add(
        Step.named("make the data directory")
            .description(description())
            .check(step -> server.data().isEmpty() ? Check.State.NEEDED : Check.State.DONE)
            .action(this::makeData));
    steps.addAll(new SettingsSteps(server, Role.PRIMARY, assignment).steps());
    steps.add(new BootStart(server).step());
    return List.copyOf(steps);
  }

  private String description() {
    boolean backup = !server.settings().bootstrapCommand().isEmpty();
    return "Make "
        + server.data().path()
        + (backup ? " with " + server.settings().bootstrapCommand().get(0) : " with initdb")
        + ", only if it is empty and this node founds the cluster";
  }

  private void makeData(StepContext step) throws InterruptedException {
    if (!assignment.get().founding()) {
      throw new RefusedException(
          server.data().path()
              + " is empty, and this node does not found the cluster: an empty primary would take"
              + " the place of data that was published. Restore the data, or see 'ec2cluster lease"
              + " refound'");
    }
    FreshData fresh = new FreshData(server);
    if (!server.settings().bootstrapCommand().isEmpty()) {
      fresh.make(directory -> fresh.bootstrap(directory, step));
    } else if (server.settings().initdb()) {
      fresh.make(this::initdb);
    } else {
      throw new RefusedException(
          server.data().path()
              + " is empty and postgres.initdb is false: put the data there, or name a"
              + " postgres.bootstrap-command that does");
    }
  }

  private void initdb(Path directory) throws InterruptedException {
    List<String> arguments =
        new ArrayList<>(
            List.of("-D", directory.toString(), "--auth-local=peer", "--auth-host=scram-sha-256"));
    List<String> given = server.settings().initdbArgs();
    arguments.addAll(given.isEmpty() ? INITDB_DEFAULTS : given);
    Command initdb = server.programs().command("initdb", arguments).within(server.startTimeout());
    server.programs().require(initdb, "initdb (its arguments: postgres.initdb-args)");
  }
}
