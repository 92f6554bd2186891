package io.ec2cluster.redis;

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

class RedisSettingsTest {
  private static final ConfigurationScope SCOPE =
      ConfigurationScope.of(Map.of(), Map.of("redis", RedisSettings.class));

  @Test
  void emptySectionGivesTheDefaultsOfTheBuilder() {
    RedisSettings settings =
        Configuration.parse("t.yaml", "", SCOPE).section("redis", RedisSettings.class);

    assertThat(settings).isEqualTo(RedisSettings.defaults());
  }

  @Test
  void fileGivesEveryKindOfKey() {
    String yaml =
        """
        redis:
          config-file: /etc/redis/redis.conf
          port: 6380
          start: [systemctl, start, redis]
          connect-timeout: 500ms
          tls: true
          replicas-expected: 2
          listen-addresses: [10.0.0.1, "::1"]
          settings: {maxmemory: 1gb}
        """;

    RedisSettings settings =
        Configuration.parse("t.yaml", yaml, SCOPE).section("redis", RedisSettings.class);

    assertThat(settings.configFile()).contains(Path.of("/etc/redis/redis.conf"));
    assertThat(settings.port()).contains(6380);
    assertThat(settings.start()).containsExactly("systemctl", "start", "redis");
    assertThat(settings.connectTimeout()).isEqualTo(Duration.ofMillis(500));
    assertThat(settings.tls()).isTrue();
    assertThat(settings.replicasExpected()).contains(2);
    assertThat(settings.settings()).containsExactly(Map.entry("maxmemory", "1gb"));
  }

  @Test
  void badValuesAreNamed() {
    assertBad(RedisSettings.builder().port(0), "0 is no port");
    assertBad(RedisSettings.builder().announcePort(70000), "70000 is no port");
    assertBad(RedisSettings.builder().adminUser("a b"), "a b");
    assertBad(RedisSettings.builder().replicationUser(" "), "replication-user");
    assertBad(RedisSettings.builder().replicasExpected(-1), "-1");
    assertBad(RedisSettings.builder().replicaPriority(-1), "-1");
    assertBad(RedisSettings.builder().listenAddresses(List.of("x'")), "x'");
    assertBad(RedisSettings.builder().announceIp("a b"), "a b");
    assertBad(RedisSettings.builder().startTimeout(Duration.ZERO), "too short");
    assertBad(RedisSettings.builder().settings(Map.of("replicaof", "x 1")), "key of its own");
    assertBad(RedisSettings.builder().settings(Map.of("a b", "1")), "no name");
  }

  @Test
  void engineIsFoundByTheServiceLoader() {
    EngineCatalog catalog = EngineCatalog.discover(getClass().getClassLoader());

    assertThat(catalog.get("redis")).isInstanceOf(RedisEngine.class);
    assertThat(catalog.problems()).isEmpty();
  }

  private static void assertBad(RedisSettingsBuilder builder, String problem) {
    assertThatIllegalArgumentException().isThrownBy(builder::build).withMessageContaining(problem);
  }
}
