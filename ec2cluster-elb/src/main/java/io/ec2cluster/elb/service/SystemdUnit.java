package io.ec2cluster.elb.service;

import com.google.common.collect.ImmutableMap;
import io.ec2cluster.EnvironmentException;
import io.ec2cluster.Time;
import io.ec2cluster.UsageException;
import io.ec2cluster.elb.balancer.KnownNames;
import io.ec2cluster.spi.CommandResult;
import io.ec2cluster.spi.Commands;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A unit of systemd, by {@code systemctl}; {@code NONE} for nothing. A restart ends once the unit
 * is active, and still is a second later: a simple service counts as started before it has done
 * anything (systemd.service(5), Type=). Ten minutes at most. Safe for use by several threads.
 */
public final class SystemdUnit implements ServiceManager {
  private static final Duration SETTLING = Duration.ofMinutes(1);
  private static final Duration PAUSE = Duration.ofSeconds(1);
  private static final int LAST_LINES = 10;

  private final ControlProgram journal;
  private final Time time;
  private final ControlProgram control;

  /**
   * Runs nothing yet.
   *
   * @param program {@code systemctl} or its path, and its options if any: {@code --user}
   */
  public SystemdUnit(Commands commands, Time time, List<String> program) {
    this.journal = new ControlProgram(commands, List.of("journalctl"));
    this.time = time;
    this.control = new ControlProgram(commands, program);
  }

  @Override
  public String name() {
    return "systemd";
  }

  @Override
  public void require(String service) throws InterruptedException {
    ServiceName unit = new ServiceName(service);
    if (unit.isNone()) {
      return;
    }
    if (unit.isAll()) {
      throw new UsageException(
          "systemd has no '" + unit + "', which is supervisor's: name a unit, or NONE");
    }
    String load = properties(unit).getOrDefault("LoadState", "unknown");
    if (load.equals("not-found")) {
      throw new UsageException(
          "systemd has no unit '" + unit + "': " + known().behind(unit.text()));
    }
    if (!load.equals("loaded")) {
      throw new UsageException(
          "systemd has unit '"
              + unit
              + "' as "
              + load
              + ", expected loaded: correct its file, or unmask it, and run systemctl daemon-reload");
    }
  }

  @Override
  public void restart(String service) throws InterruptedException {
    require(service);
    ServiceName unit = new ServiceName(service);
    if (unit.isNone()) {
      return;
    }
    CommandResult result = control.restart("restart", "--no-ask-password", "--", unit.text());
    if (!result.succeeded()) {
      throw failed(unit, "systemctl restart " + said(result));
    }
    long end = time.nanos() + SETTLING.toNanos();
    Map<String, String> state;
    do {
      time.sleep(PAUSE);
      state = properties(unit);
    } while (isPassing(state) && time.nanos() - end < 0);
    if (!isUp(state)) {
      throw failed(unit, "it is " + words(state));
    }
  }

  @Override
  public boolean isRunning(String service) throws InterruptedException {
    ServiceName unit = new ServiceName(service);
    return unit.isNone() || isUp(properties(unit));
  }

  private static boolean isUp(Map<String, String> state) {
    String active = state.getOrDefault("ActiveState", "");
    // A oneshot is inactive once it has done its work.
    return active.equals("active")
        || active.equals("reloading")
        || (active.equals("inactive")
            && state.getOrDefault("Type", "").equals("oneshot")
            && state.getOrDefault("Result", "").equals("success"));
  }

  private static boolean isPassing(Map<String, String> state) {
    String active = state.getOrDefault("ActiveState", "");
    return active.equals("activating") || active.equals("deactivating");
  }

  private static String words(Map<String, String> state) {
    return state.getOrDefault("ActiveState", "unknown")
        + " ("
        + state.getOrDefault("SubState", "unknown")
        + ", result "
        + state.getOrDefault("Result", "unknown")
        + ")";
  }

  private Map<String, String> properties(ServiceName unit) throws InterruptedException {
    CommandResult result =
        control.ask(
            "show", "--property=LoadState,ActiveState,SubState,Result,Type", "--", unit.text());
    Map<String, String> found =
        result
            .output()
            .lines()
            .filter(line -> line.indexOf('=') > 0)
            .map(line -> line.split("=", 2))
            .collect(ImmutableMap.toImmutableMap(pair -> pair[0], pair -> pair[1], (a, b) -> b));
    if (!result.succeeded() || found.isEmpty()) {
      throw new EnvironmentException(
          "systemd does not tell of unit '"
              + unit
              + "': systemctl show "
              + said(result)
              + ". Look whether systemd runs on this machine; where it does not, set elb.service-manager");
    }
    return found;
  }

  /** The units' names, services also without their ending, as people type them. */
  private KnownNames known() throws InterruptedException {
    CommandResult result =
        control.ask("list-unit-files", "--type=service", "--no-legend", "--no-pager", "--plain");
    return KnownNames.of(
        result
            .output()
            .lines()
            .map(line -> line.strip().split("\\s+", 2)[0])
            .filter(name -> name.endsWith(".service"))
            .map(name -> name.substring(0, name.length() - ".service".length()))
            .toList());
  }

  private EnvironmentException failed(ServiceName unit, String what) throws InterruptedException {
    return new EnvironmentException(
        "systemd did not restart '" + unit + "': " + what + log(unit).orElse(""));
  }

  private Optional<String> log(ServiceName unit) throws InterruptedException {
    try {
      CommandResult result =
          journal.ask("--no-pager", "--output=cat", "--lines=" + LAST_LINES, "--unit=" + unit);
      return result.succeeded() && !result.output().isBlank()
          ? Optional.of("\nlast lines of its log:\n" + result.output().strip())
          : Optional.empty();
    } catch (EnvironmentException noJournal) {
      // The failure that is told is the unit's.
      return Optional.empty();
    }
  }

  private static String said(CommandResult result) {
    String said = result.lastWords(LAST_LINES);
    return (result.timedOut() ? "did not end in time" : "ended with exit code " + result.exitCode())
        + (said.isBlank() ? "" : ": " + said);
  }
}
