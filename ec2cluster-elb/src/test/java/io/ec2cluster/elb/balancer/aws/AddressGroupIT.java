package io.ec2cluster.elb.balancer.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ec2cluster.EnvironmentException;
import io.ec2cluster.elb.balancer.BalancerId;
import io.ec2cluster.elb.balancer.LoadBalancer;
import io.ec2cluster.elb.balancer.Membership;
import io.ec2cluster.elb.balancer.Target;
import io.ec2cluster.elb.balancer.aws.FleetStandIn.Instance;
import io.ec2cluster.elb.balancer.aws.GroupStandIn.Form;
import io.ec2cluster.elb.balancer.aws.GroupStandIn.Health;
import io.ec2cluster.elb.balancer.aws.GroupStandIn.TargetKey;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Instances by their addresses, one of them with two ports, another from another network. */
class AddressGroupIT extends StandInContract {
  @Override
  BalancerId create() {
    standIn.with(
        (classic, groups, fleet) -> {
          groups.create(Form.of("web", "ip"), OptionalInt.of(120));
          for (String id : List.of("i-01", "i-02", "i-03")) {
            groups.put("web", key(address(id), 80), Health.HEALTHY);
          }
          groups.put("web", key(address("i-01"), 8080), Health.HEALTHY);
          fleet.put("i-04", fleet.get("i-04").of("vpc-2"));
          groups.put("web", new TargetKey(address("i-04"), 80, Optional.of("all")), Health.HEALTHY);
        });
    return BalancerId.parse("tg/web");
  }

  @Override
  protected LoadBalancer unknown() {
    return groupNamed("wep", GroupDescription.Kind.IPV4);
  }

  private static TargetKey key(String address, int port) {
    return new TargetKey(address, port, Optional.empty());
  }

  @Test
  void addressesAreToldByTheInstancesThatHaveThem() throws InterruptedException {
    standIn.with(
        (classic, groups, fleet) -> groups.put("web", key("10.9.9.9", 80), Health.HEALTHY));

    assertThat(balancer().targets())
        .extracting(Target::instance)
        .containsExactlyInAnyOrder("i-01", "i-01", "i-02", "i-03", "i-04", "10.9.9.9");
    assertThat(balancer().usual()).containsExactly(Membership.of("10.0.0.1", 80));
  }

  @Test
  void aZoneIsPutBackToo() throws InterruptedException {
    LoadBalancer fourth = seenBy("i-04", balancer().id());
    Membership membership = new Membership("10.0.0.4", OptionalInt.of(80), Optional.of("all"));
    assertThat(fourth.targets()).extracting(Target::membership).contains(membership);

    fourth.deregister(List.of(membership));
    standIn.drained();
    fourth.register(List.of(membership));

    standIn.with(
        (classic, groups, fleet) ->
            assertThat(groups.targets("web"))
                .contains(new TargetKey("10.0.0.4", 80, Optional.of("all"))));
  }

  @Test
  void anAddressOfTwoNetworksIsThatOfTheGroupsNetwork() throws InterruptedException {
    standIn.with(
        (classic, groups, fleet) -> fleet.put("i-00", Instance.running("10.0.0.2").of("vpc-2")));

    assertThat(balancer().targets())
        .filteredOn(target -> target.membership().target().equals("10.0.0.2"))
        .extracting(Target::instance)
        .containsExactly("i-02");
  }

  @Test
  void anAddressOfAnotherNetworkThatWasNotRegisteredAsSuchIsNobodys() throws InterruptedException {
    standIn.with(
        (classic, groups, fleet) -> {
          fleet.put("i-05", Instance.running("10.0.0.5").of("vpc-2"));
          groups.put("web", key("10.0.0.5", 80), Health.HEALTHY);
        });

    assertThat(balancer().targets()).extracting(Target::instance).contains("10.0.0.5");
  }

  @Test
  void whoWouldNotBeRecognisedByTheOthersIsToldSo() {
    standIn.with((classic, groups, fleet) -> fleet.put("i-01", Instance.running("10.0.0.77")));

    assertThatThrownBy(() -> balancer().targets())
        .isInstanceOf(EnvironmentException.class)
        .hasMessageContaining("10.0.0.1 is registered with tg/")
        .hasMessageContaining("i-01");
  }

  @Test
  void sixthVersionAddressesAreFoundInAnySpelling() throws InterruptedException {
    standIn.with(
        (classic, groups, fleet) -> {
          groups.create(new Form("six", 443, "ip", "ipv6", "TCP", true), OptionalInt.empty());
          fleet.put("i-06", Instance.running("10.0.0.6", "2001:db8::6"));
          groups.put("six", key("2001:DB8:0:0::6", 443), Health.HEALTHY);
        });
    LoadBalancer six =
        new AwsBalancers(standIn.cloud("i-06", "2001:db8::6", time), time)
            .open(BalancerId.parse("tg/six"));

    assertThat(six.targets()).extracting(Target::instance).containsExactly("i-06");
    assertThat(six.usual()).containsExactly(Membership.of("2001:db8::6", 443));
  }

  @Test
  void fourHundredAndFiftyAddressesAreAskedForInBatchesAndAllPagesAreRead()
      throws InterruptedException {
    standIn.with(
        (classic, groups, fleet) ->
            IntStream.range(0, 450)
                .forEach(
                    i -> {
                      String address = "10.1." + i / 200 + "." + (1 + i % 200);
                      fleet.put("i-1" + (1000 + i), Instance.running(address));
                      groups.put("web", key(address, 80), Health.HEALTHY);
                    }));

    List<Target> targets = balancer().targets();

    assertThat(targets).hasSize(455);
    assertThat(targets).extracting(Target::instance).allMatch(id -> id.startsWith("i-"));
    assertThat(standIn.calls()).filteredOn("DescribeInstances"::equals).hasSizeGreaterThan(220);
  }
}
