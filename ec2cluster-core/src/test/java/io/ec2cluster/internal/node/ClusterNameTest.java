package io.ec2cluster.internal.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ec2cluster.UsageException;
import io.ec2cluster.config.ClusterSettings;
import io.ec2cluster.config.ClusterSettings.CloudKind;
import io.ec2cluster.metadata.InstanceMetadata;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ClusterNameTest {
  @Test
  void theConfigurationIsAskedBeforeUserDataAndUserDataBeforeTheTag() {
    Map<String, String> userData = Map.of("cluster", "from-user-data");
    Map<String, String> tags = Map.of("cluster", "from-tag");

    assertThat(name(Optional.of("from-file"), tags, userData)).isEqualTo("from-file");
    assertThat(name(Optional.empty(), tags, userData)).isEqualTo("from-user-data");
    assertThat(name(Optional.empty(), tags, Map.of())).isEqualTo("from-tag");
  }

  @Test
  void aNameFoundNowhereIsAnErrorThatListsThePlaces() {
    assertThatThrownBy(() -> name(Optional.empty(), Map.of(), Map.of()))
        .isInstanceOf(UsageException.class)
        .hasMessageContainingAll("i-1", "--cluster", "configuration", "user data", "instance tag");
  }

  @Test
  void whatIsNoDnsLabelIsRefusedAndItsPlaceNamed() {
    for (String bad :
        List.of("a b", "a.b", "-a", "_a", "a\nb", "{{x}}", "%(x)s", "\"", "a".repeat(64))) {
      assertThatThrownBy(() -> name(Optional.empty(), Map.of(), Map.of("cluster", bad)))
          .as(bad)
          .isInstanceOf(UsageException.class)
          .hasMessageContaining("user data")
          .hasMessageNotContaining("\n");
    }
  }

  private static String name(
      Optional<String> configured, Map<String, String> tags, Map<String, String> userData) {
    ClusterSettings.Dns dns = ClusterSettings.Dns.of("Z1", "primary.example.com", Optional.empty());
    ClusterSettings settings = ClusterSettings.of("x", CloudKind.AWS, Optional.empty(), dns);
    ClusterSettings withName =
        new ClusterSettings(
            configured,
            settings.engine(),
            settings.cloud(),
            settings.localDir(),
            settings.stateDir(),
            settings.templateSyntax(),
            settings.roleDeadline(),
            settings.aws(),
            settings.dns(),
            settings.coordination(),
            settings.hooks(),
            settings.schedule(),
            settings.scheduleAs(),
            settings.remote(),
            settings.remoteProgram(),
            settings.rejoin(),
            settings.synchronous());
    InstanceMetadata metadata =
        new InstanceMetadata(Map.of("instance-id", "i-1"), tags, userData, List.of());
    return ClusterName.of(withName, () -> metadata);
  }
}
