package io.ec2cluster.elb.service;

import io.ec2cluster.EnvironmentException;
import io.ec2cluster.Time;
import io.ec2cluster.UsageException;
import io.ec2cluster.elb.balancer.KnownNames;
import io.ec2cluster.spi.CommandResult;
import io.ec2cluster.spi.Commands;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Supervisor, by {@code supervisorctl}. A service is a program, {@code group:name}, {@code
 * group:*}, {@code ALL} for what {@code supervisorctl restart all} restarts (programs that are
 * stopped are started by it), or {@code NONE} for nothing.
 *
 * <p>A restart takes as long as the program's {@code stopwaitsecs} and {@code startsecs}; ten
 * minutes at most. Safe for use by several threads.
 */
public final class Supervisor implements ServiceManager {
  private static final Duration SETTLING = Duration.ofMinutes(1);
  private static final Duration PAUSE = Duration.ofMillis(250);
  private static final int LAST_LINES = 10;

  private final Time time;
  private final ControlProgram control;

  /**
   * Runs nothing yet.
   *
   * @param program {@code supervisorctl} or its path, and its options if any: {@code -c FILE}
   */
  public Supervisor(Commands commands, Time time, List<String> program) {
    this.time = time;
    this.control = new ControlProgram(commands, program);
  }

  @Override
  public String name() {
    return "supervisor";
  }

  @Override
  public void require(String service) throws InterruptedException {
    ServiceName name = new ServiceName(service);
    if (!name.isNone()) {
      states(name);
    }
  }

  @Override
  public void restart(String service) throws InterruptedException {
    ServiceName name = new ServiceName(service);
    if (name.isNone()) {
      return;
    }
    List<ProgramState> before = states(name);
    CommandResult result = control.restart("restart", name.isAll() ? "all" : name.text());
    List<ProgramState> after = settled(name);
    List<ProgramState> wrong =
        after.stream()
            .filter(state -> !isUp(name, state) || before.stream().anyMatch(state::isSameProcess))
            .toList();
    if (!wrong.isEmpty() || !isUp(name, after)) {
      throw failed(name, wrong, result);
    }
  }

  @Override
  public boolean isRunning(String service) throws InterruptedException {
    ServiceName name = new ServiceName(service);
    return name.isNone() || isUp(name, states(name));
  }

  private static boolean isUp(ServiceName name, List<ProgramState> states) {
    return states.stream().allMatch(state -> isUp(name, state))
        && states.stream().anyMatch(ProgramState::isRunning);
  }

  /** Among all programs there are some that do their work once. */
  private static boolean isUp(ServiceName name, ProgramState state) {
    return state.isRunning() || (name.isAll() && state.hasEnded());
  }

  /** Supervisor goes on with a program that ended too early, as often as its startretries say. */
  private List<ProgramState> settled(ServiceName name) throws InterruptedException {
    long end = time.nanos() + SETTLING.toNanos();
    List<ProgramState> states = states(name);
    while (states.stream().anyMatch(ProgramState::isPassing) && time.nanos() - end < 0) {
      time.sleep(PAUSE);
      states = states(name);
    }
    return states;
  }

  private List<ProgramState> states(ServiceName name) throws InterruptedException {
    CommandResult result = control.ask("status");
    List<ProgramState> all = ProgramState.read(result.output());
    if (all.isEmpty() && !(result.succeeded() && result.output().isBlank())) {
      throw new EnvironmentException(
          "supervisor does not answer '"
              + String.join(" ", control.vector())
              + " status': "
              + words(result)
              + ". Look whether supervisord runs (systemctl status supervisor), whether this user may use its socket, and whether supervisorctl reads its configuration (-c FILE)");
    }
    List<ProgramState> found = all.stream().filter(state -> state.belongsTo(name)).toList();
    if (found.isEmpty()) {
      throw new UsageException(
          "supervisor has no program '"
              + name
              + "' (a program, group:name, group:*, ALL or NONE was expected): "
              + known(all).behind(name.text()));
    }
    return found;
  }

  private static KnownNames known(List<ProgramState> all) {
    Stream<String> groups =
        all.stream().filter(state -> state.name().contains(":")).map(ProgramState::group);
    return KnownNames.of(
        Stream.concat(all.stream().map(ProgramState::name), groups).distinct().toList());
  }

  private EnvironmentException failed(
      ServiceName name, List<ProgramState> wrong, CommandResult result)
      throws InterruptedException {
    String states = wrong.stream().map(ProgramState::toString).collect(Collectors.joining("; "));
    return new EnvironmentException(
        "supervisor restarted '"
            + name
            + "', and it does not run as it should: "
            + (states.isEmpty() ? "nothing of it runs" : states)
            + ". supervisorctl said: "
            + words(result)
            + (wrong.isEmpty() ? "" : tail(wrong.get(0))));
  }

  /** The end of what the program said; supervisor keeps it, unless it was told not to. */
  private String tail(ProgramState program) throws InterruptedException {
    for (String stream : List.of("stderr", "stdout")) {
      CommandResult result = control.ask("tail", program.name(), stream);
      if (result.succeeded() && !result.output().isBlank()) {
        return "\nlast lines of "
            + program.name()
            + " ("
            + stream
            + "):\n"
            + new CommandResult(0, false, result.output(), "", result.elapsed())
                .lastWords(LAST_LINES);
      }
    }
    return "";
  }

  private static String words(CommandResult result) {
    String said = result.lastWords(LAST_LINES);
    return result.timedOut()
        ? "nothing more in time" + (said.isBlank() ? "" : ", after: " + said)
        : (said.isBlank() ? "nothing, exit code " + result.exitCode() : said);
  }
}
