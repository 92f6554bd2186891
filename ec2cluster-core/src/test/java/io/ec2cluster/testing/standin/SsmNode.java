package io.ec2cluster.testing.standin;

import java.nio.file.Path;
import java.util.Map;

/**
 * A node that SSM manages.
 *
 * @param directory where its commands run
 * @param environment of its commands; nothing else is inherited
 * @param agent what its SSM Agent does
 */
public record SsmNode(Path directory, Map<String, String> environment, Agent agent) {
  /** What an SSM Agent does with commands. */
  public enum Agent {
    /** Runs them. */
    RUNNING,
    /** Fetches none: they end as {@code DeliveryTimedOut} when their time for that is over. */
    SILENT,
    /** Is known to be gone: they end as {@code Undeliverable} at once. */
    LOST
  }

  /** Copies the map. */
  public SsmNode {
    environment = Map.copyOf(environment);
  }

  /** One whose agent runs commands in a directory, with a search path and nothing else. */
  public static SsmNode running(Path directory, String path) {
    return new SsmNode(directory, Map.of("PATH", path), Agent.RUNNING);
  }

  /** The same with another agent. */
  public SsmNode with(Agent other) {
    return new SsmNode(directory, environment, other);
  }
}
