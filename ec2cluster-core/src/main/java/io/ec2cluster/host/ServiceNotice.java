package io.ec2cluster.host;

import com.google.common.base.Strings;
import io.ec2cluster.EnvironmentException;
import io.ec2cluster.spi.Command;
import io.ec2cluster.spi.CommandResult;
import io.ec2cluster.spi.Commands;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What a service tells systemd of itself (sd_notify(3)). Java has no datagram sockets of the Unix
 * kind, so the program {@code systemd-notify} sends it, which also waits until systemd has taken
 * it: the message of a process that has ended could not be told to be of the unit. The unit needs
 * {@code NotifyAccess=all}. Without {@code NOTIFY_SOCKET} nothing is sent. For use by one thread at
 * a time.
 */
public final class ServiceNotice {
  /** Names the socket; whoever starts another program that speaks this protocol takes it away. */
  public static final String SOCKET = "NOTIFY_SOCKET";

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final boolean wanted;
  private final Commands commands;
  private final Consumer<String> problems;
  private Optional<String> status = Optional.empty();
  private boolean complained;

  /**
   * A notice.
   *
   * @param environment the variables of the process
   * @param problems hears, once, that nothing can be sent
   */
  public ServiceNotice(
      Map<String, String> environment, Commands commands, Consumer<String> problems) {
    this.wanted = !Strings.nullToEmpty(environment.get(SOCKET)).isBlank();
    this.commands = commands;
    this.problems = problems;
  }

  /** It is up: a unit of {@code Type=notify} has started. */
  public void ready() {
    send(List.of("READY=1"));
  }

  /** What it does, for {@code systemctl status}; the same again is not sent. */
  public void status(String words) {
    String line = words.replace('\n', ' ');
    if (!status.equals(Optional.of(line))) {
      status = Optional.of(line);
      send(List.of("STATUS=" + line));
    }
  }

  /**
   * It ends, and systemd is to wait for it.
   *
   * @param longest how long that may take from now, where {@code TimeoutStopSec} is shorter
   */
  public void stopping(Duration longest) {
    long micros = longest.toNanos() / 1000;
    send(List.of("STOPPING=1", "EXTEND_TIMEOUT_USEC=" + micros));
  }

  private void send(List<String> assignments) {
    if (!wanted) {
      return;
    }
    List<String> arguments = new ArrayList<>(List.of("systemd-notify"));
    arguments.addAll(assignments);
    try {
      CommandResult result = commands.run(Command.of(arguments).within(PATIENCE));
      if (!result.succeeded()) {
        complain("systemd-notify ended with " + result.exitCode() + ": " + result.lastWords(2));
      }
    } catch (EnvironmentException absent) {
      complain(String.valueOf(absent.getMessage()));
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void complain(String reason) {
    if (!complained) {
      complained = true;
      problems.accept(
          "systemd is not told how this service is: %s. A unit of Type=notify needs the program systemd-notify"
              .formatted(reason));
    }
  }
}
