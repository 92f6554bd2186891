package io.ec2cluster.etcd.records;

import static io.ec2cluster.etcd.records.Example.NAMES;
import static io.ec2cluster.etcd.records.Example.OWNER;
import static io.ec2cluster.etcd.records.Example.set;
import static io.ec2cluster.etcd.records.Example.voter;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ec2cluster.EnvironmentException;
import io.ec2cluster.UsageException;
import io.ec2cluster.aws.AwsCloud;
import io.ec2cluster.config.ClusterSettings;
import io.ec2cluster.dns.DnsName;
import io.ec2cluster.dns.RecordType;
import io.ec2cluster.metadata.InstanceMetadata;
import io.ec2cluster.testing.FakeOperationContext;
import io.ec2cluster.testing.FakeTime;
import io.ec2cluster.testing.standin.Route53Action;
import io.ec2cluster.testing.standin.Route53Fault;
import io.ec2cluster.testing.standin.Route53StandIn;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The records over the real SDK client and a strict Route 53. */
class RecordsZoneIT {
  private final FakeTime time = new FakeTime();
  private final Route53StandIn standIn = Route53StandIn.start();
  private final AwsCloud cloud = cloud(standIn.endpoint().toString());
  private final RecordsZone zone = zone(cloud, "example.org");
  private final List<String> said = new ArrayList<>();
  private final Publication publication =
      new Publication(NAMES, OWNER, zone, time, new Random(1), said::add);

  private AwsCloud cloud(String endpoint) {
    return AwsCloud.builder(settings())
        .environment(
            Map.of(
                "AWS_ENDPOINT_URL_ROUTE_53", endpoint,
                "AWS_REGION", "eu-west-1",
                "AWS_ACCESS_KEY_ID", "test",
                "AWS_SECRET_ACCESS_KEY", "test"))
        .metadata(() -> InstanceMetadata.of(Map.of("instance-id", "i-self")))
        .time(time)
        .build();
  }

  private static ClusterSettings settings() {
    return ClusterSettings.of(
        "a-prod",
        ClusterSettings.CloudKind.AWS,
        Optional.empty(),
        ClusterSettings.Dns.of("Z1", "primary.example.com", Optional.empty()));
  }

  private RecordsZone zone(AwsCloud aws, String name) {
    FakeOperationContext context =
        FakeOperationContext.builder().cloud(aws).settings(settings()).time(time).build();
    return new RecordsZone(context, DnsName.of(name));
  }

  @AfterEach
  void close() {
    cloud.close();
    standIn.close();
  }

  private void rounds(int seconds) {
    for (int i = 0; i < seconds; i++) {
      publication.round(Example.of(1, voter(1), voter(2)));
      time.advance(Duration.ofSeconds(1));
    }
  }

  private void assertPublished() {
    assertThat(zone.get().list(NAMES.top()))
        .contains(set("prod.example.org", RecordType.A, "10.0.0.1", "10.0.0.2"));
    assertThat(said).last().asString().containsAnyOf("wrote the records", "as they should be");
  }

  @Test
  void aSearchOnceAndThenAReadAMinuteAreAllThatItCosts() {
    standIn.createZone("example.org");
    assertThat(zone.check(NAMES)).isEmpty();
    publication.round(Example.of(1, voter(1), voter(2)));
    assertThat(standIn.requests(Route53Action.LIST_ZONES_BY_NAME)).isEqualTo(1);
    assertThat(standIn.requests(Route53Action.CHANGE_RECORD_SETS)).isEqualTo(1);
    int before = standIn.requests();

    rounds(600);

    assertThat(standIn.requests() - before).isBetween(9, 10);
    assertPublished();
  }

  @ParameterizedTest
  @EnumSource(Route53Fault.class)
  void whateverBecomesOfARequestTheRecordsAreThereInTheEnd(Route53Fault fault) {
    standIn.createZone("example.org");
    standIn.faults().next(Route53Action.CHANGE_RECORD_SETS, 2, fault);

    rounds(120);

    assertPublished();
  }

  @Test
  void aZoneThatIsThrottledAllTheTimeIsSaidAndKeptTrying() {
    standIn.createZone("example.org");
    assertThat(zone.check(NAMES)).isEmpty();
    standIn.faults().next(Route53Action.LIST_RECORD_SETS, 10_000, Route53Fault.THROTTLING);

    rounds(60);
    assertThat(said).isNotEmpty().allMatch(words -> words.contains("Throttling"));

    standIn.faults().clear();
    rounds(130);
    assertPublished();
  }

  @Test
  void aZoneThatDoesNotExistIsAMistake() {
    standIn.createZone("example.com");

    assertThatThrownBy(() -> zone.check(NAMES))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("etcd: zone: there is no hosted zone example.org");
  }

  @ParameterizedTest
  @EnumSource(
      value = Route53Action.class,
      names = {"LIST_ZONES_BY_NAME", "LIST_RECORD_SETS"})
  void aZoneThatMayNotBeReadIsFoundAtTheStart(Route53Action denied) {
    standIn.createZone("example.org");
    standIn.faults().deny(denied);

    assertThatThrownBy(() -> zone.check(NAMES))
        .isInstanceOf(EnvironmentException.class)
        .hasMessageContaining("permission route53:" + denied.apiName());
  }

  @Test
  void aZoneThatMayNotBeWrittenIsSaidInTheLoop() {
    standIn.createZone("example.org");
    standIn.faults().deny(Route53Action.CHANGE_RECORD_SETS);

    rounds(5);

    assertThat(said)
        .isNotEmpty()
        .allMatch(words -> words.contains("permission route53:ChangeResourceRecordSets"));
  }

  @ParameterizedTest
  @EnumSource(
      value = Route53Fault.class,
      names = {"THROTTLING", "UNAVAILABLE", "LOST_BEFORE_COMMIT"})
  void aZoneThatDoesNotAnswerStopsNobodyFromStarting(Route53Fault fault) {
    standIn.createZone("example.org");
    standIn.faults().next(Route53Action.LIST_ZONES_BY_NAME, 1_000, fault);

    assertThat(zone.check(NAMES)).isPresent();
    standIn.faults().clear();

    rounds(3);
    assertPublished();
  }
}
