package io.ec2cluster.spi;

import io.ec2cluster.role.Role;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What an engine answers now.
 *
 * @param running whether it runs
 * @param role as what it runs, where it says so
 * @param dataIdentity the identity of its data, where it says so
 * @param pid its process, where it is known
 * @param lagBytes how far a replica is behind what its primary has, where it is known
 * @param description for messages and {@code status}
 */
public record Probe(
    Running running,
    Optional<Role> role,
    Optional<String> dataIdentity,
    OptionalLong pid,
    OptionalLong lagBytes,
    String description) {
  /** Whether an engine runs. */
  public enum Running {
    /** It answers. */
    YES,
    /** It is proven stopped: no process, no answer. */
    NO,
    /** Neither is proven. */
    UNKNOWN
  }

  /** A probe that says no more than whether the engine runs. */
  public static Probe of(Running running, String description) {
    return new Probe(
        running,
        Optional.empty(),
        Optional.empty(),
        OptionalLong.empty(),
        OptionalLong.empty(),
        description);
  }
}
