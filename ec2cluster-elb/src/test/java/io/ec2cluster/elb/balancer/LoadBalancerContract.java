package io.ec2cluster.elb.balancer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.Sets;
import com.google.common.net.InetAddresses;
import io.ec2cluster.Time;
import io.ec2cluster.UsageException;
import io.ec2cluster.elb.balancer.Target.State;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * What a restart relies on, whatever the kind. A subclass makes, before each test, a load balancer
 * with three members or more, all of them in service, of which {@link #balancer} is one: where the
 * kind knows that, one with several memberships.
 */
public abstract class LoadBalancerContract {
  private static final int LOOKS = 200;
  private static final Duration PAUSE = Duration.ofMillis(50);

  /** The load balancer, as a member sees it; the same one within a test. */
  protected abstract LoadBalancer balancer();

  /** The same load balancer, as another member sees it. */
  protected abstract LoadBalancer asAnotherSees();

  /** One of the same kind that does not exist, though what it is asked by does. */
  protected abstract LoadBalancer unknown();

  /** The id of an instance that is proven to be no more. */
  protected abstract String goneForGood();

  /** Ids of instances that are members, or may be one without being one now. */
  protected Set<String> living() throws InterruptedException {
    return ids(balancer().targets());
  }

  @Test
  void allMembersAreListedByEveryMemberAlike() throws InterruptedException {
    List<Target> mine = balancer().targets();
    List<Target> others = asAnotherSees().targets();

    assertThat(ids(mine)).hasSizeGreaterThanOrEqualTo(3);
    assertThat(ids(mine)).contains(balancer().self(), asAnotherSees().self());
    assertThat(balancer().self()).isNotEqualTo(asAnotherSees().self());
    assertThat(mine).extracting(Target::state).containsOnly(State.IN_SERVICE);
    assertThat(memberships(mine)).isEqualTo(memberships(others));
    assertThat(ids(others)).isEqualTo(ids(mine));
  }

  @Test
  void deregisterTakesOutThisInstanceAndNoOther() throws InterruptedException {
    List<Target> before = balancer().targets();

    balancer().deregister(ownMemberships(before));

    awaitOut();
    assertThat(withoutSelf(balancer().targets())).isEqualTo(withoutSelf(before));
    assertThat(asAnotherSees().targets())
        .filteredOn(target -> target.instance().equals(balancer().self()))
        .extracting(Target::state)
        .doesNotContain(State.IN_SERVICE);
  }

  @Test
  void registerPutsBackExactlyWhatWas() throws InterruptedException {
    List<Target> before = balancer().targets();
    List<Membership> memberships = ownMemberships(before);
    balancer().deregister(memberships);
    awaitOut();

    balancer().register(memberships);

    awaitBack();
    assertThat(memberships(balancer().targets())).isEqualTo(memberships(before));
    assertThat(withoutSelf(balancer().targets())).isEqualTo(withoutSelf(before));
  }

  @Test
  void bothChangesMayBeRepeated() throws InterruptedException {
    List<Target> before = balancer().targets();
    List<Membership> memberships = ownMemberships(before);

    balancer().deregister(memberships);
    balancer().deregister(memberships);
    awaitOut();
    balancer().deregister(memberships);
    balancer().register(memberships);
    balancer().register(memberships);
    awaitBack();
    balancer().register(memberships);

    assertThat(memberships(balancer().targets())).isEqualTo(memberships(before));
  }

  @Test
  void whereNothingSaysHowItWasItIsPutInAsUsual() throws InterruptedException {
    balancer().deregister(ownMemberships(balancer().targets()));
    awaitOut();

    List<Membership> usual = balancer().usual();
    balancer().register(usual);

    assertThat(usual).isNotEmpty();
    awaitBack();
  }

  @Test
  void aMemberIsNotTerminatedAndWhoIsGoneForGoodIs() throws InterruptedException {
    Set<String> asked =
        Stream.concat(living().stream(), Stream.of(goneForGood())).collect(Collectors.toSet());

    assertThat(balancer().terminated(asked)).containsExactly(goneForGood());
    assertThat(balancer().terminated(Set.of())).isEmpty();
  }

  @Test
  void whoIsTakenOutIsNotTerminated() throws InterruptedException {
    balancer().deregister(ownMemberships(balancer().targets()));
    awaitOut();

    assertThat(balancer().terminated(Set.of(balancer().self()))).isEmpty();
  }

  @Test
  void eachMemberHasAnAddressOfItsOwnAndTheUnknownHaveNone() throws InterruptedException {
    Set<String> members = ids(balancer().targets());

    Map<String, String> found = balancer().addresses(Sets.union(members, Set.of(goneForGood())));

    assertThat(found).containsOnlyKeys(members);
    assertThat(found.values()).doesNotHaveDuplicates().allMatch(InetAddresses::isInetAddress);
    assertThat(balancer().addresses(Set.of(goneForGood()))).isEmpty();
  }

  @Test
  void anUnknownOneIsToldAsSuchByItsName() {
    LoadBalancer unknown = unknown();

    assertThatThrownBy(unknown::targets)
        .isInstanceOf(UsageException.class)
        .hasMessageContaining(unknown.id().name().split("@", 2)[0]);
  }

  @Test
  void delaysAndConnectionsAreTold() throws InterruptedException {
    assertThat(balancer().drainDelay()).isBetween(Duration.ZERO, Duration.ofHours(1));
    assertThat(balancer().propagation()).isBetween(Duration.ZERO, Duration.ofMinutes(1));
    balancer()
        .connections()
        .ifPresent(connections -> assertThat(connections).isGreaterThanOrEqualTo(0));
  }

  /** Waits, ten seconds at most, until this instance gets no new requests. */
  protected final void awaitOut() throws InterruptedException {
    await("out", targets -> own(targets).noneMatch(target -> target.state() == State.IN_SERVICE));
  }

  /** Waits, ten seconds at most, until this instance gets requests by all its memberships. */
  protected final void awaitBack() throws InterruptedException {
    await(
        "back",
        targets ->
            own(targets).findAny().isPresent()
                && own(targets).allMatch(target -> target.state() == State.IN_SERVICE));
  }

  /** How this instance is a member, by an answer. */
  protected final List<Membership> ownMemberships(List<Target> targets) {
    return own(targets).map(Target::membership).toList();
  }

  private void await(String what, Predicate<List<Target>> condition) throws InterruptedException {
    List<Target> targets = balancer().targets();
    for (int looks = 0; looks < LOOKS && !condition.test(targets); looks++) {
      Time.system().sleep(PAUSE);
      targets = balancer().targets();
    }
    assertThat(condition.test(targets))
        .as("%s is %s: %s", balancer().self(), what, targets)
        .isTrue();
  }

  private Stream<Target> own(List<Target> targets) {
    return targets.stream().filter(target -> target.instance().equals(balancer().self()));
  }

  private Set<Target> withoutSelf(List<Target> targets) {
    return targets.stream()
        .filter(target -> !target.instance().equals(balancer().self()))
        .collect(Collectors.toSet());
  }

  private static Set<String> ids(List<Target> targets) {
    return targets.stream().map(Target::instance).collect(Collectors.toSet());
  }

  private static Set<Membership> memberships(List<Target> targets) {
    return targets.stream().map(Target::membership).collect(Collectors.toSet());
  }
}
