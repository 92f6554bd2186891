package io.ec2cluster.rds;

import io.ec2cluster.config.InvalidSettingException;
import io.ec2cluster.config.Setting;
import java.nio.file.Path;
import java.util.Optional;

/** Options of {@code create-cluster}. */
record CreateClusterOptions(
    @Setting(value = "cluster of the configuration", positional = true) String cluster,
    @Setting(value = "how many replicas there shall be at most", alias = "max_replica_num")
        Optional<Integer> maxReplicas,
    @Setting("file of clusters, instead of the configuration's") Optional<Path> clusters,
    @Setting(value = "restore a missing master from its snapshot", defaultValue = "false")
        boolean restore,
    @Setting(
            value = "remove our replicas that the configuration does not list any more",
            defaultValue = "false")
        boolean prune,
    @Setting(value = "when classes change", defaultValue = "immediately") When when) {
  /** Refuses less than no replicas. */
  CreateClusterOptions {
    if (maxReplicas.filter(most -> most < 0).isPresent()) {
      throw new InvalidSettingException(
          "max-replicas", "found " + maxReplicas.get() + ", expected 0 or more");
    }
  }

  Demand demand() {
    return new Demand(maxReplicas, restore, prune, when);
  }
}
