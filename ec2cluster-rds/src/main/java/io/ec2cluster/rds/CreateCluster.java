package io.ec2cluster.rds;

import io.ec2cluster.spi.OperationContext;
import io.ec2cluster.spi.Plan;
import java.util.Optional;

/** Plans {@code create-cluster}. */
final class CreateCluster {
  private CreateCluster() {}

  static Plan plan(OperationContext context, CreateClusterOptions options) {
    RdsSettings settings = context.settings(RdsSettings.class);
    Deadline deadline = Deadline.of(context.time(), settings.waiting().deadline());
    RdsClusterSettings cluster =
        ConfiguredClusters.of(settings, options.clusters()).get(options.cluster());
    Ownership ownership = new Ownership(options.cluster(), cluster);
    RdsApi api = RdsAccess.open(context, cluster.region());
    FleetReader reader = new FleetReader(api, cluster);
    Optional<ReaderPool> pool = ReaderPool.find(context, ownership);
    Fleet fleet = reader.read();
    FleetPlan plan = FleetPlanner.plan(ownership, fleet, options.demand());
    plan.notes().forEach(context.progress()::note);
    FleetWatch watch =
        new FleetWatch(api, reader::read, context.random(), settings.waiting().poll(), deadline);
    Optional<PoolSteps> readers =
        pool.map(found -> PoolSteps.of(found, ownership, api, watch, plan.kept(), fleet));
    readers.ifPresent(found -> found.notes().forEach(context.progress()::note));
    return new FleetSteps(
            ownership, api, watch, options.demand(), readers, Drain.find(context, cluster, watch))
        .of(plan, fleet);
  }
}
