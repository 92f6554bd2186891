package io.ec2cluster.etcd.group;

import io.ec2cluster.etcd.api.ClusterMember;
import io.ec2cluster.etcd.api.EtcdId;
import java.util.List;
import java.util.Set;

/**
 * The nodes that are to be one cluster: an Auto Scaling group, a list, a directory. Safe for use by
 * one thread.
 */
public interface Group {
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

  /**
   * How this node stands to it, as far as the last read tells. It belongs to it where nothing says
   * otherwise.
   *
   * @throws io.ec2cluster.EnvironmentException if it cannot be told
   */
  default Belonging belonging() throws InterruptedException {
    return Belonging.MEMBER;
  }

  /**
   * Whether this node is leaving it for good, as a fresh read tells. A list or a directory never
   * says so.
   *
   * @throws io.ec2cluster.EnvironmentException if it cannot be told
   */
  default boolean isLosingSelf() throws InterruptedException {
    return false;
  }

  /** How it holds this node when it arrives and departs; not at all by default. */
  default LifecycleHooks hooks() {
    return LifecycleHooks.none();
  }
}
