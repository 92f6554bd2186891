package io.ec2cluster.aws;

import io.ec2cluster.config.ClusterSettings;
import java.util.Optional;

/** A cluster's settings around the sections that the AWS back end reads. */
final class AwsSettings {
  private AwsSettings() {}

  static ClusterSettings of(ClusterSettings.Aws aws) {
    return of(aws, dns(Optional.of("Z1"), Optional.empty()));
  }

  static ClusterSettings of(ClusterSettings.Aws aws, ClusterSettings.Dns dns) {
    ClusterSettings base =
        ClusterSettings.of("maindb", ClusterSettings.CloudKind.AWS, Optional.empty(), dns);
    return new ClusterSettings(
        base.cluster(),
        base.engine(),
        base.cloud(),
        base.localDir(),
        base.stateDir(),
        base.templateSyntax(),
        base.roleDeadline(),
        aws,
        base.dns(),
        base.coordination(),
        base.hooks(),
        base.schedule(),
        base.scheduleAs(),
        base.remote(),
        base.remoteProgram(),
        base.rejoin(),
        base.synchronous());
  }

  static ClusterSettings.Dns dns(Optional<String> zoneId, Optional<String> zone) {
    ClusterSettings.Dns base =
        ClusterSettings.Dns.of("Z1", "primary.example.com", Optional.empty());
    return new ClusterSettings.Dns(
        zoneId,
        zone,
        base.privateZone(),
        base.primaryName(),
        base.replicaName(),
        base.ttl(),
        base.primaryTtl(),
        base.replicaTtl(),
        base.target(),
        base.weight(),
        base.settle());
  }
}
