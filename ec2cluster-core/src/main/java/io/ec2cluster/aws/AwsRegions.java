package io.ec2cluster.aws;

import com.google.common.base.CharMatcher;
import io.ec2cluster.UsageException;
import io.ec2cluster.config.ClusterSettings;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import software.amazon.awssdk.profiles.ProfileFile;
import software.amazon.awssdk.profiles.ProfileProperty;
import software.amazon.awssdk.regions.Region;

/**
 * Which region the regional services are asked in: the settings (or {@code --region}), the
 * environment, the profile, the instance metadata, in this order.
 */
final class AwsRegions {
  /** A region becomes part of a host name. */
  private static final CharMatcher ALLOWED =
      CharMatcher.inRange('a', 'z').or(CharMatcher.inRange('0', '9')).or(CharMatcher.is('-'));

  private final ClusterSettings.Aws settings;
  private final Map<String, String> environment;
  private final Supplier<ProfileFile> profiles;

  AwsRegions(
      ClusterSettings.Aws settings,
      Map<String, String> environment,
      Supplier<ProfileFile> profiles) {
    this.settings = settings;
    this.environment = environment;
    this.profiles = profiles;
  }

  /** The region, if it is known without asking the instance metadata. */
  Optional<Region> configured() {
    return settings
        .region()
        .map(text -> region(text, "aws: region (or --region)"))
        .or(() -> variable("AWS_REGION"))
        .or(() -> variable("AWS_DEFAULT_REGION"))
        .or(this::ofProfile);
  }

  /**
   * The region.
   *
   * @param metadata the region of the instance metadata, asked last
   * @throws UsageException if no place has one, naming the places
   */
  Region required(Supplier<Optional<String>> metadata) {
    return configured()
        .or(() -> metadata.get().map(text -> region(text, "the instance metadata")))
        .orElseThrow(
            () ->
                new UsageException(
                    "no AWS region: none in --region, in aws: region of the configuration, in the"
                        + " environment (AWS_REGION, AWS_DEFAULT_REGION), in the profile '"
                        + profileName()
                        + "' or in the instance metadata (placement/region). Give one of them"));
  }

  private Optional<Region> variable(String name) {
    return Optional.ofNullable(environment.get(name))
        .filter(text -> !text.isBlank())
        .map(text -> region(text.strip(), "the environment variable " + name));
  }

  private Optional<Region> ofProfile() {
    return profiles
        .get()
        .profile(profileName())
        .flatMap(profile -> profile.property(ProfileProperty.REGION))
        .map(text -> region(text, "the profile '" + profileName() + "'"));
  }

  private String profileName() {
    return settings.profile().orElseGet(() -> environment.getOrDefault("AWS_PROFILE", "default"));
  }

  /** The region of a text that stands in a place. */
  static Region region(String text, String place) {
    if (text.isEmpty() || text.length() > 63 || !ALLOWED.matchesAllOf(text)) {
      throw new UsageException(
          "'" + text + "' in " + place + " is no AWS region: expected one such as eu-west-1");
    }
    return Region.of(text);
  }
}
