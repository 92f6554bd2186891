package io.ec2cluster.postgres;

import io.ec2cluster.EnvironmentException;
import io.ec2cluster.spi.Command;
import io.ec2cluster.spi.OperationContext;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Ends a server whose data is not needed any more, without its programs: by an immediate shutdown,
 * in which it gives back its shared memory and semaphores; else by force.
 */
final class ServerEnd {
  private static final Duration SHUTDOWN = Duration.ofSeconds(5);
  private static final Duration PAUSE = Duration.ofMillis(20);

  private final OperationContext context;
  private final Path dataDirectory;
  private final ServerProcesses processes;

  ServerEnd(OperationContext context, Path dataDirectory) {
    this.context = context;
    this.dataDirectory = dataDirectory;
    this.processes = new ServerProcesses(dataDirectory);
  }

  void stop() throws InterruptedException {
    if (processes.all().isEmpty()) {
      return;
    }
    // SIGQUIT is the immediate shutdown (documentation, "Shutting Down the Server"); the shell's
    // own kill is there on every system, a program of that name is not.
    Optional<PostmasterFile> postmaster = processes.postmaster();
    if (postmaster.isPresent()) {
      quit(postmaster.get().pid());
    }
    if (!haveEnded()) {
      processes.all().stream()
          .flatMap(pid -> ProcessHandle.of(pid).stream())
          .forEach(ProcessHandle::destroyForcibly);
    }
    if (!haveEnded()) {
      throw new EnvironmentException(
          "processes of the server of "
              + dataDirectory
              + " are still there after SIGKILL: "
              + processes.all()
              + "; see what they wait for (ps -o stat,wchan), then stop the demo again");
    }
  }

  private void quit(long pid) throws InterruptedException {
    List<String> kill = List.of("/bin/sh", "-c", "kill -QUIT \"$1\"", "kill", String.valueOf(pid));
    context.commands().run(Command.of(kill).within(SHUTDOWN));
  }

  private boolean haveEnded() throws InterruptedException {
    long end = context.time().nanos() + SHUTDOWN.toNanos();
    while (!processes.all().isEmpty()) {
      if (context.time().nanos() - end >= 0) {
        return false;
      }
      context.time().sleep(PAUSE);
    }
    return true;
  }
}
