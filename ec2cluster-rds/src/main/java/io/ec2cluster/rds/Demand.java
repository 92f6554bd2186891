package io.ec2cluster.rds;

import java.util.Optional;

/**
 * What an operation is asked for, beside the configuration.
 *
 * @param maxReplicas how many replicas there shall be at most; all that are listed without it
 * @param restore whether a missing master may be restored
 * @param prune whether replicas that left the configuration are removed
 * @param when when classes change
 */
record Demand(Optional<Integer> maxReplicas, boolean restore, boolean prune, When when) {
  /** How many of the listed replicas there shall be. */
  int replicas(RdsClusterSettings settings) {
    int listed = settings.replicas().size();
    return maxReplicas.map(most -> Math.min(most, listed)).orElse(listed);
  }
}
