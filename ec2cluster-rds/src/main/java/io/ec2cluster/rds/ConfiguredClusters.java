package io.ec2cluster.rds;

import com.google.common.collect.ImmutableMap;
import io.ec2cluster.config.ConfigurationException;
import io.ec2cluster.config.ConfigurationProblem;
import io.ec2cluster.config.NamedSections;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The clusters of an operation.
 *
 * @param origin where they stand
 * @param byName the clusters
 */
record ConfiguredClusters(String origin, Map<String, RdsClusterSettings> byName) {
  private static final String SUBJECT = "the clusters";

  /** Copies the map and keeps its order. */
  ConfiguredClusters {
    byName = ImmutableMap.copyOf(byName);
  }

  /** Those of the file that the command line names, else of the configuration's, else its own. */
  static ConfiguredClusters of(RdsSettings settings, Optional<Path> option) {
    return option
        .map(file -> read(file, "--clusters"))
        .or(() -> settings.clustersFile().map(file -> read(file, "rds.clusters-file")))
        .orElseGet(() -> new ConfiguredClusters("rds.clusters", settings.clusters()));
  }

  private static ConfiguredClusters read(Path file, String namedBy) {
    Map<String, RdsClusterSettings> read =
        NamedSections.read(file, namedBy, RdsClusterSettings.class);
    Optional<String> shared = SharedInstances.find(read);
    if (shared.isPresent()) {
      throw new ConfigurationException(
          file.toString(), List.of(ConfigurationProblem.of(file.toString(), "", shared.get())));
    }
    return new ConfiguredClusters(file.toString(), read);
  }

  /**
   * All of them.
   *
   * @throws ConfigurationException if there are none
   */
  Map<String, RdsClusterSettings> all() {
    if (byName.isEmpty()) {
      throw new ConfigurationException(
          SUBJECT,
          List.of(
              ConfigurationProblem.of(
                  origin,
                  "",
                  "no clusters",
                  "some in the file that --clusters or rds.clusters-file names, or below rds.clusters")));
    }
    return byName;
  }

  /**
   * One of them.
   *
   * @throws ConfigurationException if there is no such; names those that there are
   */
  RdsClusterSettings get(String name) {
    Map<String, RdsClusterSettings> all = all();
    return Optional.ofNullable(all.get(name))
        .orElseThrow(
            () ->
                new ConfigurationException(
                    SUBJECT,
                    List.of(
                        ConfigurationProblem.of(
                                origin,
                                "",
                                InstanceNaming.shown(name),
                                "one of " + String.join(", ", all.keySet()))
                            .suggesting(name, all.keySet()))));
  }

  /** The cluster that lists an instance, and its name. */
  Optional<Ownership> listing(String instance) {
    return byName.entrySet().stream()
        .filter(cluster -> cluster.getValue().instanceIds().contains(instance))
        .findFirst()
        .map(cluster -> new Ownership(cluster.getKey(), cluster.getValue()));
  }
}
