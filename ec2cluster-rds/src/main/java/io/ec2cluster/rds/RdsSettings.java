package io.ec2cluster.rds;

import com.google.common.collect.ImmutableMap;
import io.ec2cluster.config.InvalidSettingException;
import io.ec2cluster.config.Setting;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** The section {@code rds}. */
record RdsSettings(
    @Setting("file of clusters in the predecessor's form, JSON or YAML, instead of clusters")
        Optional<Path> clustersFile,
    @Setting(value = "how the operations wait", alias = "wait") WaitSettings waiting,
    @Setting("the clusters by their names") Map<String, RdsClusterSettings> clusters) {
  /** Refuses clusters given twice, and instances that stand in two of them. */
  RdsSettings {
    clusters = ImmutableMap.copyOf(clusters);
    if (clustersFile.isPresent() && !clusters.isEmpty()) {
      throw new InvalidSettingException(
          "clusters-file", "found beside clusters, expected one of the two: remove the other");
    }
    Optional<String> shared = SharedInstances.find(clusters);
    if (shared.isPresent()) {
      throw new InvalidSettingException("clusters", shared.get());
    }
  }
}
