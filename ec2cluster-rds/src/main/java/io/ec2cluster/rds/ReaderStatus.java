package io.ec2cluster.rds;

import com.google.common.collect.ImmutableMap;
import io.ec2cluster.EnvironmentException;
import io.ec2cluster.rds.CloudWatchApi.Datapoint;
import io.ec2cluster.rds.CloudWatchApi.Metric;
import io.ec2cluster.rds.StatusReport.Membership;
import io.ec2cluster.role.ReplicaPool;
import io.ec2cluster.spi.OperationContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a status knows of the readers beyond RDS: how far replicas are behind, and which are in the
 * pool. What cannot be found out is left out and named; the rest of the status holds all the same.
 *
 * @param lags the newest lag by instance, in seconds
 * @param pool the pool and its members, where there is one that could be read
 * @param missing what could not be found out, and why
 */
record ReaderStatus(Map<String, Datapoint> lags, Optional<Read> pool, List<String> missing) {
  /** Copies both. */
  ReaderStatus {
    lags = ImmutableMap.copyOf(lags);
    missing = List.copyOf(missing);
  }

  /** A pool and what was read of it. */
  record Read(ReaderPool pool, PoolView view) {}

  /** Asks nobody. */
  static ReaderStatus unasked() {
    return new ReaderStatus(Map.of(), Optional.empty(), List.of());
  }

  /** One request to CloudWatch for all replicas, and one to Route 53 where there is a pool. */
  static ReaderStatus read(
      OperationContext context, Ownership ownership, Fleet fleet, CloudWatchApi cloudWatch) {
    List<String> missing = new ArrayList<>();
    List<String> replicas =
        fleet.others().values().stream()
            .filter(other -> other.source().isPresent())
            .map(DbInstance::id)
            .toList();
    Map<String, Datapoint> lags = Map.of();
    try {
      lags = cloudWatch.newest(Metric.LAG, replicas);
    } catch (EnvironmentException unknown) {
      missing.add("lag: " + unknown.getMessage());
    }
    Optional<Read> pool = Optional.empty();
    try {
      pool = ReaderPool.find(context, ownership).map(found -> new Read(found, found.view()));
    } catch (EnvironmentException unknown) {
      missing.add("pool: " + unknown.getMessage());
    }
    pool.ifPresent(read -> missing.addAll(read.view().notes(fleet)));
    return new ReaderStatus(lags, pool, missing);
  }

  /** Whether a replica is in the pool; nothing where there is none, or it could not be read. */
  Optional<Membership> membership(DbInstance replica) {
    return pool.map(
        read -> {
          if (read.pool().holds(read.view(), replica)) {
            return Membership.IN;
          }
          return ReplicaPool.of(read.view().members(), replica.id()).isPresent()
              ? Membership.OUTDATED
              : Membership.OUT;
        });
  }

  /** The newest lag of a replica. */
  Optional<Datapoint> lag(String replica) {
    return Optional.ofNullable(lags.get(replica));
  }
}
