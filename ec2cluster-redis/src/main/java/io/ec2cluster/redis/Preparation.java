package io.ec2cluster.redis;

import io.ec2cluster.RefusedException;
import io.ec2cluster.role.Role;
import io.ec2cluster.spi.Assignment;
import io.ec2cluster.spi.Step;
import io.ec2cluster.spi.StepContext;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** What a node needs before it may start in a role: settings alone, a replica copies by itself. */
final class Preparation {
  private final Server server;
  private final Supplier<Assignment> assignment;

  Preparation(Server server, Supplier<Assignment> assignment) {
    this.server = server;
    this.assignment = assignment;
  }

  List<Step> steps(Role role) {
    Step settings = new SettingsSteps(server, role, assignment).step();
    Step guard = new BootStart(server).step();
    return role == Role.PRIMARY ? List.of(settings, guard) : List.of(compare(), settings, guard);
  }

  private Step compare() {
    return Step.named("compare with the primary")
        .description(
            "Refuse a primary that is none, and data here that is not known to be in the primary's")
        .action(this::compare);
  }

  /** The first synchronisation replaces what is here. */
  private void compare(StepContext step) throws InterruptedException {
    History primary = History.of(new PrimaryLink(server, assignment.get().primary()).require(step));
    DataOnDisk data = new DataOnDisk(server);
    Optional<Role> madeFor = data.madeFor();
    Ancestry ancestry = new Ancestry(server);
    if (madeFor.equals(Optional.of(Role.REPLICA)) && ancestry.hasMoreThan(primary)) {
      throw ancestry.tooMuch(primary);
    }
    if (madeFor.equals(Optional.of(Role.REPLICA)) || !holdsKeys() || ancestry.isIn(primary)) {
      return;
    }
    throw new RefusedException(
        madeFor.isPresent()
            ? data.look().description()
                + ": that of a former primary, and not known to be in the data of the present one, "
                + assignment.get().primary().instanceId()
                + ": run 'ec2cluster rejoin'"
            : data.look().description()
                + " holds keys that ec2cluster did not put there, and a replica would lose them to"
                + " its primary, "
                + assignment.get().primary().address()
                + ": empty the server, or move its files away, and run init again; nothing overrides"
                + " this");
  }

  private boolean holdsKeys() {
    return server.isRunning()
        ? server.ask().map(info -> info.keys() > 0).orElse(true)
        : !server.persistence().isEmpty();
  }
}
