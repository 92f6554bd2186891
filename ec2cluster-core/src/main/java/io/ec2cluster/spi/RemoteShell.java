package io.ec2cluster.spi;

import java.time.Duration;

/**
 * Runs command lines on other nodes through a service of the back end, where the setting {@code
 * remote} names it. Engines use {@link io.ec2cluster.host.OtherNode}, which knows every way. Safe
 * for use by several threads.
 */
public interface RemoteShell {
  /** Its name, the only word of the setting {@code remote}: {@code ssm}. */
  String id();

  /**
   * Looks whether it has an address for a node; asks nothing.
   *
   * @throws io.ec2cluster.UsageException if it has none
   */
  void requireAddress(Member member);

  /**
   * Runs a command line there, whatever its exit code.
   *
   * @param line words between blanks, each in single quotes where it is not plain
   * @param timeout after which it is ended, there too
   * @return how it ended; of what it said perhaps the beginning alone
   * @throws io.ec2cluster.EnvironmentException if it cannot be run there, or followed
   */
  CommandResult run(Member member, String line, Duration timeout) throws InterruptedException;
}
