package io.ec2cluster.aws;

import io.ec2cluster.EnvironmentException;
import io.ec2cluster.UsageException;
import java.net.URI;
import java.util.Map;
import java.util.Optional;

/**
 * Where the instance metadata service is, by the environment variables that every SDK of AWS reads
 * (AWS SDKs and Tools Reference Guide, "IMDS credential provider").
 */
final class ImdsEndpoint {
  static final String ENDPOINT = "AWS_EC2_METADATA_SERVICE_ENDPOINT";
  static final String MODE = "AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE";
  static final String DISABLED = "AWS_EC2_METADATA_DISABLED";

  private ImdsEndpoint() {}

  static URI of(Map<String, String> environment) {
    if (Boolean.parseBoolean(environment.getOrDefault(DISABLED, ""))) {
      throw new EnvironmentException(
          "the environment variable " + DISABLED + " is set: " + ImdsMetadata.HOW_TO_CHOOSE);
    }
    return Optional.ofNullable(environment.get(ENDPOINT))
        .filter(text -> !text.isBlank())
        .map(ImdsEndpoint::parse)
        .orElseGet(() -> byMode(environment.getOrDefault(MODE, "IPv4")));
  }

  private static URI parse(String text) {
    URI uri;
    try {
      uri = URI.create(text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
    } catch (IllegalArgumentException e) {
      throw unusable(text);
    }
    boolean web = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
    if (!web || uri.getHost() == null) {
      throw unusable(text);
    }
    return uri;
  }

  private static UsageException unusable(String text) {
    return new UsageException(
        ENDPOINT + " is '" + text + "': expected an address such as http://169.254.169.254");
  }

  private static URI byMode(String mode) {
    return URI.create(
        mode.equalsIgnoreCase("IPv6") ? "http://[fd00:ec2::254]" : "http://169.254.169.254");
  }
}
