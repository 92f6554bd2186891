package io.ec2cluster.script;

import io.ec2cluster.dns.DnsName;
import io.ec2cluster.role.Role;
import io.ec2cluster.role.RoleNames;
import io.ec2cluster.spi.Assignment;
import io.ec2cluster.spi.PrimaryLocation;
import java.time.Duration;
import java.util.Optional;

/** Roles for tests. */
final class Assignments {
  private Assignments() {}

  static Assignment of(Role role, long epoch) {
    RoleNames names =
        new RoleNames(
            DnsName.of("primary.maindb.example.com"),
            Optional.of(DnsName.of("replica.maindb.example.com")),
            Duration.ofSeconds(60),
            Duration.ofSeconds(60));
    PrimaryLocation primary =
        role == Role.PRIMARY
            ? new PrimaryLocation("i-1", "10.0.0.1", 5432, Optional.empty(), Optional.empty())
            : new PrimaryLocation("i-2", "10.0.0.2", 5432, Optional.empty(), Optional.empty());
    return new Assignment(role, epoch, role == Role.PRIMARY && epoch == 1, names, primary);
  }
}
