package io.ec2cluster.e2e;

import io.ec2cluster.cli.DyingProgram.Moment;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Three nodes with real servers of an engine, over the local back end: what every engine's life
 * needs of them. Closing it ends them.
 *
 * @param <N> its nodes
 */
interface LifeNodes<N extends LifeNodes.Member> extends AutoCloseable {
  /** A node. */
  interface Member {
    String id();

    String address();

    /** Where its files are. */
    Path folder();
  }

  ToolRun start(N node, String... command);

  /** Runs a command to its end. */
  default ToolResult run(N node, String... command) {
    return start(node, command).await();
  }

  /** Runs a command in a process that is killed at a step. */
  ToolResult killed(N node, Moment moment, int step, String... command);

  /** Starts init on all of them at the same instant. */
  default List<ToolResult> initAtOnce(List<N> nodes) {
    List<ToolRun> runs = nodes.stream().map(node -> start(node, "init")).toList();
    return runs.stream().map(ToolRun::await).toList();
  }

  /** Ends a server in order, as an init system would. */
  void stop(N node);

  void kill(N node);

  boolean isRunning(N node);

  /** Whether its server says so. */
  boolean isPrimary(N node);

  /** How many replicas a primary's server knows: that which left is no longer one of them. */
  int replicasKnownBy(N primary);

  /** Asserts that what is written on the primary is read on its replicas. */
  void assertReplicates(N primary, List<N> replicas);

  /** The zone file of the local back end. */
  String zone() throws IOException;

  @Override
  void close() throws IOException;
}
