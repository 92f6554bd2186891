package io.ec2cluster.rds;

import io.ec2cluster.testing.standin.IamPolicy;

/** An RDS that refuses what a policy does not allow. */
interface Authority extends AutoCloseable {
  /** A node as the policy's user, in front of the fleet of a duty; everything is allowed yet. */
  RdsNode prepare(Duty duty);

  /** From now on only what the policy allows is done. */
  void enforce(IamPolicy policy);

  @Override
  void close();
}
