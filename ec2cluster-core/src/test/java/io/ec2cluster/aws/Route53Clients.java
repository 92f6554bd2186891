package io.ec2cluster.aws;

import java.net.URI;
import java.time.Duration;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.route53.Route53Client;
import software.amazon.awssdk.services.route53.Route53ClientBuilder;

/** Real SDK clients for the stand-in. */
final class Route53Clients {
  private Route53Clients() {}

  /** As ec2cluster builds it: without retries of its own. */
  static Route53Client withoutRetries(URI endpoint) {
    return builder(endpoint)
        .overrideConfiguration(
            configuration -> configuration.retryStrategy(AwsRetryStrategy.doNotRetry()))
        .build();
  }

  /** As an embedding application may pass it: with the SDK's defaults. */
  static Route53Client withDefaults(URI endpoint) {
    return builder(endpoint).build();
  }

  private static Route53ClientBuilder builder(URI endpoint) {
    return Route53Client.builder()
        .endpointOverride(endpoint)
        .region(Region.AWS_GLOBAL)
        .credentialsProvider(
            StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test")))
        .httpClientBuilder(UrlConnectionHttpClient.builder().socketTimeout(Duration.ofSeconds(20)));
  }
}
