package io.ec2cluster.aws;

import io.ec2cluster.UsageException;
import io.ec2cluster.config.ClusterSettings;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.ProfileCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.profiles.ProfileFile;

/**
 * Where the credentials come from: the profile of the settings (as with the AWS CLI's {@code
 * --profile}, it wins over the environment), the keys of the environment, else the SDK's default
 * chain.
 */
final class AwsCredentialsChoice {
  private AwsCredentialsChoice() {}

  static AwsCredentialsProvider of(
      ClusterSettings.Aws settings,
      Map<String, String> environment,
      Supplier<ProfileFile> profiles) {
    return settings
        .profile()
        .map(name -> ofProfile(name, profiles.get()))
        .or(() -> ofEnvironment(environment))
        .orElseGet(() -> chain(environment, profiles));
  }

  private static AwsCredentialsProvider chain(
      Map<String, String> environment, Supplier<ProfileFile> profiles) {
    DefaultCredentialsProvider.Builder chain =
        DefaultCredentialsProvider.builder().profileFile(profiles);
    Optional.ofNullable(environment.get("AWS_PROFILE"))
        .filter(name -> !name.isBlank())
        .ifPresent(chain::profileName);
    return chain.build();
  }

  private static AwsCredentialsProvider ofProfile(String name, ProfileFile profiles) {
    if (profiles.profile(name).isEmpty()) {
      throw new UsageException(
          "no AWS profile '"
              + name
              + "' (aws: profile of the configuration, or --profile): expected it in ~/.aws/config"
              + " or ~/.aws/credentials, which have "
              + (profiles.profiles().isEmpty() ? "none" : profiles.profiles().keySet()));
    }
    return ProfileCredentialsProvider.builder().profileFile(profiles).profileName(name).build();
  }

  /** Also the quickest: the default chain makes all its providers before it asks the first. */
  private static Optional<AwsCredentialsProvider> ofEnvironment(Map<String, String> environment) {
    String key = environment.getOrDefault("AWS_ACCESS_KEY_ID", "").strip();
    String secret = environment.getOrDefault("AWS_SECRET_ACCESS_KEY", "").strip();
    if (key.isEmpty() || secret.isEmpty()) {
      return Optional.empty();
    }
    String token = environment.getOrDefault("AWS_SESSION_TOKEN", "").strip();
    AwsCredentials credentials =
        token.isEmpty()
            ? AwsBasicCredentials.create(key, secret)
            : AwsSessionCredentials.create(key, secret, token);
    return Optional.of(StaticCredentialsProvider.create(credentials));
  }
}
