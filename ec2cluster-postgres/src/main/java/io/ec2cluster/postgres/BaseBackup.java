package io.ec2cluster.postgres;

import com.google.common.collect.ImmutableMap;
import io.ec2cluster.host.OwnedFiles;
import io.ec2cluster.spi.Command;
import io.ec2cluster.spi.CommandResult;
import io.ec2cluster.spi.PrimaryLocation;
import io.ec2cluster.spi.StepContext;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A copy of the primary by pg_basebackup, its password in a file and never in an argument. */
final class BaseBackup {
  private static final String SLOT_BUSY = "is active for PID";
  private static final Duration SLOT_PATIENCE = Duration.ofSeconds(60);
  private static final Duration PAUSE = Duration.ofSeconds(1);

  private final Server server;

  BaseBackup(Server server) {
    this.server = server;
  }

  /** Fills a directory; the log that is written meanwhile is streamed through the slot. */
  void into(Path directory, PrimaryLocation primary, Optional<String> slot, StepContext step)
      throws InterruptedException {
    server.writePassFile();
    Command command = command(directory, primary, slot);
    step.progress("copying the data of " + primary.address() + ":" + primary.port());
    long end = step.time().nanos() + SLOT_PATIENCE.toNanos();
    CommandResult result = server.programs().run(command);
    // A killed run may have left its pg_basebackup behind, which holds the slot until it notices
    // that its directory is gone.
    while (result.errors().contains(SLOT_BUSY) && step.time().nanos() - end < 0) {
      step.progress("waiting for the replication slot that another copy still holds");
      step.time().sleep(PAUSE);
      OwnedFiles.deleteTree(directory);
      server.files().createDirectory(directory);
      result = server.programs().run(command);
    }
    if (!result.succeeded()) {
      throw Programs.failed(
          command,
          "copying the data of the primary "
              + primary.instanceId()
              + " at "
              + primary.address()
              + ":"
              + primary.port()
              + " into "
              + directory,
          result);
    }
  }

  private Command command(Path directory, PrimaryLocation primary, Optional<String> slot) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "-D",
                directory.toString(),
                "-h",
                primary.address(),
                "-p",
                String.valueOf(primary.port()),
                "-U",
                server.settings().replicationUser(),
                "-w",
                "-X",
                "stream",
                "--checkpoint=fast"));
    slot.ifPresent(name -> arguments.addAll(List.of("-S", name)));
    return server
        .programs()
        .command("pg_basebackup", arguments)
        .withEnvironment(environment())
        .within(server.settings().cloneTimeout());
  }

  private Map<String, String> environment() {
    ImmutableMap.Builder<String, String> environment = ImmutableMap.builder();
    environment.put("PGAPPNAME", server.instanceId());
    environment.put(
        "PGCONNECT_TIMEOUT", String.valueOf(server.settings().connectTimeout().toSeconds()));
    server.settings().sslmode().ifPresent(mode -> environment.put("PGSSLMODE", mode));
    if (server.auth().password().isPresent()) {
      environment.put("PGPASSFILE", server.layout().passFile().toString());
    }
    return environment.buildOrThrow();
  }
}
