package io.ec2cluster.rds;

import io.ec2cluster.rds.standin.Durations;
import io.ec2cluster.testing.standin.IamPolicy;

/** The strict stand-in, which holds resources and the tags of creations against the policy too. */
final class StandInAuthority implements Authority {
  private final RdsStage stage = new RdsStage(Duty.SECTION, Durations.usual(), 1);

  @Override
  public RdsNode prepare(Duty duty) {
    stage.account().snapshot("nightly");
    duty.fleet().forEach(stage.account()::put);
    return stage.node();
  }

  @Override
  public void enforce(IamPolicy policy) {
    stage.rds().allowing(policy);
  }

  @Override
  public void close() {
    stage.close();
  }
}
