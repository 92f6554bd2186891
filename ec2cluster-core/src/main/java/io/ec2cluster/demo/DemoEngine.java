package io.ec2cluster.demo;

import io.ec2cluster.spi.OperationContext;

/**
 * What an engine with one primary adds to its demonstration, {@link RoleDemo}. Of the context only
 * the programs, the clock, the progress and the engine's settings may be used: there is no cluster,
 * no metadata and no back end. Stateless and safe for use by several threads.
 */
public interface DemoEngine {
  /** The engine's id. */
  String id();

  /** What it shows, one sentence for the help. */
  String summary();

  /**
   * Finds the engine's software, or fetches it.
   *
   * @param fetch whether it is to be fetched also where it is installed
   * @throws io.ec2cluster.EnvironmentException if it is not there and cannot be fetched; says what
   *     to install
   */
  DemoServers prepare(OperationContext context, boolean fetch) throws InterruptedException;

  /**
   * Ends every process of a node's server, whatever state it is in; at once, because its data is
   * about to be removed. Nothing to do where none runs.
   *
   * @throws io.ec2cluster.EnvironmentException if a process is still there after some seconds
   */
  void stop(OperationContext context, DemoNode node) throws InterruptedException;
}
