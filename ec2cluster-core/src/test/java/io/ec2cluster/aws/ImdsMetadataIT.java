package io.ec2cluster.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ec2cluster.EnvironmentException;
import io.ec2cluster.Time;
import io.ec2cluster.UsageException;
import io.ec2cluster.metadata.InstanceMetadata;
import io.ec2cluster.testing.LoopbackPorts;
import io.ec2cluster.testing.standin.ImdsStandIn;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ImdsMetadataIT {
  private static final Duration SHORT = Duration.ofMillis(400);

  /** Never reached: a test that should succeed does so on a busy machine too. */
  private static final Duration LONG = Duration.ofSeconds(30);

  private final ImdsStandIn service =
      ImdsStandIn.start().instance("i-1", "eu-west-1", "123456789012", "10.0.0.1");

  @AfterEach
  void stop() {
    service.close();
  }

  @Test
  void anInstanceIsReadWithOneTokenAndOneRequestForEachThing() {
    service
        .put("meta-data/public-hostname", "ec2-1.example.com")
        .put("meta-data/public-ipv4", "198.51.100.1\n")
        .put("user-data", "{\"cluster\": \"maindb\"}");

    InstanceMetadata metadata = read();

    assertThat(metadata.instanceId()).isEqualTo("i-1");
    assertThat(metadata.region()).hasValue("eu-west-1");
    assertThat(metadata.availabilityZone()).hasValue("eu-west-1a");
    assertThat(metadata.account()).hasValue("123456789012");
    assertThat(metadata.instanceType()).hasValue("t3.small");
    assertThat(metadata.localIpv4()).hasValue("10.0.0.1");
    assertThat(metadata.localHostname()).hasValue("ip-10-0-0-1.ec2.internal");
    assertThat(metadata.publicHostname()).hasValue("ec2-1.example.com");
    assertThat(metadata.publicIpv4()).hasValue("198.51.100.1");
    assertThat(metadata.userData()).isEqualTo(Map.of("cluster", "maindb"));
    assertThat(metadata.notes()).isEmpty();
    assertThat(service.requests())
        .containsExactlyInAnyOrder(
            "PUT api/token 200",
            "GET dynamic/instance-identity/document 200",
            "GET user-data 200",
            "GET meta-data/tags/instance 404",
            "GET meta-data/local-hostname 200",
            "GET meta-data/public-hostname 200",
            "GET meta-data/public-ipv4 200");
  }

  @Test
  void withoutPublicNameUserDataAndTagsNothingIsMadeUp() {
    InstanceMetadata metadata = read();

    assertThat(metadata.publicHostname()).isEmpty();
    assertThat(metadata.publicIpv4()).isEmpty();
    assertThat(metadata.userData()).isEmpty();
    assertThat(metadata.tags()).isEmpty();
    assertThat(metadata.notes()).isEmpty();
  }

  @Test
  void tagsAreReadWhereTheyAreEnabled() {
    service
        .put("meta-data/tags/instance", "cluster\naws:autoscaling:groupName\nübung")
        .put("meta-data/tags/instance/cluster", "maindb")
        .put("meta-data/tags/instance/aws:autoscaling:groupName", "db group")
        .put("meta-data/tags/instance/übung", "ja");

    InstanceMetadata metadata = read();

    assertThat(metadata.findTag("cluster")).hasValue("maindb");
    assertThat(metadata.autoScalingGroup()).hasValue("db group");
    assertThat(metadata.findTag("übung")).hasValue("ja");
  }

  @Test
  void ofSeveralLocalHostNamesTheFirstCounts() {
    service.put("meta-data/local-hostname", "ip-1.a.internal b.internal");

    assertThat(read().localHostname()).hasValue("ip-1.a.internal");
  }

  @Test
  void userDataThatIsNoObjectIsNotedAndNotShown() {
    service.put("user-data", "#!/bin/sh\nexport PASSWORD=hush");

    assertThat(read().notes())
        .containsExactly("user data of 30 bytes was ignored: it is a shell script");
  }

  @Test
  void aServiceWithoutIdentityDocumentIsAskedKeyByKey() {
    try (ImdsStandIn other = ImdsStandIn.start()) {
      other
          .put("meta-data/instance-id", "i-2")
          .put("meta-data/local-ipv4", "10.0.0.2")
          .put("meta-data/placement/region", "eu-north-1");

      InstanceMetadata metadata = read(other.endpoint(), LONG);

      assertThat(metadata.keys())
          .isEqualTo(
              Map.of(
                  "instance-id", "i-2",
                  "local-ipv4", "10.0.0.2",
                  "placement/region", "eu-north-1"));
    }
  }

  @Test
  void aServiceWithoutInstanceIdIsRefused() {
    try (ImdsStandIn other = ImdsStandIn.start()) {
      assertThatThrownBy(() -> read(other.endpoint(), LONG))
          .isInstanceOf(EnvironmentException.class)
          .hasMessageContaining("gives no instance-id");
    }
  }

  @Test
  void anExpiredTokenIsRenewedOnceForAllRequests() {
    service.put("user-data", "{\"cluster\": \"maindb\"}");
    ImdsSession session = ImdsSession.open(service.endpoint(), LONG, Time.system());
    service.expireTokens();

    try (session) {
      ImdsAnswer one = session.fetch("user-data");
      ImdsAnswer two = session.fetch("meta-data/local-hostname");

      assertThat(one.text()).hasValue("{\"cluster\": \"maindb\"}");
      assertThat(two.text()).hasValue("ip-10-0-0-1.ec2.internal");
      assertThat(service.requests()).filteredOn(line -> line.startsWith("PUT")).hasSize(2);
    }
  }

  @Test
  void aTransientFailureIsRetried() {
    service.failNext(2, 503);

    assertThat(read().instanceId()).isEqualTo("i-1");
    assertThat(service.requests()).startsWith("PUT api/token 503", "PUT api/token 503");
  }

  @Test
  void aServiceThatIsTurnedOffSaysHowToTurnItOn() {
    service.failNext(1, 403);

    assertThatThrownBy(this::read)
        .isInstanceOf(EnvironmentException.class)
        .hasMessageContaining("turned off for this instance")
        .hasMessageContaining("--http-endpoint enabled")
        .hasMessageContaining("--metadata FILE");
  }

  @Test
  void aServerThatIsNoMetadataServiceIsNotTakenForOne() {
    service.failNext(1, 405);

    assertThatThrownBy(this::read)
        .isInstanceOf(EnvironmentException.class)
        .hasMessageContaining("refused a session token (IMDSv2) with HTTP status 405")
        .hasMessageContaining("AWS_EC2_METADATA_SERVICE_ENDPOINT");
  }

  @Test
  void offEc2TheErrorSaysHowToChooseAnotherSource() {
    URI nobody = URI.create("http://127.0.0.1:" + LoopbackPorts.free());

    assertThatThrownBy(() -> read(nobody, LONG))
        .isInstanceOf(EnvironmentException.class)
        .hasMessageContaining("no instance metadata from " + nobody)
        .hasMessageContaining("does not look like an EC2 instance")
        .hasMessageContaining("--metadata FILE or EC2CLUSTER_METADATA")
        .hasMessageContaining("cloud: local");
  }

  @Test
  void aServiceThatNeverAnswersEndsAtTheDeadlineWithAHintAtTheHopLimit() {
    service.silence("api/token");

    long start = System.nanoTime();
    assertThatThrownBy(() -> read(service.endpoint(), SHORT))
        .isInstanceOf(EnvironmentException.class)
        .hasMessageContaining("within 400 ms")
        .hasMessageContaining("--http-put-response-hop-limit 2");
    assertThat(Duration.ofNanos(System.nanoTime() - start))
        .isBetween(Duration.ofMillis(300), Duration.ofSeconds(20));
  }

  @Test
  void aSlowAnswerEndsAtTheDeadlineAndIsNotTakenForNone() {
    service.silence("user-data");

    assertThatThrownBy(() -> read(service.endpoint(), SHORT))
        .isInstanceOf(EnvironmentException.class)
        .hasMessageMatching("(?s).*(did not give 'user-data' in time|Read timed out).*");
  }

  @Test
  void theEnvironmentNamesTheEndpoint() {
    assertThat(
            ImdsMetadata.of(Map.of(ImdsEndpoint.ENDPOINT, service.endpoint() + "/"))
                .read()
                .instanceId())
        .isEqualTo("i-1");
    assertThat(ImdsEndpoint.of(Map.of())).hasToString("http://169.254.169.254");
    assertThat(ImdsEndpoint.of(Map.of(ImdsEndpoint.MODE, "IPv6")))
        .hasToString("http://[fd00:ec2::254]");
    assertThatThrownBy(() -> ImdsMetadata.of(Map.of(ImdsEndpoint.ENDPOINT, "here")))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("is 'here': expected an address");
    assertThatThrownBy(() -> ImdsMetadata.of(Map.of(ImdsEndpoint.DISABLED, "true")))
        .isInstanceOf(EnvironmentException.class)
        .hasMessageContaining("AWS_EC2_METADATA_DISABLED is set");
  }

  private InstanceMetadata read() {
    return read(service.endpoint(), LONG);
  }

  private static InstanceMetadata read(URI endpoint, Duration deadline) {
    return ImdsMetadata.at(endpoint, deadline, Time.system()).read();
  }
}
