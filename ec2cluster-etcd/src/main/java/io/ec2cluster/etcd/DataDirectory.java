package io.ec2cluster.etcd;

import java.util.Optional;

/** The data of this node's etcd. For use by one thread, while etcd does not run. */
interface DataDirectory {
  /**
   * Whose data it is; empty where there is none.
   *
   * @throws io.ec2cluster.EnvironmentException if it cannot be read
   */
  Optional<DataIdentity> identity();

  /** Renames it, so that etcd starts without data; nothing is deleted. */
  void moveAside();
}
