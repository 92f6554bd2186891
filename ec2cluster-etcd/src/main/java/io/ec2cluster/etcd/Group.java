package io.ec2cluster.etcd;

import java.util.List;
import java.util.Set;

/**
 * The nodes that are to be one cluster: an Auto Scaling group, a list, a directory. Safe for use by
 * one thread.
 */
interface Group {
  /** This node. */
  GroupMember self();

  /**
   * Who is there.
   *
   * @throws io.ec2cluster.EnvironmentException if it cannot be told: that proves nothing
   */
  GroupView read() throws InterruptedException;

  /**
   * Which members of the cluster are proven to be gone for good: not in the group, and their
   * instances no more. Who is not known is not gone.
   *
   * @throws io.ec2cluster.EnvironmentException if it cannot be told
   */
  Set<EtcdId> gone(List<ClusterMember> members) throws InterruptedException;
}
