package io.ec2cluster.demo;

import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * The servers of a demonstration: software that is there, and what to do with it. Safe for use by
 * several threads.
 */
public interface DemoServers {
  /** Which software in which version, and where it is, for people. */
  String software();

  /**
   * The engine's section in a node's configuration: keys with texts, numbers, booleans, lists and
   * maps of these.
   */
  Map<String, Object> section(DemoNode node);

  /**
   * Whether the server of a node can work where its files are, before anything is started; by
   * default it is taken to be so.
   *
   * @throws io.ec2cluster.EnvironmentException if not; says what to choose instead
   */
  default void check(DemoNode node) throws InterruptedException {}

  /** Writes that many rows (keys, entries) on the primary, in one piece. */
  void write(DemoNode primary, int rows) throws InterruptedException;

  /** How many of them a node's server has; empty while it does not know them. */
  OptionalLong read(DemoNode node) throws InterruptedException;

  /** The last lines of a node's server log with its path, for messages; empty if there are none. */
  String lastWords(DemoNode node);

  /** The argument vector with which a person talks to a node's server. */
  List<String> shell(DemoNode node);
}
