package io.ec2cluster.elb.balancer.haproxy;

import io.ec2cluster.Time;
import io.ec2cluster.elb.balancer.BalancerId;
import io.ec2cluster.testing.standin.InstalledProgram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * A HAProxy as systemd runs it: a master that takes SIGUSR2 for a reload. Its runtime socket is at
 * {@code sock} in its folder, one without rights at {@code operator}.
 */
public final class RealHaproxy implements AutoCloseable {
  private static final Duration PAUSE = Duration.ofMillis(20);
  private static final int LOOKS = 500;
  private static final int EACH = 100;

  private final Path folder;
  private final Process process;

  private RealHaproxy(Path folder, Process process) {
    this.folder = folder;
    this.process = process;
  }

  /** Starts one with these lines behind the usual ones, and waits until it answers. */
  public static RealHaproxy start(Path folder, String configuration)
      throws IOException, InterruptedException {
    Path file = folder.resolve("haproxy.cfg");
    Files.writeString(
        file,
        """
        global
            maxconn 500
            stats socket %1$s/sock mode 600 level admin
            stats socket %1$s/operator mode 600 level operator
            stats timeout 5s
        defaults
            mode http
            timeout connect 2s
            timeout client 30s
            timeout server 30s
            timeout queue 10s
        %2$s
        """
            .formatted(folder, configuration));
    Process process =
        new ProcessBuilder(
                List.of(
                    InstalledProgram.find("haproxy", "haproxy").toString(),
                    "-W",
                    "-f",
                    file.toString()))
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("haproxy.log").toFile())
            .start();
    RealHaproxy haproxy = new RealHaproxy(folder, process);
    haproxy.awaitAnswer();
    return haproxy;
  }

  private void awaitAnswer() throws IOException, InterruptedException {
    for (int looks = 0; looks < LOOKS && process.isAlive(); looks++) {
      if (Files.exists(folder.resolve("sock"))) {
        ask("show info");
        return;
      }
      Time.system().sleep(PAUSE);
    }
    throw new AssertionError("no HAProxy: " + Files.readString(folder.resolve("haproxy.log")));
  }

  /** Says a command as a person would. */
  String ask(String command) throws InterruptedException {
    return new RuntimeSocket(
            new SocketPlace(folder.resolve("sock").toString()),
            Time.system(),
            RuntimeSocket.Limits.USUAL)
        .ask(command);
  }

  /** The id of one of its backends. */
  public BalancerId id(String backend) {
    return id(backend, folder.resolve("sock").toString());
  }

  BalancerId id(String backend, String socket) {
    return new BalancerId(BalancerId.Kind.HAPROXY, backend + "@" + socket);
  }

  Path folder() {
    return folder;
  }

  /** Lets it read its files again, and waits until other processes serve. */
  void reload() throws IOException, InterruptedException {
    String before = processOf(ask("show info"));
    for (int looks = 0; looks < LOOKS; looks++) {
      // A worker serves before its master has set up its signals: one that comes then is lost.
      if (looks % EACH == 0) {
        new ProcessBuilder("kill", "-USR2", String.valueOf(process.pid())).start().waitFor();
      }
      if (!processOf(ask("show info")).equals(before)) {
        return;
      }
      Time.system().sleep(PAUSE);
    }
    throw new AssertionError("no reload: " + Files.readString(folder.resolve("haproxy.log")));
  }

  private static String processOf(String information) {
    return information
        .lines()
        .filter(line -> line.startsWith("Pid: "))
        .findFirst()
        .orElseThrow(() -> new AssertionError(information));
  }

  @Override
  public void close() {
    InstalledProgram.end(process);
  }
}
