package io.ec2cluster.internal.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NearestNameTest {
  private static final List<String> KNOWN =
      List.of("cluster", "cloud", "zone", "zone-id", "ttl", "primary-name", "replica-name");

  @ParameterizedTest
  @CsvSource({
    "clowd, cloud",
    "clutser, cluster",
    "zone_id, zone-id",
    "zoneId, zone-id",
    "TTL, ttl",
    "tll, ttl",
    "primaryname, primary-name",
    "zon, zone"
  })
  void slipsAreRecognised(String typed, String meant) {
    assertThat(NearestName.find(typed, KNOWN)).contains(meant);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "postgres", "name", "primary", "tags", "it"})
  void otherWordsAreNot(String typed) {
    assertThat(NearestName.find(typed, KNOWN)).isEmpty();
  }
}
