package io.ec2cluster.testing.standin;

import io.ec2cluster.config.ClusterSettings;
import java.util.Optional;

/** Settings of clusters where a test does not mind which. */
public final class TestSettings {
  private TestSettings() {}

  /**
   * Of the cluster {@code maindb} on AWS, which names its primary in the hosted zone {@code Z1}.
   */
  public static ClusterSettings onAws() {
    return ClusterSettings.of(
        "maindb",
        ClusterSettings.CloudKind.AWS,
        Optional.empty(),
        ClusterSettings.Dns.of("Z1", "primary.example.com", Optional.empty()));
  }
}
