package io.ec2cluster.elb.balancer.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ec2cluster.EnvironmentException;
import io.ec2cluster.elb.balancer.BalancerId;
import io.ec2cluster.elb.balancer.LoadBalancer;
import io.ec2cluster.elb.balancer.Membership;
import io.ec2cluster.elb.balancer.Target;
import io.ec2cluster.elb.balancer.Target.State;
import io.ec2cluster.elb.balancer.aws.GroupStandIn.Form;
import io.ec2cluster.elb.balancer.aws.GroupStandIn.Health;
import io.ec2cluster.elb.balancer.aws.GroupStandIn.TargetKey;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** Instances by their ids, one of them with three ports. */
class TargetGroupIT extends StandInContract {
  @Override
  BalancerId create() {
    standIn.with(
        (classic, groups, fleet) -> {
          groups.create(Form.of("web", "instance"), OptionalInt.of(120));
          IDS.forEach(id -> groups.put("web", key(id, 80), Health.HEALTHY));
          groups.put("web", key("i-01", 8080), Health.HEALTHY);
          groups.put("web", key("i-01", 8081), Health.HEALTHY);
        });
    return BalancerId.parse("tg/web");
  }

  @Override
  protected LoadBalancer unknown() {
    return groupNamed("wep", GroupDescription.Kind.INSTANCE);
  }

  private static TargetKey key(String id, int port) {
    return new TargetKey(id, port, Optional.empty());
  }

  @Test
  void allPortsAreTakenOutAndPutBack() throws InterruptedException {
    List<Membership> memberships = ownMemberships(balancer().targets());
    assertThat(memberships)
        .containsExactlyInAnyOrder(
            Membership.of("i-01", 80), Membership.of("i-01", 8080), Membership.of("i-01", 8081));

    balancer().deregister(memberships);
    standIn.drained();

    standIn.with(
        (classic, groups, fleet) ->
            assertThat(groups.targets("web")).extracting(TargetKey::id).doesNotContain("i-01"));
    balancer().register(memberships);
    standIn.with(
        (classic, groups, fleet) ->
            assertThat(groups.targets("web"))
                .contains(key("i-01", 80), key("i-01", 8080), key("i-01", 8081)));
  }

  @Test
  void whereOnePortIsGoneAlreadyTheOthersAreTakenOutAllTheSame() throws InterruptedException {
    List<Membership> memberships = ownMemberships(balancer().targets());
    balancer().deregister(List.of(Membership.of("i-01", 8080)));
    standIn.drained();

    balancer().deregister(memberships);
    standIn.drained();

    assertThat(ownMemberships(balancer().targets())).isEmpty();
  }

  @Test
  void whoDrainsIsDrainingUntilItIsGone() throws InterruptedException {
    balancer().deregister(ownMemberships(balancer().targets()));

    assertThat(balancer().targets())
        .filteredOn(target -> target.instance().equals("i-01"))
        .hasSize(3)
        .extracting(Target::state)
        .containsOnly(State.DRAINING);

    standIn.drained();
    assertThat(balancer().targets()).extracting(Target::instance).doesNotContain("i-01");
  }

  @Test
  void theIdIsByTheArnHoweverTheGroupWasNamed() {
    String arn = GroupStandIn.arn("web");

    assertThat(balancer().id()).hasToString("tg/" + arn);
    assertThat(seenBy("i-02", BalancerId.parse("tg/" + arn)).id().ledger())
        .isEqualTo(balancer().id().ledger());
  }

  @Test
  void drainDelayIsTheGroupsAnd300SecondsWhereItIsNotTold() throws InterruptedException {
    assertThat(balancer().drainDelay()).isEqualTo(Duration.ofMinutes(2));

    standIn.with(
        (classic, groups, fleet) ->
            groups.create(Form.of("silent", "instance"), OptionalInt.empty()));
    assertThat(seenBy("i-01", BalancerId.parse("tg/silent")).drainDelay())
        .isEqualTo(Duration.ofMinutes(5));
  }

  @Test
  void theOwnStateThatStaysUnavailableIsNoAnswerAndThatOfAnotherIsOutOfService()
      throws InterruptedException {
    Health unavailable = new Health("unavailable", "Elb.InternalError", "internal error", "");
    standIn.with((classic, groups, fleet) -> groups.put("web", key("i-02", 80), unavailable));
    assertThat(balancer().targets())
        .filteredOn(target -> target.state() != State.IN_SERVICE)
        .extracting(Target::words)
        .containsExactly("unavailable: Elb.InternalError, internal error");

    standIn.with((classic, groups, fleet) -> groups.put("web", key("i-01", 8080), unavailable));
    assertThatThrownBy(() -> balancer().targets())
        .isInstanceOf(EnvironmentException.class)
        .hasMessageContaining("unavailable: Elb.InternalError")
        .hasMessageContaining("i-01:8080");
  }

  @Test
  void fourHundredAndFiftyAreAllThere() throws InterruptedException {
    standIn.with(
        (classic, groups, fleet) -> {
          for (int i = 100; i < 550; i++) {
            groups.put("web", key("i-" + i, 80), Health.HEALTHY);
          }
        });

    assertThat(balancer().targets())
        .extracting(Target::instance)
        .hasSize(456)
        .contains("i-100", "i-549");
  }
}
