package io.ec2cluster.aws;

import io.ec2cluster.UsageException;
import io.ec2cluster.config.ClusterSettings;
import io.ec2cluster.dns.DnsName;
import io.ec2cluster.dns.HostedZone;
import software.amazon.awssdk.services.route53.Route53Client;

/** The hosted zone that the settings name: by its id, else by its name. */
final class AwsZoneChoice {
  private AwsZoneChoice() {}

  /**
   * The zone; by its name it costs a request.
   *
   * @throws UsageException if the settings name none, or one that does not exist
   */
  static HostedZone of(ClusterSettings.Dns dns, Route53Client client, AwsRetry retry) {
    if (dns.zoneId().isPresent()) {
      return AwsHostedZone.withId(client, dns.zoneId().get(), retry);
    }
    DnsName name =
        dns.zone()
            .map(AwsZoneChoice::name)
            .orElseThrow(
                () ->
                    new UsageException(
                        "the configuration names no hosted zone: expected dns.zone-id (its id in"
                            + " Route 53) or dns.zone (its name)"));
    return AwsHostedZone.named(client, name, dns.privateZone(), retry);
  }

  private static DnsName name(String text) {
    try {
      return DnsName.of(text);
    } catch (IllegalArgumentException e) {
      throw new UsageException("dns.zone: " + e.getMessage(), e);
    }
  }
}
