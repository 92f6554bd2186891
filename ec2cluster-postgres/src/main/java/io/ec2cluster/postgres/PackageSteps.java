package io.ec2cluster.postgres;

import io.ec2cluster.EnvironmentException;
import io.ec2cluster.RefusedException;
import io.ec2cluster.host.OwnedFiles;
import io.ec2cluster.spi.Check;
import io.ec2cluster.spi.Step;
import io.ec2cluster.spi.StepContext;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;

/** Moves the untouched cluster of Debian's package out of the way. */
final class PackageSteps {
  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

  private final Server server;

  PackageSteps(Server server) {
    this.server = server;
  }

  /** Nothing to do where there is no such cluster, or no leave to move it. */
  List<Step> steps() {
    if (!server.settings().adoptPackageCluster() || server.layout().debian().isEmpty()) {
      return List.of();
    }
    return List.of(
        Step.named("move the package's cluster aside")
            .description(
                "Rename "
                    + server.data().path()
                    + " if it is the untouched cluster that Debian's package made")
            .check(step -> isThere() ? Check.State.NEEDED : Check.State.DONE)
            .action(this::moveAside));
  }

  private boolean isThere() throws InterruptedException {
    return !server.data().isEmpty() && isUntouched();
  }

  private boolean isUntouched() throws InterruptedException {
    return PackageCluster.isUntouched(
        server.layout(),
        server.data(),
        server.data().control(),
        server.processes().postmaster().isPresent());
  }

  private void moveAside(StepContext step) throws InterruptedException {
    if (server.data().isEmpty()) {
      return;
    }
    server.control().stop(step);
    if (!server.processes().all().isEmpty()) {
      throw new EnvironmentException(
          "the package's server of "
              + server.data().path()
              + " does not stop: stop it, then run init again");
    }
    if (!isUntouched()) {
      throw new RefusedException(
          server.data().path()
              + " is not the untouched cluster of Debian's package after all: somebody has made"
              + " objects in it. It was stopped and is otherwise as it was; start it again with"
              + " 'pg_ctlcluster "
              + server.layout().debian().map(c -> c.version() + " " + c.name()).orElse("")
              + " start'");
    }
    Path path = server.data().path();
    Path aside =
        path.resolveSibling(path.getFileName() + ".package-" + STAMP.format(step.time().now()));
    OwnedFiles.rename(path, aside);
    step.note("the package's cluster was moved to " + aside + ": remove it when it is not needed");
  }
}
