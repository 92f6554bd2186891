package io.ec2cluster.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ec2cluster.EnvironmentException;
import io.ec2cluster.UsageException;
import io.ec2cluster.config.ClusterSettings;
import io.ec2cluster.config.Template;
import io.ec2cluster.dns.ChangeBatch;
import io.ec2cluster.dns.DnsName;
import io.ec2cluster.dns.RecordSet;
import io.ec2cluster.dns.RecordType;
import io.ec2cluster.metadata.InstanceMetadata;
import io.ec2cluster.role.OwnerLife;
import io.ec2cluster.role.Role;
import io.ec2cluster.spi.InstanceState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LocalCloudTest {
  private static final Duration TTL = Duration.ofMinutes(1);
  private static final DnsName PRIMARY = DnsName.of("primary.db.example.com");

  private final Path directory;
  private final LocalCloud cloud;

  LocalCloudTest(@TempDir Path directory) {
    this.directory = directory;
    this.cloud = at(directory);
  }

  @Test
  void asksForTheMetadataOnceAndOnlyWhenItIsNeeded() {
    AtomicInteger reads = new AtomicInteger();
    LocalCloud counting =
        LocalCloud.at(directory)
            .zone(DnsName.of("example.com"))
            .metadata(
                () -> {
                  reads.incrementAndGet();
                  return metadata();
                })
            .build();

    counting.zone().list(PRIMARY);
    assertThat(reads).hasValue(0);
    counting.metadata();
    counting.tagRole(Role.PRIMARY);
    assertThat(reads).hasValue(1);
  }

  @Test
  void withoutMetadataItSaysHowToGiveThem() {
    LocalCloud without = LocalCloud.at(directory).zone(DnsName.of("example.com")).build();

    assertThatThrownBy(without::metadata)
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("--metadata FILE")
        .hasMessageContaining("EC2CLUSTER_METADATA");
  }

  @Test
  void readingMakesNoDirectory() {
    Path absent = directory.resolve("not/yet");
    LocalCloud other = at(absent);

    assertThat(other.zone().list(PRIMARY)).isEmpty();
    assertThat(other.hostFor(PRIMARY, Optional.empty())).isEmpty();
    assertThat(other.liveness().lifeOf(LocalLivenessTest.recordOf("i-9", "db")))
        .isEqualTo(OwnerLife.NOT_PROVEN);

    assertThat(directory.resolve("not")).doesNotExist();
  }

  @Test
  void theFirstWriteMakesTheDirectory() {
    Path absent = directory.resolve("not/yet");

    at(absent).presence("db").working();

    assertThat(absent.resolve("instances/i-1.db.json")).isRegularFile();
    assertThat(at(absent).liveness().lifeOf(LocalLivenessTest.recordOf("i-1", "db")))
        .isEqualTo(OwnerLife.NOT_PROVEN);
  }

  @Test
  void aDirectoryThatCannotBeWrittenIsReportedWithUserAndPath() {
    // Not even root makes directories there.
    Path notWritable = Path.of("/proc/ec2cluster");

    assertThatThrownBy(() -> at(notWritable).presence("db").working())
        .isInstanceOf(EnvironmentException.class)
        .hasMessageContaining("user '" + System.getProperty("user.name") + "' cannot write")
        .hasMessageContaining("/proc/ec2cluster/instances");
  }

  @Test
  void theNodesOfOneClusterAreKnownByWhatTheyToldAndOthersAreLeftOut() {
    cloud.presence("db").working();
    cloud.presence("other").engineStopped();

    assertThat(cloud.instances("db", Set.of("i-1", "i-2")))
        .isEqualTo(Map.of("i-1", new InstanceState("working", OwnerLife.NOT_PROVEN, false)));
    assertThat(cloud.instances("none", Set.of("i-1"))).isEmpty();
    assertThat(cloud.fencing()).isEmpty();
  }

  @Test
  void notesTheRoleOfTheInstance() throws IOException {
    cloud.tagRole(Role.PRIMARY);
    cloud.tagRole(Role.REPLICA);

    assertThat(directory.resolve("instances/i-1.role")).hasContent("replica");
    assertThat(Files.readString(directory.resolve("instances/i-1.role"))).endsWith("\n");
  }

  @Test
  void aNameMeansTheAddressThatTheZoneHoldsForIt() {
    create(RecordSet.of(PRIMARY, RecordType.A, TTL, "127.0.0.11"));

    assertThat(cloud.hostFor(PRIMARY, Optional.empty())).contains("127.0.0.11");
  }

  @Test
  void aNameMeansTheHostOutsideTheZoneThatItPointsAt() {
    create(RecordSet.of(PRIMARY, RecordType.CNAME, TTL, "Host1.example.net."));

    assertThat(cloud.hostFor(PRIMARY, Optional.empty())).contains("host1.example.net");
  }

  @Test
  void cnamesAreFollowedInsideTheZone() {
    create(RecordSet.of(PRIMARY, RecordType.CNAME, TTL, "host1.example.com"));
    create(RecordSet.of(DnsName.of("host1.example.com"), RecordType.AAAA, TTL, "::1"));

    assertThat(cloud.hostFor(PRIMARY, Optional.empty())).contains("::1");
  }

  @Test
  void cnamesInACircleAreAnError() {
    create(RecordSet.of(PRIMARY, RecordType.CNAME, TTL, "host1.example.com"));
    create(RecordSet.of(DnsName.of("host1.example.com"), RecordType.CNAME, TTL, PRIMARY.text()));

    assertThatThrownBy(() -> cloud.hostFor(PRIMARY, Optional.empty()))
        .isInstanceOf(EnvironmentException.class)
        .hasMessageContaining("primary.db.example.com, host1.example.com");
  }

  @Test
  void ofSeveralReplicasTheHeaviestIsMeant() {
    DnsName pool = DnsName.of("replica.db.example.com");
    create(RecordSet.of(pool, RecordType.CNAME, TTL, "host1.example.net").weighted("i-1", 10));
    create(RecordSet.of(pool, RecordType.CNAME, TTL, "host2.example.net").weighted("i-2", 20));

    assertThat(cloud.hostFor(pool, Optional.empty())).contains("host2.example.net");
  }

  @Test
  void aNameThatIsNotThereOrHoldsNoHostMeansNothingYet() {
    create(RecordSet.of(PRIMARY.child("_ec2cluster"), RecordType.TXT, TTL, "\"v=1\""));
    create(RecordSet.of(DnsName.of("x.example.com"), RecordType.TXT, TTL, "\"v=1\""));

    assertThat(cloud.hostFor(PRIMARY, Optional.empty())).isEmpty();
    assertThat(cloud.hostFor(DnsName.of("x.example.com"), Optional.empty())).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "primary.{{cluster}}.example.com, example.com",
    "primary.maindb.example.com,      example.com",
    "Primary.MainDB.Example.COM.,     example.com",
    "%(cluster)s.example.com,         example.com",
    "primary.local,                   local"
  })
  void theZoneIsTheEndOfThePrimaryNameHoweverItIsWritten(String primary, String zone) {
    assertThat(LocalZoneName.of(names(Optional.empty(), Optional.of(primary))))
        .isEqualTo(DnsName.of(zone));
  }

  @Test
  void theSettingsMayNameTheZone() {
    LocalCloud named =
        LocalCloud.at(directory)
            .names(names(Optional.of("db.example.com"), Optional.of("primary.{{x}}")))
            .build();

    assertThat(named.zone().name()).contains(DnsName.of("db.example.com"));
    assertThat(named.zoneFile()).isEqualTo(directory.resolve("zone/db.example.com.zone"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"primary", "primary.{{cluster}}.{{domain}}", "{{name}}", "a..", "a.b!.c"})
  void aPrimaryNameThatTellsNoZoneIsRefused(String primary) {
    assertThatThrownBy(() -> LocalZoneName.of(names(Optional.empty(), Optional.of(primary))))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining(primary)
        .hasMessageContaining("zone");
  }

  @Test
  void withoutAnyNameItSaysWhatToSet() {
    assertThatThrownBy(() -> LocalZoneName.of(names(Optional.empty(), Optional.empty())))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("set dns.zone or dns.primary-name");
    assertThatThrownBy(() -> LocalCloud.at(directory).build())
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("dns.zone");
  }

  private void create(RecordSet recordSet) {
    cloud.zone().apply(ChangeBatch.commented("given").create(recordSet).build());
  }

  private static LocalCloud at(Path directory) {
    return LocalCloud.at(directory)
        .zone(DnsName.of("example.com"))
        .metadata(LocalCloudTest::metadata)
        .build();
  }

  private static InstanceMetadata metadata() {
    return InstanceMetadata.of(Map.of("instance-id", "i-1", "local-ipv4", "127.0.0.11"));
  }

  private static ClusterSettings.Dns names(Optional<String> zone, Optional<String> primary) {
    return new ClusterSettings.Dns(
        Optional.empty(),
        zone,
        Optional.empty(),
        primary.map(Template::of),
        Optional.empty(),
        TTL,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        10,
        TTL);
  }
}
