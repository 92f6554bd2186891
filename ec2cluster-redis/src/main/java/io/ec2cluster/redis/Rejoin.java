package io.ec2cluster.redis;

import com.google.common.collect.ImmutableList;
import io.ec2cluster.EnvironmentException;
import io.ec2cluster.RefusedException;
import io.ec2cluster.host.OwnedFiles;
import io.ec2cluster.role.Role;
import io.ec2cluster.spi.Assignment;
import io.ec2cluster.spi.Rejoining;
import io.ec2cluster.spi.Step;
import io.ec2cluster.spi.StepContext;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Makes a former primary follow the new one: as it is, if everything that it has is proven to be in
 * the new one's data; else its files are moved aside, where that is allowed, and it gets a fresh
 * copy. Nothing is started here.
 */
final class Rejoin {
  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

  private final Server server;
  private final Supplier<Assignment> assignment;
  private final Rejoining how;

  Rejoin(Server server, Supplier<Assignment> assignment, Rejoining how) {
    this.server = server;
    this.assignment = assignment;
    this.how = how;
  }

  List<Step> steps() {
    return List.of(
        Step.named("make the data follow the primary")
            .description(
                "Leave the data of "
                    + server.layout().directory()
                    + " as it is if the primary is proven to have all of it"
                    + (how.reclone()
                        ? "; else "
                            + (how.discard() ? "delete it" : "move it aside")
                            + " for a fresh copy"
                        : ""))
            .action(this::makeFollow),
        new SettingsSteps(server, Role.REPLICA, assignment).step());
  }

  private void makeFollow(StepContext step) throws InterruptedException {
    if (server.isRunning()) {
      throw new EnvironmentException(
          "a server still works in "
              + server.layout().directory()
              + ", whose data is to be changed: stop it, then run this again");
    }
    ServerInfo info = new PrimaryLink(server, assignment.get().primary()).require(step);
    History primary = History.of(info);
    if (server.persistence().isEmpty()) {
      step.note(server.layout().directory() + " holds no data: it gets a copy");
      return;
    }
    Ancestry ancestry = new Ancestry(server);
    boolean replica = new DataOnDisk(server).madeFor().equals(Optional.of(Role.REPLICA));
    boolean stays = replica ? !ancestry.hasMoreThan(primary) : ancestry.isIn(primary);
    if (stays && !how.reclone()) {
      step.note(
          ancestry.isIn(primary)
              ? "the primary has everything that " + server.layout().directory() + " has"
              : server.layout().directory() + " is a replica's: it follows the primary again");
      return;
    }
    if (!how.reclone()) {
      throw new RefusedException(
          server.persistence().description()
              + " "
              + ancestry
                  .known()
                  .map(at -> "goes up to " + History.of(at).position().text())
                  .orElse("does not say up to where it goes")
              + ", and is not known to be in the primary's data ("
              + primary.position().text()
              + "): what it has more would be lost. 'ec2cluster rejoin --reclone' takes a fresh copy"
              + " of the primary and moves the old files aside");
    }
    makeRoom(step);
  }

  private void makeRoom(StepContext step) {
    String stamp = STAMP.format(step.time().now());
    for (Path path : ImmutableList.copyOf(server.persistence().all())) {
      Path aside = path.resolveSibling(path.getFileName() + ".ec2cluster-old-" + stamp);
      OwnedFiles.rename(path, aside);
      if (how.discard()) {
        OwnedFiles.deleteTree(aside);
        step.note("deleted " + path);
      } else {
        step.note("moved " + path + " to " + aside);
      }
    }
  }
}
