package io.ec2cluster.elb.service;

import io.ec2cluster.Time;
import io.ec2cluster.UsageException;
import io.ec2cluster.elb.balancer.KnownNames;
import io.ec2cluster.spi.Commands;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * What restarts services, by the setting {@code service-manager}: {@code supervisor}, {@code
 * systemd} (either may be followed by options of its program, as in {@code [supervisor, -c,
 * FILE]}), or an argument vector of any other program, such as {@code [/opt/app/restart,
 * "{{service}}"]}. One word alone is a program only with a path, so that a slip of the pen is none.
 */
public final class ServiceManagerChoice {
  private static final Duration TIMEOUT = Duration.ofMinutes(10);
  private static final List<String> WORDS = List.of("supervisor", "systemd");

  private final Commands commands;
  private final Time time;

  /** Chooses among those that run by these. */
  public ServiceManagerChoice(Commands commands, Time time) {
    this.commands = commands;
    this.time = time;
  }

  /**
   * The one that the setting means.
   *
   * @throws UsageException if it means none
   */
  public ServiceManager of(List<String> setting) {
    String first = setting.isEmpty() ? "" : setting.get(0);
    if (first.equals("supervisor")) {
      return new Supervisor(commands, time, program("supervisorctl", setting));
    }
    if (first.equals("systemd")) {
      return new SystemdUnit(commands, time, program("systemctl", setting));
    }
    if (first.isBlank() || (setting.size() == 1 && !first.contains("/"))) {
      throw new UsageException(
          "found '"
              + String.join(" ", setting)
              + "' as elb.service-manager, expected one of the words, or a program with its arguments, or its path; of the words "
              + KnownNames.of(WORDS).behind(first));
    }
    return new ProgramVector(commands, setting, TIMEOUT);
  }

  private static List<String> program(String name, List<String> setting) {
    return Stream.concat(Stream.of(name), setting.stream().skip(1)).toList();
  }
}
