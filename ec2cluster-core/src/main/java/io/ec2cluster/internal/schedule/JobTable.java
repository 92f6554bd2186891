package io.ec2cluster.internal.schedule;

import io.ec2cluster.config.ScheduledJob;
import java.util.List;

/** What runs jobs on this machine, and which of this cluster's it has. */
interface JobTable {
  /** Whether it has exactly these jobs of the cluster, as they are configured. */
  boolean holds(List<ScheduledJob> jobs) throws InterruptedException;

  /**
   * Gives it exactly these jobs; those of others stay. Can be repeated. A job that runs at this
   * moment goes on.
   *
   * @throws io.ec2cluster.Ec2ClusterException if it cannot; running again is safe
   */
  void set(List<ScheduledJob> jobs) throws InterruptedException;
}
