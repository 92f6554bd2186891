package io.ec2cluster.internal.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ec2cluster.EnvironmentException;
import io.ec2cluster.ProgressListener;
import io.ec2cluster.config.ClusterSettings;
import io.ec2cluster.spi.Cloud;
import io.ec2cluster.testing.FakeCommands;
import io.ec2cluster.testing.FakeTime;
import io.ec2cluster.testing.standin.TestSettings;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BackEndsTest {
  @Test
  void metadataServiceThatMustNotBeAskedStopsOnlyWhatNeedsIt() {
    Surroundings surroundings =
        new Surroundings(
            new FakeTime(),
            new Random(1),
            FakeCommands.none(),
            ProgressListener.none(),
            List.of("ec2cluster"));
    ClusterSettings settings = TestSettings.onAws();

    try (Cloud cloud =
        BackEnds.open(
            settings,
            Optional.empty(),
            Map.of("AWS_EC2_METADATA_DISABLED", "true", "AWS_REGION", "eu-west-1"),
            surroundings)) {
      assertThat(cloud.id()).isEqualTo("aws");
      assertThatThrownBy(cloud::metadata)
          .isInstanceOf(EnvironmentException.class)
          .hasMessageContaining("AWS_EC2_METADATA_DISABLED is set");
    }
  }
}
