package io.ec2cluster.aws;

import io.ec2cluster.config.ClusterSettings;
import java.util.Optional;

/** A cluster's settings around an {@code aws} section. */
final class AwsSettings {
  private AwsSettings() {}

  static ClusterSettings of(ClusterSettings.Aws aws) {
    ClusterSettings base =
        ClusterSettings.of(
            "maindb",
            ClusterSettings.CloudKind.AWS,
            Optional.empty(),
            ClusterSettings.Dns.of("Z1", "primary.example.com", Optional.empty()));
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
        base.hooks());
  }
}
