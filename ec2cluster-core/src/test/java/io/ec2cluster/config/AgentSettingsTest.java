package io.ec2cluster.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.net.InetAddresses;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AgentSettingsTest {
  private static final ConfigurationScope SCOPE = ConfigurationScope.of(Map.of(), Map.of());

  @Test
  void withoutASectionItListensOnLoopbackAndReadsTheRecordAsOftenAsTheBackEndBears() {
    AgentSettings agent = agent("");

    assertThat(agent).isEqualTo(AgentSettings.defaults());
    assertThat(agent.address()).isEqualTo(at("127.0.0.1", 8008));
    assertThat(agent.recordEvery(ClusterSettings.CloudKind.AWS)).isEqualTo(Duration.ofSeconds(30));
    assertThat(agent.recordEvery(ClusterSettings.CloudKind.LOCAL)).isEqualTo(Duration.ofSeconds(5));
  }

  @Test
  void anAddressThatOthersReachHasToBeMeant() {
    assertThat(agent("agent: {listen: \"10.0.0.5:8008\", open-to-network: true}").address())
        .isEqualTo(at("10.0.0.5", 8008));
    assertThat(agent("agent: {listen: \"[::1]:80\"}").address()).isEqualTo(at("::1", 80));
    assertProblems(
        "agent:\n  listen: 0.0.0.0:8008",
        "c.yaml:2: agent.listen: found '0.0.0.0:8008', which other machines reach",
        "open-to-network: true");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"8008", "127.0.0.1", "localhost:8008", "127.0.0.1:0", "127.0.0.1:65536", "::1:x"})
  void whatIsNoAddressAndPortIsRefused(String listen) {
    assertProblems(
        "agent: {listen: \"%s\"}".formatted(listen), "expected an IP address and a port");
  }

  @Test
  void everythingThatIsWrongIsToldAtOnce() {
    assertProblems(
        "agent:\n  listen: x\n  every: 2h\n  record-every: 10m\n  tasks: {pool check: -1s}\n  evry: 1s",
        "agent.evry",
        "did you mean");
    assertProblems(
        "agent:\n  listen: x\n  every: 2h\n  record-every: 10m",
        "c.yaml:2: agent.listen",
        "c.yaml:3: agent.every",
        "agent.record-valid: found PT5M, expected at least twice");
  }

  @Test
  void route53IsNotReadAsOftenAsADirectory() {
    assertProblems("agent: {record-every: 1s}", "record-every", "Route 53 answers 5 requests/s");
    assertThat(agent("cloud: local\nagent: {record-every: 1s}").recordEvery())
        .contains(Duration.ofSeconds(1));
  }

  private static InetSocketAddress at(String address, int port) {
    return new InetSocketAddress(InetAddresses.forString(address), port);
  }

  private static AgentSettings agent(String text) {
    return Configuration.parse("c.yaml", text, SCOPE).cluster().agent();
  }

  private static void assertProblems(String text, String... words) {
    assertThatThrownBy(() -> agent(text))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContainingAll(words);
  }
}
