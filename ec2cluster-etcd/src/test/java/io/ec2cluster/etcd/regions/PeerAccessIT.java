package io.ec2cluster.etcd.regions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ec2cluster.EnvironmentException;
import io.ec2cluster.aws.AwsCloud;
import io.ec2cluster.etcd.regions.SecurityGroupStandIn.Fault;
import io.ec2cluster.etcd.regions.SecurityGroupStandIn.Rule;
import io.ec2cluster.metadata.InstanceMetadata;
import io.ec2cluster.testing.FakeTime;
import io.ec2cluster.testing.standin.TestSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Rules opened and closed exactly, over the real SDK client and a strict security group. */
class PeerAccessIT {
  private static final String HOME = "eu-west-1";
  private static final String AWAY = "eu-central-1";
  private static final Set<String> BOTH = Set.of(HOME, AWAY);
  private static final Duration GRACE = Duration.ofMinutes(5);
  private static final RemoteMember SELF = new RemoteMember("i-1", HOME, "52.0.0.1");
  private static final RemoteMember TWO = new RemoteMember("i-2", AWAY, "52.0.0.2");
  private static final RemoteMember THREE = new RemoteMember("i-3", AWAY, "52.0.0.3");

  private final FakeTime time = new FakeTime();
  private final SecurityGroupStandIn standIn = new SecurityGroupStandIn();
  private final AwsCloud cloud =
      AwsCloud.builder(TestSettings.onAws())
          .environment(
              Map.of(
                  "AWS_ENDPOINT_URL_EC2",
                  standIn.server.endpoint().toString(),
                  "AWS_REGION",
                  HOME,
                  "AWS_ACCESS_KEY_ID",
                  "test",
                  "AWS_SECRET_ACCESS_KEY",
                  "test"))
          .metadata(() -> InstanceMetadata.of(Map.of("instance-id", "i-1")))
          .time(time)
          .build();
  private final List<String> said = new ArrayList<>();
  private final PeerAccess access = access("maindb");

  private PeerAccess access(String cluster) {
    return new PeerAccess(
        new PeerAccess.Node(cluster, "i-1", HOME, "ec2-1", List.of(2380, 2379), GRACE),
        new SecurityGroup(
            () -> cloud.clients().ec2(),
            cloud.retry(),
            () -> "i-1",
            Optional.of(SecurityGroupStandIn.GROUP)),
        time,
        said::add);
  }

  @AfterEach
  void close() {
    cloud.close();
    standIn.close();
  }

  /** Looks every five seconds, as the agent does. */
  private void minutes(int minutes, Set<String> told, RemoteMember... members) {
    for (int i = 0; i < minutes * 12; i++) {
      access.follow(List.of(members), told);
      time.advance(Duration.ofSeconds(5));
    }
  }

  private static Rule rule(RemoteMember member, int port) {
    return new Rule(
        member.address() + "/32",
        port,
        "ec2cluster etcd=maindb member=%s region=%s".formatted(member.id(), member.region()));
  }

  @Test
  void membersOfOtherRegionsAreLetInAtOnceAndNobodyElse() {
    access.follow(List.of(SELF, TWO), BOTH);
    assertThat(standIn.rules.values()).containsExactlyInAnyOrder(rule(TWO, 2379), rule(TWO, 2380));

    access.follow(List.of(SELF, TWO, THREE), BOTH);
    assertThat(standIn.rules.values()).hasSize(4).contains(rule(THREE, 2379), rule(THREE, 2380));

    long changes = standIn.changes();
    int requests = standIn.requests.size();
    minutes(10, BOTH, SELF, TWO, THREE);
    assertThat(standIn.changes()).isEqualTo(changes).isEqualTo(4);
    assertThat(standIn.requests.size() - requests).isBetween(9, 10);
  }

  @Test
  void whoIsGoneForTheGracePeriodIsLetInNoLongerAndOnlyOurRulesAreRemoved() {
    Rule byHand = new Rule("52.0.0.9/32", 2379, "by hand");
    Rule another = new Rule("52.0.0.8/32", 2379, "ec2cluster etcd=other member=i-8 region=" + AWAY);
    standIn.put(byHand);
    standIn.put(another);
    access.follow(List.of(SELF, TWO, THREE), BOTH);

    minutes(4, BOTH, SELF, THREE);
    assertThat(standIn.rules.values()).contains(rule(TWO, 2379), rule(TWO, 2380));
    minutes(3, BOTH, SELF, THREE);

    assertThat(standIn.rules.values())
        .containsExactlyInAnyOrder(byHand, another, rule(THREE, 2379), rule(THREE, 2380));
  }

  @Test
  void whoComesBackWithinTheGracePeriodStartsItAnew() {
    access.follow(List.of(SELF, TWO), BOTH);
    minutes(4, BOTH, SELF, THREE);
    minutes(2, BOTH, SELF, TWO, THREE);
    minutes(4, BOTH, SELF, THREE);

    assertThat(standIn.rules.values()).contains(rule(TWO, 2379), rule(TWO, 2380));
  }

  @Test
  void aRegionThatTellsOfNobodyClosesNothing() {
    access.follow(List.of(SELF, TWO), BOTH);

    minutes(30, Set.of(HOME), SELF);

    assertThat(standIn.rules.values()).contains(rule(TWO, 2379), rule(TWO, 2380));
  }

  @Test
  void aRuleOfSomebodyElsesThatLetsThemInAlreadyIsLeftToHim() {
    Rule byHand = new Rule("52.0.0.2/32", 2379, "by hand");
    standIn.put(byHand);
    access.follow(List.of(SELF, TWO), BOTH);
    assertThat(standIn.rules.values()).containsExactlyInAnyOrder(byHand, rule(TWO, 2380));

    minutes(7, BOTH, SELF, THREE);

    assertThat(standIn.rules.values()).contains(byHand).doesNotContain(rule(TWO, 2380));
  }

  @ParameterizedTest
  @EnumSource(Fault.class)
  void whateverBecomesOfARequestTheRulesAreRightInTheEnd(Fault fault) {
    standIn.next(fault, 2);
    minutes(1, BOTH, SELF, TWO);
    assertThat(standIn.rules.values()).containsExactlyInAnyOrder(rule(TWO, 2379), rule(TWO, 2380));

    minutes(4, BOTH, SELF, THREE);
    standIn.next(fault, 2);
    minutes(4, BOTH, SELF, THREE);
    assertThat(standIn.rules.values())
        .containsExactlyInAnyOrder(rule(THREE, 2379), rule(THREE, 2380));
  }

  @Test
  void aProcessThatDiesInBetweenIsFollowedByOneThatDoesTheRest() {
    standIn.put(rule(TWO, 2380));

    access("maindb").follow(List.of(SELF, TWO), BOTH);

    assertThat(standIn.rules.values()).containsExactlyInAnyOrder(rule(TWO, 2379), rule(TWO, 2380));
  }

  @Test
  void whatIsNotAllowedIsSaidAndStopsNothing() {
    standIn.next(Fault.DENIED, 100);

    access.follow(List.of(SELF, TWO), BOTH);

    assertThat(said)
        .last()
        .asString()
        .contains("not let in", "permission ec2:AuthorizeSecurityGroupIngress");
  }

  @Test
  void aNodeThatEc2CallsOtherwiseIsRefused() {
    access.requireKnownAs(Map.of("i-1", "ec2-1", "i-2", "ec2-2"));
    access.requireKnownAs(Map.of());

    assertThatThrownBy(() -> access.requireKnownAs(Map.of("i-1", "ec2-9")))
        .isInstanceOf(EnvironmentException.class)
        .hasMessageContaining("calls this node ec2-1, and EC2 ec2-9");
  }
}
