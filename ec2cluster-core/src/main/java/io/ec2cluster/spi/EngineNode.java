package io.ec2cluster.spi;

import io.ec2cluster.role.NodeData;
import io.ec2cluster.role.Role;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;

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

  /**
   * Turns a running replica into the primary, and proves that it takes writes. What the other
   * members need to follow it is made ready ({@link Assignment#members()}).
   */
  List<Step> promote(Supplier<Assignment> assignment);

  /** Prepares a primary that has stopped for being a replica of another. */
  List<Step> demote(Supplier<Assignment> assignment);

  /**
   * Prepares a former primary, which may have gone its own way, for being a replica; stopped
   * before. {@link #demote} by default.
   */
  default List<Step> rejoin(Supplier<Assignment> assignment, Rejoining how) {
    return demote(assignment);
  }

  /**
   * Lets a running replica follow the primary of the assignment, without a restart where that is
   * possible. By default it is prepared, started and verified anew.
   */
  default List<Step> follow(Supplier<Assignment> assignment) {
    return Stream.of(
            prepare(Role.REPLICA, assignment),
            start(Role.REPLICA, assignment),
            verify(Role.REPLICA, assignment))
        .flatMap(List::stream)
        .toList();
  }

  /**
   * What makes the stop before a handover short and lossless, while the primary still runs: a
   * checkpoint, for example. Nothing by default.
   */
  default List<Step> prepareHandover() {
    return List.of();
  }

  /**
   * How this node's own engine stands. Of one that is proven stopped it tells the final position,
   * from its files: every acknowledged change lies before it. By default it cannot tell.
   */
  default Standing standing() {
    return Standing.untold("this engine does not tell its position");
  }

  /**
   * How the engine of another member stands, asked over the network within a few seconds; never
   * throws because it does not answer. By default it cannot tell.
   */
  default Standing standingOf(Member member) {
    return Standing.untold("this engine does not ask other members");
  }

  /**
   * Those who follow this node's engine, while it runs as the primary; by default nobody is known.
   */
  default List<Follower> followers() {
    return List.of();
  }

  /**
   * Lets the commits of this node's engine, the primary, wait for some of these replicas, as many
   * as the setting {@code synchronous.replicas} says; called where that is more than 0. Nothing by
   * default.
   *
   * @param instanceIds the replicas that may be waited for, asked when the step runs
   */
  default List<Step> synchronise(Supplier<Set<String>> instanceIds) {
    return List.of();
  }

  /**
   * Waits until this replica, which runs and is about to leave, can go without harm to the primary
   * of the assignment. Nothing by default.
   *
   * @throws io.ec2cluster.DeadlineException from a step, if the primary goes on needing it
   */
  default List<Step> detach(Supplier<Assignment> assignment) {
    return List.of();
  }

  /**
   * Lets the primary of the assignment forget a member that has left, and give up what it keeps for
   * it. Nothing by default.
   */
  default List<Step> forget(String instanceId, Supplier<Assignment> assignment) {
    return List.of();
  }

  /**
   * Whether the data of this node, whose engine is proven stopped, proves that it was never
   * promoted: what lets a promotion be given back. By default what {@link #data()} says.
   */
  default boolean isProvenReplica() {
    return data().madeFor().equals(Optional.of(Role.REPLICA));
  }

  /** Stops the engine; the last step fails unless it is proven stopped. */
  List<Step> stop();
}
