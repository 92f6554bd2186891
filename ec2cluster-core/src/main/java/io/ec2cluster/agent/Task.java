package io.ec2cluster.agent;

import io.ec2cluster.role.Role;
import java.time.Duration;
import java.util.Optional;

/**
 * A change of an engine that {@code ec2cluster agent} runs again and again on its node: one of the
 * engine's own operations, or of those that core supplies to it. It must find out by itself whether
 * there is anything to do. Runs never overlap with each other, nor with another operation that
 * works on the node; one that failed is tried again, later each time.
 *
 * @param operation the operation's id, such as {@code slots prune}
 * @param options its options
 * @param every how long after the end of one run the next one begins; the setting {@code
 *     agent.tasks} may say otherwise
 * @param role as what the engine must be seen to run; empty: whatever it does
 */
public record Task(String operation, Record options, Duration every, Optional<Role> role) {
  /** Refuses a task that would never pause. */
  public Task {
    if (every.isZero() || every.isNegative()) {
      throw new IllegalArgumentException(
          "task '" + operation + "': found every " + every + ", expected more than 0s");
    }
  }

  /** A task that runs whatever the engine runs as. */
  public static Task of(String operation, Record options, Duration every) {
    return new Task(operation, options, every, Optional.empty());
  }

  /** The same, while the engine runs in a role. */
  public Task whileIn(Role newRole) {
    return new Task(operation, options, every, Optional.of(newRole));
  }
}
