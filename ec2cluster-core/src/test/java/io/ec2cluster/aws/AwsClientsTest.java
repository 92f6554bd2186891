package io.ec2cluster.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ec2cluster.UsageException;
import io.ec2cluster.config.ClusterSettings;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.route53.Route53Client;

class AwsClientsTest {
  private static final Map<String, String> KEYS =
      Map.of("AWS_ACCESS_KEY_ID", "AKIAENV", "AWS_SECRET_ACCESS_KEY", "secret");

  @Test
  void route53NeedsNoRegionAndEc2NeedsOne() {
    try (AwsClients clients = clients(Optional.empty(), KEYS)) {
      Route53Client route53 = clients.route53();

      assertThat(route53.serviceClientConfiguration().region()).hasToString("aws-global");
      assertThat(clients.route53()).isSameAs(route53);
      assertThatThrownBy(clients::ec2)
          .isInstanceOf(UsageException.class)
          .hasMessageContaining("no AWS region");
    }
  }

  @Test
  void theRegionOfTheMetadataIsUsedLast() {
    try (AwsClients clients =
        AwsClients.builder(settings(Optional.empty()))
            .environment(KEYS)
            .profiles(() -> Profiles.of(""))
            .metadataRegion(() -> Optional.of("eu-west-3"))
            .build()) {
      assertThat(clients.ec2().serviceClientConfiguration().region()).hasToString("eu-west-3");
      assertThat(clients.region()).isEqualTo("eu-west-3");
    }
  }

  @Test
  void endpointsComeFromTheEnvironmentTheServicesOwnFirst() {
    AwsEndpoints endpoints =
        new AwsEndpoints(
            Map.of(
                "AWS_ENDPOINT_URL", "http://localhost:1",
                "AWS_ENDPOINT_URL_ROUTE_53", "http://localhost:2"));

    assertThat(endpoints.find("Route 53")).hasValue(URI.create("http://localhost:2"));
    assertThat(endpoints.find("EC2")).hasValue(URI.create("http://localhost:1"));
    assertThat(new AwsEndpoints(Map.of()).find("EC2")).isEmpty();
    assertThat(
            new AwsEndpoints(
                    Map.of(
                        "AWS_ENDPOINT_URL", "http://localhost:1",
                        "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "true"))
                .find("EC2"))
        .isEmpty();
    assertThatThrownBy(
            () -> new AwsEndpoints(Map.of("AWS_ENDPOINT_URL", "localhost:1")).find("EC2"))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("AWS_ENDPOINT_URL is 'localhost:1': expected a URL");
  }

  @Test
  void aClientGetsTheEndpointOfItsService() {
    Map<String, String> environment =
        Map.of(
            "AWS_ENDPOINT_URL_ROUTE_53", "http://localhost:2",
            "AWS_ACCESS_KEY_ID", "a",
            "AWS_SECRET_ACCESS_KEY", "b");
    try (AwsClients clients = clients(Optional.empty(), environment)) {
      assertThat(clients.route53().serviceClientConfiguration().endpointOverride())
          .hasValue(URI.create("http://localhost:2"));
    }
  }

  @Test
  void theProfileOfTheSettingsWinsOverTheKeysOfTheEnvironment() {
    assertThat(identity(choose(Optional.of("control"), KEYS)).accessKeyId()).isEqualTo("AKIAFILE");
    assertThat(identity(choose(Optional.empty(), KEYS)).accessKeyId()).isEqualTo("AKIAENV");
    assertThat(
            identity(
                choose(
                    Optional.empty(),
                    Map.of(
                        "AWS_ACCESS_KEY_ID", "a",
                        "AWS_SECRET_ACCESS_KEY", "b",
                        "AWS_SESSION_TOKEN", "c"))))
        .isEqualTo(AwsSessionCredentials.create("a", "b", "c"));
  }

  @Test
  void anUnknownProfileIsNamedWithThoseThatExist() {
    assertThatThrownBy(() -> choose(Optional.of("contrl"), KEYS))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("no AWS profile 'contrl'")
        .hasMessageContaining("[control]");
  }

  @Test
  void whatTheApplicationPassesIsUsedAndLeftOpen() {
    CountingClient own = new CountingClient();
    AwsCredentialsProvider credentials =
        StaticCredentialsProvider.create(AwsBasicCredentials.create("own", "own"));
    AwsClients clients =
        AwsClients.builder(settings(Optional.empty()))
            .ec2(own)
            .credentials(credentials)
            .profiles(() -> Profiles.of(""))
            .build();

    assertThat(clients.ec2()).isSameAs(own);
    assertThat(clients.route53().serviceClientConfiguration().credentialsProvider())
        .isSameAs(credentials);
    clients.close();
    assertThat(own.closed).isFalse();
  }

  @Test
  void preloadingNeedsNothingAndLeavesNothingBehind() {
    AwsClients.preload();

    try (AwsClients clients = clients(Optional.empty(), KEYS)) {
      assertThat(clients.route53()).isNotNull();
    }
  }

  @Test
  void afterTheEndNothingIsOpened() {
    AwsClients clients = clients(Optional.empty(), KEYS);
    clients.close();

    assertThatThrownBy(clients::route53)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("closed");
  }

  private static final class CountingClient implements Ec2Client {
    private boolean closed;

    @Override
    public String serviceName() {
      return "ec2";
    }

    @Override
    public void close() {
      closed = true;
    }
  }

  private static AwsClients clients(Optional<String> profile, Map<String, String> environment) {
    return AwsClients.builder(settings(profile))
        .environment(environment)
        .profiles(() -> Profiles.of(""))
        .build();
  }

  private static AwsCredentialsProvider choose(
      Optional<String> profile, Map<String, String> environment) {
    return AwsCredentialsChoice.of(
        settings(profile),
        environment,
        () ->
            Profiles.of(
                "[profile control]\naws_access_key_id = AKIAFILE\naws_secret_access_key = s\n"));
  }

  private static AwsCredentialsIdentity identity(AwsCredentialsProvider provider) {
    return provider.resolveIdentity().join();
  }

  private static ClusterSettings.Aws settings(Optional<String> profile) {
    return new ClusterSettings.Aws(
        Optional.empty(), profile, false, Duration.ofMinutes(2), Duration.ofMinutes(10));
  }
}
