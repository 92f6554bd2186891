package io.ec2cluster.aws;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.HttpURLConnection;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AwsTransportsTest {
  private static final Optional<URI> PLAIN = Optional.of(URI.create("http://localhost:5000"));
  private static final Optional<URI> ENCRYPTED = Optional.of(URI.create("https://localhost:5000"));

  @Test
  void allServicesShareOneClientAndPlainEndpointsAnother() {
    AwsTransports transports = new AwsTransports(Map.of());

    assertThat(transports.to(Optional.empty()))
        .isSameAs(transports.to(ENCRYPTED))
        .isNotSameAs(transports.to(PLAIN));
    assertThat(transports.to(PLAIN)).isSameAs(transports.to(PLAIN));
  }

  @Test
  void proxyOfTheEnvironmentNeedsTheClientThatKnowsIt() {
    AwsTransports transports = new AwsTransports(Map.of("HTTP_PROXY", "http://proxy:3128"));

    assertThat(transports.to(PLAIN)).isSameAs(transports.to(ENCRYPTED));
  }

  @Test
  void plainEndpointThatIsSilentIsNotWaitedForWithoutEnd() {
    HttpURLConnection connection = AwsTransports.connection(PLAIN.orElseThrow());

    assertThat(connection.getConnectTimeout()).isEqualTo(3_000);
    assertThat(connection.getReadTimeout()).isEqualTo(20_000);
  }
}
