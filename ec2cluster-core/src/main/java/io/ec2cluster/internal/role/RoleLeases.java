package io.ec2cluster.internal.role;

import io.ec2cluster.role.RoleLease;
import io.ec2cluster.spi.OperationContext;

/** The role lease that an operation works with. */
public final class RoleLeases {
  private RoleLeases() {}

  /** That of the configured cluster, in its zone; nothing is read yet. */
  public static RoleLease of(OperationContext context) {
    return new RoleLease(
        context.cloud().zone(),
        context.names(),
        context.cloud().liveness(),
        context.time(),
        context.random());
  }
}
