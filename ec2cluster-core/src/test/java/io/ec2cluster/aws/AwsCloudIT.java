package io.ec2cluster.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ec2cluster.EnvironmentException;
import io.ec2cluster.UsageException;
import io.ec2cluster.config.ClusterSettings;
import io.ec2cluster.dns.DnsName;
import io.ec2cluster.testing.standin.ImdsStandIn;
import io.ec2cluster.testing.standin.Route53StandIn;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The whole back end as a node has it: its services found by the environment alone. */
class AwsCloudIT {
  private final ImdsStandIn imds =
      ImdsStandIn.start().instance("i-1", "eu-west-1", "123456789012", "10.0.0.1");
  private final Route53StandIn route53 = Route53StandIn.start();

  @AfterEach
  void stop() {
    imds.close();
    route53.close();
  }

  @Test
  void aNodeFindsItsMetadataItsRegionAndItsZone() {
    String zoneId = route53.createZone("example.com").id();

    try (AwsCloud cloud = cloud(Optional.of(zoneId), Optional.empty())) {
      cloud.warmUp();

      assertThat(cloud.metadata().instanceId()).isEqualTo("i-1");
      assertThat(cloud.clients().region()).isEqualTo("eu-west-1");
      assertThat(cloud.zone().list(DnsName.of("primary.example.com"))).isEmpty();
      assertThat(cloud.zone()).isSameAs(cloud.zone());
      assertThat(route53.requests()).isEqualTo(1);
    }
  }

  @Test
  void aZoneIsFoundByItsName() {
    String zoneId = route53.createZone("example.com").id();

    try (AwsCloud cloud = cloud(Optional.empty(), Optional.of("Example.com."))) {
      assertThat(cloud.zone().id()).isEqualTo("Route 53 zone " + zoneId);
    }
  }

  @Test
  void noZoneAndATextThatIsNoNameAreRefusedWithTheKeys() {
    try (AwsCloud none = cloud(Optional.empty(), Optional.empty());
        AwsCloud wrong = cloud(Optional.empty(), Optional.of("a b"))) {
      assertThatThrownBy(none::zone)
          .isInstanceOf(UsageException.class)
          .hasMessageContaining("dns.zone-id")
          .hasMessageContaining("dns.zone ");
      assertThatThrownBy(wrong::zone)
          .isInstanceOf(UsageException.class)
          .hasMessageContaining("dns.zone: 'a b'");
    }
  }

  @Test
  void aWarmUpThatFailsShowsWhereTheClientIsNeeded() {
    ClusterSettings settings =
        AwsSettings.of(
            new ClusterSettings.Aws(
                Optional.empty(),
                Optional.of("there-is-no-such-profile"),
                false,
                Duration.ofMinutes(2),
                Duration.ofMinutes(10)));
    try (AwsCloud cloud = AwsCloud.builder(settings).build()) {
      cloud.warmUp();

      assertThatThrownBy(cloud::zone)
          .isInstanceOf(UsageException.class)
          .hasMessageContaining("no AWS profile 'there-is-no-such-profile'");
    }
  }

  @Test
  void metadataThatCannotBeReadIsAskedForAgain() {
    imds.failNext(4, 503);

    try (AwsCloud cloud = cloud(Optional.of("Z1"), Optional.empty())) {
      assertThatThrownBy(cloud::metadata).isInstanceOf(EnvironmentException.class);
      assertThat(cloud.metadata().instanceId()).isEqualTo("i-1");
    }
  }

  private AwsCloud cloud(Optional<String> zoneId, Optional<String> zone) {
    return AwsCloud.builder(
            AwsSettings.of(ClusterSettings.Aws.defaults(), AwsSettings.dns(zoneId, zone)))
        .environment(
            Map.of(
                "AWS_EC2_METADATA_SERVICE_ENDPOINT",
                imds.endpoint().toString(),
                "AWS_ENDPOINT_URL_ROUTE_53",
                route53.endpoint().toString(),
                "AWS_ACCESS_KEY_ID",
                "testing",
                "AWS_SECRET_ACCESS_KEY",
                "testing"))
        .build();
  }
}
