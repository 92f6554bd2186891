package io.ec2cluster.rds;

import io.ec2cluster.UsageException;
import io.ec2cluster.spi.Check;
import io.ec2cluster.spi.OperationContext;
import io.ec2cluster.spi.Plan;

/** Plans {@code haproxy}. */
final class HaproxyChange {
  private HaproxyChange() {}

  static Plan plan(OperationContext context, HaproxyOptions options) {
    RdsClusterSettings cluster =
        ConfiguredClusters.of(context.settings(RdsSettings.class), options.clusters())
            .get(options.cluster());
    Ownership ownership = new Ownership(options.cluster(), cluster);
    FleetReader reader = new FleetReader(RdsAccess.open(context, cluster.region()), cluster);
    ReaderProxy proxy =
        ReaderProxy.find(context, ownership, reader::read)
            .orElseThrow(
                () ->
                    new UsageException(
                        "cluster '%s' has no 'haproxy' section: expected at least haproxy: {file: /etc/haproxy/conf.d/%s.cfg}"
                            .formatted(options.cluster(), options.cluster())));
    boolean current = proxy.isCurrent(reader.read());
    return Plan.builder()
        .step(proxy.refresh(step -> current ? Check.State.DONE : Check.State.NEEDED))
        .build();
  }
}
