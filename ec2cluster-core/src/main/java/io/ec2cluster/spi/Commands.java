package io.ec2cluster.spi;

/** Runs programs by argument vector, never through a shell. Safe for use by several threads. */
public interface Commands {
  /**
   * Runs a program to its end. An interrupted or overdue program is terminated, then killed, with
   * its descendants.
   *
   * @throws io.ec2cluster.EnvironmentException if it cannot be started (not found, not executable,
   *     no such user)
   */
  CommandResult run(Command command) throws InterruptedException;
}
