package io.ec2cluster.internal.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecrecyTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "redis.settings.tls-key-file-pass",
        "redis.settings.masterauth-password",
        "hooks.environment.DB_PASS",
        "x.passphrase",
        "x.api-token",
        "x.secret"
      })
  void aKeyThatSoundsSecretIsHidden(String key) {
    assertThat(Secrecy.hides(key, "abc")).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"x.bypass", "x.passive", "x.compass-point", "x.host", "x.passes"})
  void anotherIsShown(String key) {
    assertThat(Secrecy.hides(key, "abc")).isFalse();
  }
}
