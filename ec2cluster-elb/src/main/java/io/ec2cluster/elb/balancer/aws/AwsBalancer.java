package io.ec2cluster.elb.balancer.aws;

import io.ec2cluster.Time;
import io.ec2cluster.elb.balancer.BalancerId;
import io.ec2cluster.elb.balancer.LoadBalancer;
import io.ec2cluster.elb.balancer.Target;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/** What the load balancers of AWS have in common: what EC2 says of their instances. */
abstract class AwsBalancer implements LoadBalancer {
  private final BalancerId id;
  private final String self;
  private final InstanceApi instances;
  private final OwnState own;

  /**
   * One that is there.
   *
   * @param self the instance id
   */
  AwsBalancer(BalancerId id, String self, InstanceApi instances, Time time) {
    this.id = id;
    this.self = self;
    this.instances = instances;
    this.own = new OwnState(id, self, time);
  }

  /** One answer of it. */
  abstract List<Seen> seen();

  final InstanceApi instances() {
    return instances;
  }

  @Override
  public final BalancerId id() {
    return id;
  }

  @Override
  public final String self() {
    return self;
  }

  @Override
  public final List<Target> targets() throws InterruptedException {
    return own.known(this::seen);
  }

  @Override
  public final Set<String> terminated(Set<String> ids) {
    return instances.terminated(ids);
  }

  @Override
  public final Set<String> forgotten(Set<String> ids) {
    return instances.forgotten(ids);
  }

  @Override
  public final Map<String, String> addresses(Set<String> ids) {
    return instances.addresses(ids);
  }

  @Override
  public final OptionalLong connections() {
    return OptionalLong.empty();
  }

  @Override
  public final Duration propagation() {
    return AwsBalancers.PROPAGATION;
  }

  @Override
  public final String toString() {
    return id.toString();
  }
}
