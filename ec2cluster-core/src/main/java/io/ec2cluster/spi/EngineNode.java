package io.ec2cluster.spi;

import io.ec2cluster.role.NodeData;
import io.ec2cluster.role.Role;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A role engine on this node. The methods that return steps only describe: a step acts when the
 * plan runs, and asks its assignment not before. Every step can be repeated (it checks before it
 * acts).
 */
public interface EngineNode {
  /** The port at which other nodes reach the engine. */
  int port();

  /**
   * What this node holds, read without starting or changing anything.
   *
   * @throws io.ec2cluster.Ec2ClusterException if it cannot be told: never {@link
   *     NodeData.Kind#EMPTY} instead
   */
  NodeData data();

  /** Whether the engine runs here and as what, asked now. */
  Probe probe();

  /**
   * Why this replica should not serve readers now (its lag, for example); empty if it is fit, which
   * is the default. Asked before it joins the replica pool.
   */
  default Optional<String> unfitForReaders() {
    return Optional.empty();
  }

  /**
   * Makes the data and the settings of a role: for a founding primary an empty data set, for a
   * replica a copy.
   */
  List<Step> prepare(Role role, Supplier<Assignment> assignment);

  /** Starts the engine in a role. Run as primary only while this node holds the role record. */
  List<Step> start(Role role, Supplier<Assignment> assignment);

  /** Proves the role: a primary answers and takes writes, a replica follows its primary. */
  List<Step> verify(Role role, Supplier<Assignment> assignment);

  /** Turns a running replica into the primary. */
  List<Step> promote(Supplier<Assignment> assignment);

  /** Turns a primary that has stopped into a replica of another. */
  List<Step> demote(Supplier<Assignment> assignment);

  /** Stops the engine; the last step fails unless it is proven stopped. */
  List<Step> stop();
}
