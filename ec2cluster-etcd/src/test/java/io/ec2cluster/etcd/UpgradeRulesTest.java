package io.ec2cluster.etcd;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** When a member may be restarted with another version. */
class UpgradeRulesTest {
  private static UpgradeRules.Runner voter(String name, String version) {
    return new UpgradeRules.Runner(name, true, false, EtcdVersion.parse(version));
  }

  private static Optional<String> obstacle(String target, UpgradeRules.Runner... members) {
    return UpgradeRules.obstacle("i-1", List.of(members), EtcdVersion.parse(target).orElseThrow());
  }

  @ParameterizedTest
  @CsvSource({
    "3.4.23, 3.5.35",
    "3.5.26, 3.5.35",
    "3.5.35, 3.6.16",
    "3.4.20, 3.4.23",
    "3.6.16, 3.7.3"
  })
  void aPatchOrOneMinorVersionIsAStep(String from, String to) {
    assertThat(obstacle(to, voter("i-1", from), voter("i-2", from), voter("i-3", to))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "3.4.23, 3.6.16, more than one minor version",
    "3.5.35, 3.4.23, is older than 3.5.35",
    "3.5.21, 3.6.16, go to 3.5.26 or newer first",
    "3.4.23, 3.5.2, may lose data when it is killed",
    "3.4.23, 3.5.19, may forget that a member has a vote",
    "3.4.23, 3.5.25, may bring removed members back"
  })
  void whatIsKnownToGoWrongIsRefusedByName(String from, String to, String reason) {
    assertThat(obstacle(to, voter("i-1", from), voter("i-2", from)))
        .hasValueSatisfying(found -> assertThat(found).contains(reason, to));
  }

  @Test
  void anotherMemberThatIsTwoVersionsBehindForbidsIt() {
    assertThat(obstacle("3.6.16", voter("i-1", "3.5.35"), voter("i-2", "3.4.23")))
        .hasValueSatisfying(found -> assertThat(found).startsWith("i-2: from 3.4.23"));
  }

  @Test
  void anotherMemberThatIsNewerDoesNotForbidIt() {
    assertThat(obstacle("3.5.30", voter("i-1", "3.4.23"), voter("i-2", "3.5.35"))).isEmpty();
  }

  @Test
  void nobodyIsRestartedWhileAnotherIsDownOrHasNoVote() {
    UpgradeRules.Runner down =
        new UpgradeRules.Runner("i-2", false, false, EtcdVersion.parse("3.4.23"));
    UpgradeRules.Runner unknown = new UpgradeRules.Runner("i-2", true, false, Optional.empty());
    UpgradeRules.Runner learner =
        new UpgradeRules.Runner("i-2", true, true, EtcdVersion.parse("3.4.23"));

    assertThat(obstacle("3.5.35", voter("i-1", "3.4.23"), down))
        .hasValueSatisfying(found -> assertThat(found).contains("i-2 does not answer"));
    assertThat(obstacle("3.5.35", voter("i-1", "3.4.23"), unknown))
        .hasValueSatisfying(found -> assertThat(found).contains("i-2 does not answer"));
    assertThat(obstacle("3.5.35", voter("i-1", "3.4.23"), learner))
        .hasValueSatisfying(found -> assertThat(found).contains("i-2 has no vote"));
  }

  @ParameterizedTest
  @CsvSource({"3.5.21+git", "3.6.0-rc.1", "3.5.0"})
  void suffixesAreRead(String text) {
    assertThat(EtcdVersion.parse(text)).isPresent();
  }

  @ParameterizedTest
  @CsvSource({"2.3.8", "3.5", "'3.5.21; rm'", "3.99999.1", "v3.5.1"})
  void whatIsNoVersionOfThreeIsNone(String text) {
    assertThat(EtcdVersion.parse(text)).isEmpty();
  }
}
