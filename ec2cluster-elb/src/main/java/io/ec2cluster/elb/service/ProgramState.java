package io.ec2cluster.elb.service;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What supervisor says of a process: {@code group:name RUNNING pid 7, uptime 0:00:01}. The words
 * are of its manual, "Process States"; its exit codes differ between versions.
 *
 * @param name its name, with its group's before it where that is another
 * @param state one of supervisor's words
 * @param more what stands behind it
 */
record ProgramState(String name, String state, String more) {
  private static final Set<String> PASSING = Set.of("STARTING", "BACKOFF", "STOPPING");
  private static final Pattern LINE =
      Pattern.compile(
          "(\\S+)\\s+(STOPPED|STARTING|RUNNING|BACKOFF|STOPPING|EXITED|FATAL|UNKNOWN)\\b\\s*(.*)");

  static List<ProgramState> read(String status) {
    return status.lines().flatMap(line -> find(line).stream()).toList();
  }

  private static Optional<ProgramState> find(String line) {
    Matcher matcher = LINE.matcher(line.strip());
    return matcher.matches()
        ? Optional.of(new ProgramState(matcher.group(1), matcher.group(2), matcher.group(3)))
        : Optional.empty();
  }

  boolean isRunning() {
    return state.equals("RUNNING");
  }

  boolean hasEnded() {
    return state.equals("EXITED");
  }

  /** Whether another state follows by itself. */
  boolean isPassing() {
    return PASSING.contains(state);
  }

  /** Whether this is the same process as that, by its number. */
  boolean isSameProcess(ProgramState other) {
    String number = number();
    return isRunning()
        && name.equals(other.name)
        && number.startsWith("pid ")
        && number.equals(other.number());
  }

  private String number() {
    return more.split(",", 2)[0];
  }

  /** {@code group:*} for its group. */
  String group() {
    return name.split(":", 2)[0] + ":*";
  }

  boolean belongsTo(ServiceName service) {
    return service.isAll()
        || name.equals(service.text())
        || (service.text().endsWith(":*") && group().equals(service.text()));
  }

  @Override
  public String toString() {
    return name + " " + state + (more.isEmpty() ? "" : " (" + more + ")");
  }
}
