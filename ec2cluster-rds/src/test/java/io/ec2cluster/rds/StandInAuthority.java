package io.ec2cluster.rds;

import io.ec2cluster.rds.standin.Durations;
import io.ec2cluster.rds.standin.StandInInstance;
import io.ec2cluster.testing.standin.IamPolicy;
import io.ec2cluster.testing.standin.Route53Action;
import java.util.Arrays;
import java.util.List;

/**
 * The strict stand-ins, of which that for RDS holds resources and the tags of creations against the
 * policy too.
 */
final class StandInAuthority implements Authority {
  private static final String ZONE = "arn:aws:route53:::hostedzone/Z1";

  private final RdsStage stage;

  StandInAuthority(Duty duty) {
    stage = new RdsStage(duty.section(), Durations.usual(), 1);
    stage.account().snapshot("nightly");
    for (StandInInstance instance : duty.fleet()) {
      stage.account().put(instance);
      stage.cloudWatch().always("DatabaseConnections", instance.id(), 0);
    }
  }

  @Override
  public RdsNode prepare(Duty duty) {
    return stage.node();
  }

  @Override
  public void enforce(IamPolicy policy) {
    stage.rds().allowing(policy);
    Arrays.stream(Route53Action.values())
        .filter(action -> !policy.allows("route53:" + action.apiName(), ZONE, List.of()))
        .forEach(stage.route53().faults()::deny);
    if (!policy.allows("cloudwatch:GetMetricData", "*", List.of())) {
      stage.cloudWatch().deny();
    }
  }

  @Override
  public void close() {
    stage.close();
  }
}
