package io.ec2cluster.etcd;

import io.ec2cluster.EnvironmentException;
import io.ec2cluster.host.OwnedFiles;
import io.ec2cluster.host.ServiceNotice;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * etcd as a process of this machine; its output goes where ours goes. It outlives a killed
 * ec2cluster, and the next one finds it by a file that names its process, start time included, and
 * where it listens.
 */
final class EtcdProcess implements EtcdServer {
  private static final int GRACE_SECONDS = 15;

  private final EtcdCommand command;
  private final Programs programs;
  private final Path file;
  private final OwnedFiles files;
  private Optional<Running> running = Optional.empty();
  private boolean looked;

  /**
   * The process of a data directory.
   *
   * @param programs which etcd
   * @param file where it is noted
   */
  EtcdProcess(EtcdCommand command, Programs programs, Path file, OwnedFiles files) {
    this.command = command;
    this.programs = programs;
    this.file = file;
    this.files = files;
  }

  /** A process that was started. */
  private record Running(ProcessHandle process, String clientUrl, boolean open) {}

  @Override
  public boolean runs() {
    if (!looked) {
      looked = true;
      running = findNoted();
    }
    return running.filter(found -> found.process().isAlive()).isPresent();
  }

  /** Its id, where it runs. */
  Optional<Long> id() {
    return runs() ? running.map(found -> found.process().pid()) : Optional.empty();
  }

  /** One that was started before the settings said otherwise is not spoken to: it ends. */
  void endWhereTlsDiffers() throws InterruptedException {
    if (runs() && !clientUrl().startsWith(command.scheme() + ":")) {
      stop();
    }
  }

  @Override
  public boolean isOpen() {
    return running.filter(Running::open).isPresent();
  }

  @Override
  public String clientUrl() {
    return running.map(Running::clientUrl).orElseGet(command::openUrl);
  }

  @Override
  public void start(EtcdLaunch launch) throws InterruptedException {
    Path program = programs.choose(launch);
    String client = launch.open() ? command.openUrl() : privateUrl();
    ProcessBuilder builder =
        new ProcessBuilder(command.arguments(program, launch, client))
            .redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")))
            .redirectOutput(ProcessBuilder.Redirect.INHERIT)
            .redirectError(ProcessBuilder.Redirect.INHERIT);
    // etcd ends where a variable and a flag say the same thing (etcd, pkg/flags: SetFlagsFromEnv).
    builder.environment().keySet().removeIf(name -> name.startsWith("ETCD_"));
    // etcd would tell systemd itself that the service is ready: a founder long before the cluster.
    builder.environment().remove(ServiceNotice.SOCKET);
    try {
      ProcessHandle process = builder.start().toHandle();
      running = Optional.of(new Running(process, client, launch.open()));
      note(process, client, launch.open());
    } catch (IOException failure) {
      throw new EnvironmentException(
          "etcd cannot be started as %s: %s. Install it (Debian: apt-get install etcd-server), or set etcd: binary"
              .formatted(program, failure.getMessage()),
          failure);
    }
  }

  /** Ends it with SIGTERM, and with SIGKILL where that does not end it. */
  @Override
  public void stop() throws InterruptedException {
    if (!runs()) {
      return;
    }
    ProcessHandle process = running.orElseThrow().process();
    process.destroy();
    if (hasEnded(process)) {
      running = Optional.empty();
    } else {
      kill();
    }
  }

  @Override
  public void kill() throws InterruptedException {
    if (!runs()) {
      return;
    }
    ProcessHandle process = running.orElseThrow().process();
    process.destroyForcibly();
    if (!hasEnded(process)) {
      throw new EnvironmentException(
          "etcd, process %d, did not end within %d s of SIGKILL"
              .formatted(process.pid(), GRACE_SECONDS));
    }
    running = Optional.empty();
  }

  private static boolean hasEnded(ProcessHandle process) throws InterruptedException {
    CompletableFuture<ProcessHandle> end = process.onExit();
    try {
      end.get(GRACE_SECONDS, TimeUnit.SECONDS);
      return true;
    } catch (TimeoutException late) {
      return false;
    } catch (ExecutionException impossible) {
      throw new IllegalStateException("waiting for process " + process.pid(), impossible);
    }
  }

  /** Only this machine reaches it there. */
  private String privateUrl() {
    InetAddress loopback = InetAddress.getLoopbackAddress();
    try (ServerSocket free = new ServerSocket(0, 1, loopback)) {
      return command.hiddenUrl(free.getLocalPort());
    } catch (IOException none) {
      throw new EnvironmentException(
          "no free port on the loopback interface: " + none.getMessage(), none);
    }
  }

  private void note(ProcessHandle process, String client, boolean open) {
    String text =
        "%d %s %s %s\n".formatted(process.pid(), startOf(process), client, open ? "open" : "own");
    files.write(file, text);
  }

  private Optional<Running> findNoted() {
    String[] words = OwnedFiles.read(file).strip().split(" ", -1);
    if (words.length != 4) {
      return Optional.empty();
    }
    return ProcessHandle.of(Long.parseLong(words[0]))
        .filter(ProcessHandle::isAlive)
        .filter(process -> startOf(process).equals(words[1]))
        .map(process -> new Running(process, words[2], words[3].equals("open")));
  }

  private static String startOf(ProcessHandle process) {
    return process.info().startInstant().map(Instant::toString).orElse("unknown");
  }
}
