package io.ec2cluster.rds;

import io.ec2cluster.rds.CloudWatchApi.Metric;
import java.util.List;
import java.util.Optional;

/**
 * Lets CloudWatch count: for every engine, a minute or two late.
 *
 * @param cloudWatch where the numbers are
 */
record CloudWatchConnections(CloudWatchApi cloudWatch) implements ConnectionCounter {
  @Override
  public Optional<Count> count(DbInstance instance) {
    return Optional.ofNullable(
            cloudWatch.newest(Metric.CONNECTIONS, List.of(instance.id())).get(instance.id()))
        .map(point -> new Count(Math.round(Math.ceil(point.value())), point.at()));
  }

  @Override
  public String words(DbInstance instance) {
    return "by CloudWatch's %s, a minute or two late".formatted(Metric.CONNECTIONS.id());
  }
}
