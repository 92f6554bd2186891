package io.ec2cluster.internal.role;

import io.ec2cluster.Report;
import io.ec2cluster.metadata.InstanceMetadata;
import io.ec2cluster.role.InitOptions;
import io.ec2cluster.role.LeaseReport;
import io.ec2cluster.role.RoleLease;
import io.ec2cluster.spi.Change;
import io.ec2cluster.spi.Operation;
import io.ec2cluster.spi.Plan;
import io.ec2cluster.testing.FakeCloud;
import io.ec2cluster.testing.FakeHostedZone;
import io.ec2cluster.testing.FakeOperationContext;
import io.ec2cluster.testing.FakeTime;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A node {@code i-NUMBER} at {@code 10.0.0.NUMBER} with an engine in memory; the nodes of a test
 * share a zone and a clock. Every operation runs in a context of its own, as in a process of its
 * own.
 */
final class ClusterNode {
  final ClusteredEngine engine = new ClusteredEngine();
  final FakeCloud cloud;
  private final int number;
  private final FakeTime time;
  private final Path state;

  ClusterNode(int number, FakeHostedZone zone, FakeTime time, Path state) {
    this.number = number;
    this.time = time;
    this.state = state;
    this.cloud =
        new FakeCloud(
            InstanceMetadata.of(
                Map.of("instance-id", "i-" + number, "local-ipv4", "10.0.0." + number)),
            zone);
  }

  FakeOperationContext context() {
    return FakeOperationContext.builder()
        .cloud(cloud)
        .time(time)
        .seed(number)
        .stateDirectory(state)
        .build();
  }

  Report init() throws InterruptedException {
    return run("init", InitOptions.defaults());
  }

  /** Plans and runs an operation; a plan that is refused throws. */
  Report run(String operation, Record options) throws InterruptedException {
    FakeOperationContext context = context();
    return context.run(plan(context, operation, options));
  }

  Plan plan(FakeOperationContext context, String operation, Record options)
      throws InterruptedException {
    for (Operation<?> found : RoleOperations.of(engine)) {
      if (found.id().equals(operation) && found instanceof Change<?> change) {
        return plan(change, context, options);
      }
    }
    throw new AssertionError("no such change: " + operation);
  }

  private static <O extends Record> Plan plan(
      Change<O> change, FakeOperationContext context, Record options) throws InterruptedException {
    return change.planner().plan(context, change.options().cast(options));
  }

  /** The role record and the primary name. */
  LeaseReport record() {
    FakeOperationContext context = context();
    return LeaseReport.of(
        context.names(),
        new RoleLease(
                cloud.zone(), context.names(), cloud.liveness(), context.time(), context.random())
            .view());
  }

  /** Who is in the pool, in the zone's order. */
  List<String> pool() {
    return context().names().replica().stream()
        .flatMap(name -> cloud.zone().list(name).stream())
        .map(set -> set.weighted().orElseThrow().setIdentifier())
        .toList();
  }
}
