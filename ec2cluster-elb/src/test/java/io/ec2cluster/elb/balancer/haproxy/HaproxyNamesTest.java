package io.ec2cluster.elb.balancer.haproxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ec2cluster.UsageException;
import io.ec2cluster.elb.balancer.BalancerId;
import io.ec2cluster.elb.balancer.Membership;
import io.ec2cluster.testing.FakeTime;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class HaproxyNamesTest {
  @Test
  void whatCouldBeginAnotherCommandReachesNoSocket() {
    for (String name : List.of("web;disable server web/a", "we b@/s", "@/s", "a/b@/s", "a\nb@/s")) {
      assertThatThrownBy(() -> backend(name + "@/run/s"))
          .as(name)
          .isInstanceOf(UsageException.class)
          .hasMessageContaining("is no name of a backend");
    }
    assertThatThrownBy(() -> OwnServers.named("a;b")).isInstanceOf(UsageException.class);
  }

  @Test
  void aSocketIsAPathOrHostAndPort() {
    for (String socket : List.of("run/s", "host", ":80", "host:0", "host:port", "host:99999")) {
      assertThatThrownBy(() -> backend("web@" + socket))
          .as(socket)
          .isInstanceOf(UsageException.class)
          .hasMessageContaining("expected an absolute path, or HOST:PORT");
    }
    for (String socket : List.of("/run/s", "/run/a@b", "host:80", "[::1]:80", "10.0.0.1:80")) {
      assertThat(backend("web@" + socket).self()).isEqualTo("web1");
    }
  }

  @Test
  void aDetailIsReadAsItWasWritten() {
    for (String detail : List.of("ready", "drain, weight 0", "maint, weight 256")) {
      assertThat(ServerDetail.of(membership(detail))).hasToString(detail);
    }
    assertThat(ServerDetail.of(Membership.of("web1"))).hasToString("ready");
    for (String detail : List.of("", "up", "ready,weight 1", "ready, weight 1000", "eu-west-1a")) {
      assertThatThrownBy(() -> ServerDetail.of(membership(detail)))
          .as(detail)
          .isInstanceOf(UsageException.class);
    }
  }

  @Test
  void ownServersAreFoundInOneWay() {
    assertThatThrownBy(() -> OwnServers.at(List.of())).isInstanceOf(UsageException.class);
    assertThat(OwnServers.at(List.of("0:0::1", "10.0.0.2"))).hasToString("at 10.0.0.2 or ::1");
  }

  private static HaproxyBackend backend(String name) {
    return new HaproxyBackend(
        new BalancerId(BalancerId.Kind.HAPROXY, name), OwnServers.named("web1"), new FakeTime());
  }

  private static Membership membership(String detail) {
    return new Membership("web1", OptionalInt.of(80), Optional.of(detail));
  }
}
