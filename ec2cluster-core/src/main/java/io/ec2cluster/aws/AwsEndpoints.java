package io.ec2cluster.aws;

import com.google.common.base.Ascii;
import io.ec2cluster.UsageException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Map;
import java.util.Optional;

/**
 * The endpoints that the environment names: {@code AWS_ENDPOINT_URL_<SERVICE>}, else {@code
 * AWS_ENDPOINT_URL} (AWS SDKs and Tools Reference Guide, "Service-specific endpoints"). The SDK
 * reads the variables of the process and the profile by itself; here are those that an embedding
 * application or a test passes in.
 */
final class AwsEndpoints {
  private static final String GENERAL = "AWS_ENDPOINT_URL";

  private final Map<String, String> environment;

  AwsEndpoints(Map<String, String> environment) {
    this.environment = environment;
  }

  /**
   * The endpoint of a service.
   *
   * @param serviceId its id in the API model, for example {@code Route 53}
   */
  Optional<URI> find(String serviceId) {
    if (Boolean.parseBoolean(environment.getOrDefault("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", ""))) {
      return Optional.empty();
    }
    String name = GENERAL + "_" + Ascii.toUpperCase(serviceId.replace(' ', '_').replace('-', '_'));
    return variable(name).or(() -> variable(GENERAL));
  }

  private Optional<URI> variable(String name) {
    return Optional.ofNullable(environment.get(name))
        .filter(text -> !text.isBlank())
        .map(text -> parse(name, text));
  }

  private static URI parse(String name, String text) {
    try {
      URI uri = new URI(text.strip());
      if (uri.getScheme() != null && uri.getHost() != null) {
        return uri;
      }
    } catch (URISyntaxException e) {
      throw unusable(name, text);
    }
    throw unusable(name, text);
  }

  private static UsageException unusable(String name, String text) {
    return new UsageException(
        name + " is '" + text + "': expected a URL such as http://localhost:5000");
  }
}
