package io.ec2cluster.demo;

import io.ec2cluster.spi.OperationContext;
import java.util.function.Function;

/**
 * What a {@link Demonstration} shows, and with which servers. Of the context only the programs, the
 * clock, the progress and the engine's settings may be used: there is no cluster, no metadata and
 * no back end. Stateless and safe for use by several threads.
 */
public interface DemoPlay {
  /** The engine's id. */
  String id();

  /** What it shows, one sentence for the help. */
  String summary();

  /** How many nodes it needs. */
  int nodes();

  /**
   * Finds the engine's software, or fetches it.
   *
   * @param fetch whether it is to be fetched also where it is installed
   * @return makes what is shown on the nodes
   * @throws io.ec2cluster.EnvironmentException if it is not there and cannot be fetched; says what
   *     to install
   */
  Function<DemoCluster, DemoShow> prepare(OperationContext context, boolean fetch)
      throws InterruptedException;

  /**
   * Ends every process of a node, whatever state it is in; at once, because its data is about to be
   * removed. Nothing to do where none runs.
   *
   * @throws io.ec2cluster.EnvironmentException if a process is still there after some seconds
   */
  void stop(OperationContext context, DemoNode node) throws InterruptedException;
}
