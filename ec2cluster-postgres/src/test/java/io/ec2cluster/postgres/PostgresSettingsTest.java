package io.ec2cluster.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.ec2cluster.config.Configuration;
import io.ec2cluster.config.ConfigurationScope;
import io.ec2cluster.spi.EngineCatalog;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PostgresSettingsTest {
  private static final ConfigurationScope SCOPE =
      ConfigurationScope.of(Map.of(), Map.of("postgres", PostgresSettings.class));

  @Test
  void emptySectionGivesTheDefaultsOfTheBuilder() {
    PostgresSettings settings =
        Configuration.parse("t.yaml", "", SCOPE).section("postgres", PostgresSettings.class);

    assertThat(settings).isEqualTo(PostgresSettings.defaults());
  }

  @Test
  void fileGivesEveryKindOfKey() {
    String yaml =
        """
        postgres:
          data-directory: /var/lib/postgresql/15/main
          port: 5433
          start: [systemctl, start, db]
          connect-timeout: 5s
          max-lag: 1MiB
          manage: false
          replication-from: [10.1.0.0/16]
          settings: {work_mem: 5MB}
        """;

    PostgresSettings settings =
        Configuration.parse("t.yaml", yaml, SCOPE).section("postgres", PostgresSettings.class);

    assertThat(settings.dataDirectory()).contains(Path.of("/var/lib/postgresql/15/main"));
    assertThat(settings.port()).contains(5433);
    assertThat(settings.start()).containsExactly("systemctl", "start", "db");
    assertThat(settings.connectTimeout()).isEqualTo(Duration.ofSeconds(5));
    assertThat(settings.maxLag().bytes()).isEqualTo(1 << 20);
    assertThat(settings.manage()).isFalse();
    assertThat(settings.settings()).containsExactly(Map.entry("work_mem", "5MB"));
  }

  @Test
  void badValuesAreNamed() {
    assertBad(PostgresSettings.builder().port(0), "0 is no port");
    assertBad(PostgresSettings.builder().replicationUser(" "), "replication-user");
    assertBad(PostgresSettings.builder().replicationUser("a\nb"), "replication-user");
    assertBad(PostgresSettings.builder().replicationAuth("reject"), "scram-sha-256");
    assertBad(PostgresSettings.builder().sslmode("maybe"), "verify-full");
    assertBad(PostgresSettings.builder().replicationFrom(List.of("a b trust")), "a b trust");
    assertBad(PostgresSettings.builder().listenAddresses(List.of("x'")), "x'");
    assertBad(PostgresSettings.builder().connectTimeout(Duration.ZERO), "too short");
    assertBad(PostgresSettings.builder().settings(Map.of("port", "1")), "key of its own");
    assertBad(PostgresSettings.builder().settings(Map.of("a b", "1")), "no name");
  }

  @Test
  void engineIsFoundByTheServiceLoader() {
    EngineCatalog catalog = EngineCatalog.discover(getClass().getClassLoader());

    assertThat(catalog.get("postgres")).isInstanceOf(PostgresEngine.class);
    assertThat(catalog.problems()).isEmpty();
  }

  private static void assertBad(PostgresSettingsBuilder builder, String problem) {
    assertThatIllegalArgumentException().isThrownBy(builder::build).withMessageContaining(problem);
  }
}
