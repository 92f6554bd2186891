package io.ec2cluster.elb.balancer.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ec2cluster.EnvironmentException;
import io.ec2cluster.elb.balancer.BalancerId;
import io.ec2cluster.elb.balancer.LoadBalancer;
import io.ec2cluster.elb.balancer.Membership;
import io.ec2cluster.elb.balancer.Target;
import io.ec2cluster.elb.balancer.Target.State;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ClassicBalancerIT extends StandInContract {
  private static final ClassicStandIn.State TRANSIENT =
      new ClassicStandIn.State(
          "Unknown", "ELB", "A transient error occurred. Please try again later.");

  @Override
  BalancerId create() {
    standIn.with((classic, groups, fleet) -> classic.create("web", Optional.of(45), IDS));
    return BalancerId.parse("classic/web");
  }

  @Override
  protected LoadBalancer unknown() {
    return classicNamed("wep");
  }

  @Test
  void inServiceWhileItDrainsIsDraining() throws InterruptedException {
    balancer().deregister(balancer().usual());

    assertThat(own()).extracting(Target::state).containsExactly(State.DRAINING);
    assertThat(own().get(0).words())
        .isEqualTo("InService: Instance deregistration currently in progress.");

    standIn.drained();
    assertThat(own()).isEmpty();
  }

  @Test
  void whoIsRegisteredIsOutOfServiceUntilItIsIn() throws InterruptedException {
    balancer().deregister(balancer().usual());
    balancer().register(balancer().usual());

    assertThat(own()).extracting(Target::state).containsExactly(State.OUT_OF_SERVICE);
    assertThat(own()).extracting(Target::state).containsExactly(State.IN_SERVICE);
  }

  @Test
  void nothingIsChangedForNoMembership() throws InterruptedException {
    balancer().deregister(List.of());
    balancer().register(List.of());

    assertThat(standIn.calls()).noneMatch(call -> call.contains("egister"));
  }

  @Test
  void drainDelayIsThatOfTheLoadBalancerAndNoneWhereItDoesNotDrain() throws InterruptedException {
    assertThat(balancer().drainDelay()).isEqualTo(Duration.ofSeconds(45));

    standIn.with((classic, groups, fleet) -> classic.create("hard", Optional.empty(), IDS));
    assertThat(seenBy("i-01", BalancerId.parse("classic/hard")).drainDelay())
        .isEqualTo(Duration.ZERO);
    assertThat(balancer().propagation()).isEqualTo(Duration.ofSeconds(20));
    assertThat(balancer().connections()).isEmpty();
  }

  @Test
  void anotherOfAnUnknownStateIsNotCountedOn() throws InterruptedException {
    standIn.with((classic, groups, fleet) -> classic.put("web", "i-02", TRANSIENT));

    assertThat(balancer().targets())
        .filteredOn(target -> target.instance().equals("i-02"))
        .extracting(Target::state)
        .containsExactly(State.OUT_OF_SERVICE);
    assertThat(time.pauses()).isEmpty();
  }

  @Test
  void theOwnUnknownStateIsAskedForAgain() throws InterruptedException {
    standIn.with((classic, groups, fleet) -> classic.put("web", "i-01", TRANSIENT));
    time.after(
        Duration.ofSeconds(5),
        () ->
            standIn.with(
                (classic, groups, fleet) ->
                    classic.put("web", "i-01", ClassicStandIn.State.IN_SERVICE)));

    assertThat(own()).extracting(Target::state).containsExactly(State.IN_SERVICE);
    assertThat(time.nanos()).isGreaterThanOrEqualTo(Duration.ofSeconds(5).toNanos());
  }

  @Test
  void theOwnStateThatStaysUnknownIsNoAnswer() {
    standIn.with((classic, groups, fleet) -> classic.put("web", "i-01", TRANSIENT));

    assertThatThrownBy(() -> balancer().targets())
        .isInstanceOf(EnvironmentException.class)
        .hasMessageContaining("classic/web does not know the state of this instance")
        .hasMessageContaining("A transient error occurred");
    assertThat(time.nanos()).isEqualTo(Duration.ofSeconds(30).toNanos());
  }

  @Test
  void onlyTheStateTerminatedIsProof() throws InterruptedException {
    assertThat(balancer().terminated(Set.of("i-98", "i-forgotten", "10.0.0.99", "i-*"))).isEmpty();
    assertThat(balancer().terminated(Set.of("i-99", "i-9*"))).containsExactly("i-99");
    assertThat(balancer().forgotten(Set.of("i-98", "i-99", "i-forgotten", "10.0.0.99")))
        .containsExactly("i-forgotten");
  }

  private List<Target> own() throws InterruptedException {
    return balancer().targets().stream()
        .filter(target -> target.membership().equals(Membership.of("i-01")))
        .toList();
  }
}
