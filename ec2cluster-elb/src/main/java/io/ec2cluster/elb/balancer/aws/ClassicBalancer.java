package io.ec2cluster.elb.balancer.aws;

import io.ec2cluster.EnvironmentException;
import io.ec2cluster.Time;
import io.ec2cluster.elb.balancer.BalancerId;
import io.ec2cluster.elb.balancer.LoadBalancer;
import io.ec2cluster.elb.balancer.Membership;
import io.ec2cluster.elb.balancer.Target;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/** A classic Elastic Load Balancer. Safe for use by several threads. */
final class ClassicBalancer implements LoadBalancer {
  private final BalancerId id;
  private final String self;
  private final ClassicApi api;
  private final InstanceApi instances;
  private final OwnState own;

  /**
   * One that is there.
   *
   * @param name its name, as it says it itself
   * @param self the instance id
   */
  ClassicBalancer(String name, String self, ClassicApi api, InstanceApi instances, Time time) {
    this.id = new BalancerId(BalancerId.Kind.CLASSIC, name);
    this.self = self;
    this.api = api;
    this.instances = instances;
    this.own = new OwnState(id, self, time);
  }

  @Override
  public BalancerId id() {
    return id;
  }

  @Override
  public String self() {
    return self;
  }

  @Override
  public List<Target> targets() throws InterruptedException {
    return own.known(() -> api.health(id.name()));
  }

  @Override
  public Set<String> terminated(Set<String> ids) {
    return instances.terminated(ids);
  }

  @Override
  public Set<String> forgotten(Set<String> ids) {
    return instances.forgotten(ids);
  }

  @Override
  public void deregister(List<Membership> memberships) {
    for (Membership membership : memberships) {
      if (!api.deregister(id.name(), membership.target()) && isIn(membership.target())) {
        throw new EnvironmentException(
            "cannot deregister %s from %s: it lists the instance, and refuses its id as unknown (InvalidInstance). Nothing was changed; look at the load balancer, and try again"
                .formatted(membership.target(), id));
      }
    }
  }

  private boolean isIn(String instance) {
    return api.health(id.name()).stream()
        .anyMatch(
            seen ->
                seen.target().instance().equals(instance)
                    && seen.target().state() != Target.State.DRAINING);
  }

  @Override
  public void register(List<Membership> memberships) {
    memberships.forEach(membership -> api.register(id.name(), membership.target()));
  }

  @Override
  public List<Membership> usual() {
    return List.of(Membership.of(self));
  }

  @Override
  public Duration drainDelay() {
    return api.draining(id.name());
  }

  @Override
  public OptionalLong connections() {
    return OptionalLong.empty();
  }

  @Override
  public Duration propagation() {
    return AwsBalancers.PROPAGATION;
  }

  @Override
  public String toString() {
    return id.toString();
  }
}
