package io.ec2cluster.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ec2cluster.UsageException;
import io.ec2cluster.config.ClusterSettings;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.regions.Region;

class AwsRegionsTest {
  private static final String PROFILES =
      """
      [default]
      region = eu-north-1
      [profile control]
      region = eu-south-1
      """;

  @Test
  void theFirstPlaceThatNamesARegionCounts() {
    Map<String, String> both = Map.of("AWS_REGION", "us-east-1", "AWS_DEFAULT_REGION", "us-east-2");

    assertThat(required(regions("us-west-1", "", both, PROFILES))).isEqualTo(Region.US_WEST_1);
    assertThat(required(regions("", "", both, PROFILES))).isEqualTo(Region.US_EAST_1);
    assertThat(required(regions("", "", Map.of("AWS_DEFAULT_REGION", "us-east-2"), PROFILES)))
        .isEqualTo(Region.US_EAST_2);
    assertThat(required(regions("", "", Map.of("AWS_REGION", " "), PROFILES)))
        .isEqualTo(Region.EU_NORTH_1);
    assertThat(required(regions("", "control", Map.of(), PROFILES))).isEqualTo(Region.EU_SOUTH_1);
    assertThat(required(regions("", "", Map.of("AWS_PROFILE", "control"), PROFILES)))
        .isEqualTo(Region.EU_SOUTH_1);
    assertThat(required(regions("", "", Map.of(), ""))).isEqualTo(Region.SA_EAST_1);
  }

  @Test
  void theMetadataIsAskedOnlyWhereNothingElseNamesARegion() {
    AwsRegions regions = regions("", "", Map.of("AWS_REGION", "us-east-1"), "");

    Region region =
        regions.required(
            () -> {
              throw new AssertionError("asked the metadata");
            });

    assertThat(region).isEqualTo(Region.US_EAST_1);
    assertThat(regions("", "", Map.of(), "").configured()).isEmpty();
  }

  @Test
  void noRegionAnywhereNamesThePlaces() {
    assertThatThrownBy(() -> regions("", "", Map.of(), "").required(Optional::empty))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("--region")
        .hasMessageContaining("aws: region")
        .hasMessageContaining("AWS_REGION, AWS_DEFAULT_REGION")
        .hasMessageContaining("the profile 'default'")
        .hasMessageContaining("placement/region");
  }

  @ParameterizedTest
  @ValueSource(strings = {"eu west 1", "EU-WEST-1", "evil.example.com/", "eu-west-1\n"})
  void aTextThatIsNoRegionIsRefusedWithItsPlace(String text) {
    assertThatThrownBy(() -> required(regions(text, "", Map.of(), "")))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("aws: region (or --region) is no AWS region");
  }

  private static Region required(AwsRegions regions) {
    return regions.required(() -> Optional.of("sa-east-1"));
  }

  private static AwsRegions regions(
      String region, String profile, Map<String, String> environment, String profiles) {
    ClusterSettings.Aws settings =
        new ClusterSettings.Aws(
            Optional.of(region).filter(text -> !text.isEmpty()),
            Optional.of(profile).filter(text -> !text.isEmpty()),
            false,
            Duration.ofMinutes(2),
            Duration.ofMinutes(10));
    return new AwsRegions(settings, environment, () -> Profiles.of(profiles));
  }
}
