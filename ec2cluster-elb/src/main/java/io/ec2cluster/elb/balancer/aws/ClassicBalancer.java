package io.ec2cluster.elb.balancer.aws;

import io.ec2cluster.EnvironmentException;
import io.ec2cluster.Time;
import io.ec2cluster.elb.balancer.BalancerId;
import io.ec2cluster.elb.balancer.Membership;
import io.ec2cluster.elb.balancer.Target;
import java.time.Duration;
import java.util.List;

/** A classic Elastic Load Balancer. Safe for use by several threads. */
final class ClassicBalancer extends AwsBalancer {
  private final ClassicApi api;

  /**
   * One that is there.
   *
   * @param name its name, as it says it itself
   * @param self the instance id
   */
  ClassicBalancer(String name, String self, ClassicApi api, InstanceApi instances, Time time) {
    super(new BalancerId(BalancerId.Kind.CLASSIC, name), self, instances, time);
    this.api = api;
  }

  @Override
  List<Seen> seen() {
    return api.health(id().name());
  }

  @Override
  public void deregister(List<Membership> memberships) {
    for (Membership membership : memberships) {
      if (!api.deregister(id().name(), membership.target()) && isIn(membership.target())) {
        throw new EnvironmentException(
            "cannot deregister %s from %s: it lists the instance, and refuses its id as unknown (InvalidInstance). Nothing was changed; look at the load balancer, and try again"
                .formatted(membership.target(), id()));
      }
    }
  }

  private boolean isIn(String instance) {
    return seen().stream()
        .anyMatch(
            seen ->
                seen.target().instance().equals(instance)
                    && seen.target().state() != Target.State.DRAINING);
  }

  @Override
  public void register(List<Membership> memberships) {
    memberships.forEach(membership -> api.register(id().name(), membership.target()));
  }

  @Override
  public List<Membership> usual() {
    return List.of(Membership.of(self()));
  }

  @Override
  public Duration drainDelay() {
    return api.draining(id().name());
  }
}
