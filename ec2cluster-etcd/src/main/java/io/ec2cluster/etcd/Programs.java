package io.ec2cluster.etcd;

import java.nio.file.Path;

/** Which etcd is started on this node. For use by one thread. */
@FunctionalInterface
interface Programs {
  /**
   * The program for a start.
   *
   * @throws io.ec2cluster.EnvironmentException if that cannot be told yet
   */
  Path choose(EtcdLaunch launch) throws InterruptedException;
}
