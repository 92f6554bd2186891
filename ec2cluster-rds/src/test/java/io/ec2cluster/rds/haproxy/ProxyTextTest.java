package io.ec2cluster.rds.haproxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ec2cluster.EnvironmentException;
import io.ec2cluster.UsageException;
import io.ec2cluster.rds.haproxy.HaproxySettings.HealthCheck;
import io.ec2cluster.rds.haproxy.Proxy.Server;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The file's text. */
class ProxyTextTest {
  private static final Server FIRST = new Server("s1", "s1.abc.eu-west-1.rds.amazonaws.com", 3306);
  private static final Server SECOND = new Server("s2", "s2.abc.eu-west-1.rds.amazonaws.com", 3306);
  private static final Server MASTER = new Server("m1", "m1.abc.eu-west-1.rds.amazonaws.com", 3306);

  @Test
  void replicasAreBalancedAndTheMasterStandsBehindThem() {
    String text = ProxyText.of(proxy("mysql", Set.of()), settings(HealthCheck.ENGINE, ""));

    assertThat(text)
        .isEqualTo(
            """
            # Written by ec2cluster for the readers of the RDS cluster 'cluster1' and overwritten by it:
            # change 'haproxy' in its configuration instead.

            resolvers ec2cluster-rds-cluster1
                parse-resolv-conf
                accepted_payload_size 8192
                hold valid 10s

            listen ec2cluster-rds-cluster1
                bind 127.0.0.1:3306
                mode tcp
                option mysql-check
                option redispatch
                option clitcpka
                option srvtcpka
                balance leastconn
                retries 3
                timeout connect 10s
                timeout client 3600000ms
                timeout server 3600000ms
                default-server check inter 10000ms fall 2 resolvers ec2cluster-rds-cluster1 init-addr last,libc,none
                server s1 s1.abc.eu-west-1.rds.amazonaws.com:3306
                server s2 s2.abc.eu-west-1.rds.amazonaws.com:3306
                server m1 m1.abc.eu-west-1.rds.amazonaws.com:3306 backup
            """);
  }

  @Test
  void checkIsTheEnginesOrAConnection() {
    assertThat(text("mariadb", HealthCheck.ENGINE, "check"))
        .contains("option mysql-check user check\n");
    assertThat(text("postgres", HealthCheck.ENGINE, ""))
        .contains("option pgsql-check user haproxy\n");
    assertThat(text("postgres", HealthCheck.ENGINE, "me")).contains("option pgsql-check user me\n");
    assertThat(text("oracle-ee", HealthCheck.ENGINE, "")).contains("option tcp-check\n");
    assertThat(text("mysql", HealthCheck.TCP, "")).contains("option tcp-check\n");
  }

  @Test
  void whoIsLedOutIsReadBackAndNotWhatHaproxyGoesBy() {
    String without = ProxyText.of(proxy("mysql", Set.of()), settings(HealthCheck.ENGINE, ""));
    String text =
        ProxyText.of(proxy("mysql", Set.of("s4", "s3")), settings(HealthCheck.ENGINE, ""));

    assertThat(ProxyText.leftOut(text)).containsExactlyInAnyOrder("s3", "s4");
    assertThat(ProxyText.leftOut(without)).isEmpty();
    assertThat(ProxyText.servers(text)).containsExactly("s1", "s2", "m1");
    assertThat(ProxyText.effective(text)).isEqualTo(ProxyText.effective(without));
  }

  @Test
  void whatWouldBeMoreThanAWordOfTheFileIsRefused() {
    assertThatThrownBy(() -> new Server("s1", "host\n    server x", 1))
        .isInstanceOf(EnvironmentException.class);
    assertThatThrownBy(() -> new Proxy("a b", "mysql", List.of(FIRST), Optional.empty(), Set.of()))
        .isInstanceOf(UsageException.class);
  }

  private static String text(String engine, HealthCheck check, String user) {
    return ProxyText.of(proxy(engine, Set.of()), settings(check, user));
  }

  private static Proxy proxy(String engine, Set<String> leftOut) {
    return new Proxy("cluster1", engine, List.of(FIRST, SECOND), Optional.of(MASTER), leftOut);
  }

  private static HaproxySettings settings(HealthCheck check, String user) {
    return new HaproxySettings(
        Path.of("/etc/haproxy/conf.d/cluster1.cfg"),
        List.of(),
        Optional.empty(),
        check,
        Optional.of(user).filter(given -> !given.isEmpty()),
        Duration.ofSeconds(10),
        Duration.ofHours(1),
        Optional.empty(),
        Duration.ofSeconds(5));
  }
}
