package io.ec2cluster.elb.balancer.aws;

import com.google.common.net.InetAddresses;
import io.ec2cluster.EnvironmentException;
import io.ec2cluster.Time;
import io.ec2cluster.UsageException;
import io.ec2cluster.elb.balancer.BalancerId;
import io.ec2cluster.elb.balancer.Membership;
import io.ec2cluster.elb.balancer.Target;
import java.net.Inet6Address;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.TargetDescription;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.TargetHealthDescription;

/**
 * A target group of an application, network or gateway load balancer, whose targets are instances
 * or their addresses. Safe for use by several threads.
 */
final class TargetGroup extends AwsBalancer {
  /** The zone of an address outside the group's network (API reference, TargetDescription). */
  private static final String ANY_NETWORK = "all";

  private final GroupDescription group;
  private final OwnIdentity self;
  private final TargetGroupApi api;

  /** One that is there, by its ARN: so all instances find the same ledger, however it was named. */
  TargetGroup(
      GroupDescription group,
      OwnIdentity self,
      TargetGroupApi api,
      InstanceApi instances,
      Time time) {
    super(new BalancerId(BalancerId.Kind.TG, group.arn()), self.instanceId(), instances, time);
    this.group = group;
    this.self = self;
    this.api = api;
  }

  @Override
  List<Seen> seen() {
    List<TargetHealthDescription> told = api.health(group.arn());
    Map<String, String> owners =
        group.kind() == GroupDescription.Kind.INSTANCE ? Map.of() : owners(told);
    List<Seen> seen = new ArrayList<>();
    for (TargetHealthDescription one : told) {
      Membership membership = membership(one.target());
      TargetStates state = TargetStates.read(one);
      String instance = owners.getOrDefault(membership.target(), membership.target());
      seen.add(
          new Seen(new Target(instance, membership, state.state(), state.words()), state.known()));
    }
    return List.copyOf(seen);
  }

  private Map<String, String> owners(List<TargetHealthDescription> told) {
    Set<String> addresses = new TreeSet<>();
    Set<String> outside = new TreeSet<>();
    for (TargetHealthDescription one : told) {
      boolean anywhere = ANY_NETWORK.equals(one.target().availabilityZone());
      (anywhere ? outside : addresses).add(one.target().id());
    }
    Map<String, String> owners =
        new TargetAddresses(instances()).instances(addresses, outside, group.vpc());
    for (String address : self.addresses()) {
      boolean listed = addresses.contains(address) || outside.contains(address);
      if (listed && !owners.containsKey(address)) {
        throw new EnvironmentException(
            "%s is registered with %s, and EC2 does not say of which instance it is: the others would not recognise this one, %s, in the load balancer's answer. Nothing was changed. Try again if the instance is new; an address of another network than the group's has to be registered with the zone 'all'"
                .formatted(address, id(), self.instanceId()));
      }
    }
    return owners;
  }

  /** An instance cannot be registered with a zone (API reference, TargetDescription). */
  private Membership membership(TargetDescription told) {
    Optional<String> zone =
        Optional.ofNullable(told.availabilityZone())
            .filter(in -> group.kind() != GroupDescription.Kind.INSTANCE);
    OptionalInt port = told.port() == null ? OptionalInt.empty() : OptionalInt.of(told.port());
    return new Membership(told.id(), port, zone);
  }

  @Override
  public void deregister(List<Membership> memberships) {
    if (memberships.isEmpty() || api.deregister(group.arn(), memberships)) {
      return;
    }
    // Perhaps one of several is unknown, and all were refused for it.
    for (Membership one : memberships) {
      if (!api.deregister(group.arn(), List.of(one)) && isIn(one)) {
        throw new EnvironmentException(
            "cannot deregister %s from %s: it lists the target, and refuses it as unknown (InvalidTarget). Look at the target group, and try again"
                .formatted(one, id()));
      }
    }
  }

  private boolean isIn(Membership membership) {
    return api.health(group.arn()).stream()
        .filter(told -> membership(told.target()).equals(membership))
        .anyMatch(told -> TargetStates.read(told).state() != Target.State.DRAINING);
  }

  @Override
  public void register(List<Membership> memberships) {
    if (!memberships.isEmpty()) {
      api.register(group.arn(), memberships);
    }
  }

  @Override
  public List<Membership> usual() {
    return List.of(
        switch (group.kind()) {
          case INSTANCE -> Membership.of(self.instanceId(), group.port());
          case IPV6 -> Membership.of(address(true), group.port());
          default -> Membership.of(address(false), group.port());
        });
  }

  private String address(boolean v6) {
    return self.addresses().stream()
        .filter(one -> InetAddresses.forString(one) instanceof Inet6Address == v6)
        .findFirst()
        .orElseThrow(
            () ->
                new UsageException(
                    "%s holds %s addresses, and the metadata of this instance tell none. Register it by hand"
                        .formatted(id(), v6 ? "IPv6" : "IPv4")));
  }

  @Override
  public Duration drainDelay() {
    return api.delay(group.arn());
  }
}
