package io.ec2cluster.etcd.records;

import static io.ec2cluster.etcd.records.Example.OWNER;
import static io.ec2cluster.etcd.records.Example.voter;
import static org.assertj.core.api.Assertions.assertThat;

import io.ec2cluster.aws.AwsCloud;
import io.ec2cluster.config.ClusterSettings;
import io.ec2cluster.dns.DnsName;
import io.ec2cluster.dns.RecordSet;
import io.ec2cluster.dns.RecordType;
import io.ec2cluster.metadata.InstanceMetadata;
import io.ec2cluster.testing.FakeOperationContext;
import io.ec2cluster.testing.FakeTime;
import io.ec2cluster.testing.standin.MotoExtension;
import io.ec2cluster.testing.standin.MotoServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The requests are well-formed: moto takes them. */
@ExtendWith(MotoExtension.class)
class RecordsMotoIT {
  private final String zoneName = "etcd-" + UUID.randomUUID() + ".example.org";
  private final AwsCloud cloud;

  RecordsMotoIT(MotoServer moto) {
    cloud =
        AwsCloud.builder(settings())
            .environment(moto.environment("eu-west-1"))
            .metadata(() -> InstanceMetadata.of(Map.of("instance-id", "i-self")))
            .build();
  }

  private static ClusterSettings settings() {
    return ClusterSettings.of(
        "a-prod",
        ClusterSettings.CloudKind.AWS,
        Optional.empty(),
        ClusterSettings.Dns.of("Z1", "primary.example.com", Optional.empty()));
  }

  @AfterEach
  void close() {
    cloud.close();
  }

  @Test
  void recordsAreWrittenAndFollowTheMembers() {
    DnsName name = DnsName.of(zoneName);
    cloud.clients().route53().createHostedZone(r -> r.name(zoneName).callerReference(zoneName));
    RecordsZone zone =
        new RecordsZone(
            FakeOperationContext.builder().cloud(cloud).settings(settings()).build(), name);
    RecordNames names = RecordNames.of("prod", name);
    List<String> said = new ArrayList<>();
    Publication publication =
        new Publication(names, OWNER, zone, new FakeTime(), new Random(1), said::add);
    assertThat(zone.check(names)).isEmpty();

    publication.round(Example.of(1, voter(1), voter(2)));
    publication.round(Example.of(2, voter(2), voter(3)));

    assertThat(zone.get().list(names.top()))
        .contains(
            RecordSet.of(names.top(), RecordType.A, Duration.ofSeconds(60), "10.0.0.2", "10.0.0.3"))
        .noneMatch(found -> found.name().equals(names.member("i-1")))
        .anyMatch(found -> found.name().equals(names.server(false)));
    assertThat(said).hasSize(2).allMatch(words -> words.startsWith("wrote the records"));
    assertThat(
            RecordsReport.of(names, OWNER, zone, Optional.of(Example.of(3, voter(2), voter(3))))
                .state())
        .isEqualTo(RecordsReport.State.CURRENT);
  }
}
