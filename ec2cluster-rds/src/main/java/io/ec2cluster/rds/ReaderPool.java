package io.ec2cluster.rds;

import io.ec2cluster.UsageException;
import io.ec2cluster.config.ConfigurationException;
import io.ec2cluster.config.ConfigurationProblem;
import io.ec2cluster.dns.HostedZone;
import io.ec2cluster.dns.RecordSet;
import io.ec2cluster.dns.Weighted;
import io.ec2cluster.rds.DbInstance.Endpoint;
import io.ec2cluster.role.Departure;
import io.ec2cluster.role.ReplicaPool;
import io.ec2cluster.spi.OperationContext;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The readers' name of a cluster: core's replica pool, with instances of RDS as its members. Every
 * change is conditional. For use by one thread.
 */
final class ReaderPool {
  private final Ownership ownership;
  private final PoolSettings settings;
  private final ReplicaPool records;
  private final Duration settle;

  private ReaderPool(
      Ownership ownership, PoolSettings settings, ReplicaPool records, Duration settle) {
    this.ownership = ownership;
    this.settings = settings;
    this.records = records;
    this.settle = settle;
  }

  /**
   * The cluster's pool, where it has one.
   *
   * @throws ConfigurationException if no hosted zone holds its name
   */
  static Optional<ReaderPool> find(OperationContext context, Ownership ownership) {
    return ownership.settings().pool().map(pool -> open(context, ownership, pool));
  }

  private static ReaderPool open(
      OperationContext context, Ownership ownership, PoolSettings settings) {
    HostedZone zone = zone(context, ownership, settings);
    ReplicaPool records =
        new ReplicaPool(
            zone,
            settings.name(),
            settings.ttl(),
            settings.weight(),
            context.time(),
            context.random());
    return new ReaderPool(ownership, settings, records, context.settings().dns().settle());
  }

  private static HostedZone zone(
      OperationContext context, Ownership ownership, PoolSettings settings) {
    HostedZone zone;
    try {
      zone = context.cloud().zone();
    } catch (UsageException none) {
      throw problem(
          ownership,
          "",
          "a pool, and no hosted zone for it",
          "dns.zone-id or dns.zone beside it (%s)".formatted(none.getMessage()));
    }
    boolean outside = zone.name().filter(top -> !settings.name().isAtOrBelow(top)).isPresent();
    if (outside) {
      throw problem(
          ownership,
          ".name",
          "'" + settings.name() + "'",
          "a name in " + zone.name().orElseThrow() + ", the hosted zone of dns");
    }
    return zone;
  }

  private static ConfigurationException problem(
      Ownership ownership, String key, String found, String expected) {
    return new ConfigurationException(
        "the clusters",
        List.of(
            ConfigurationProblem.of(
                "cluster '" + ownership.cluster() + "'", "pool" + key, found, expected)));
  }

  /** The pool as it stands now: one request. */
  PoolView view() {
    return new PoolView(ownership, settings.name(), records.members());
  }

  /** Whether a replica is in, with what it is reached by. */
  boolean holds(PoolView view, DbInstance replica) {
    return replica
        .endpoint()
        .filter(at -> records.isMember(view.members(), replica.id(), at.host()))
        .isPresent();
  }

  /** Lets a replica in. */
  void join(DbInstance replica, Endpoint at) throws InterruptedException {
    records.join(replica.id(), at.host());
  }

  /**
   * Takes replicas out, unless no member would be left that is fit.
   *
   * @param fit which of the other members serve readers, by their instance ids
   */
  Departure.Kind leave(PoolView seen, Set<String> ids, Predicate<String> fit, boolean allowEmpty)
      throws InterruptedException {
    return records.leave(
        seen.members(),
        ids,
        set -> set.weighted().map(Weighted::setIdentifier).filter(fit).isPresent(),
        allowEmpty);
  }

  /**
   * How long after a change resolvers may still answer with what was there before: until all
   * servers of the zone have it, and one TTL besides.
   *
   * @param seen the pool before the change; its members' TTL is what was answered
   */
  Duration memory(PoolView seen) {
    return seen.members().stream()
        .map(RecordSet::ttl)
        .reduce(settings.ttl(), (longest, ttl) -> ttl.compareTo(longest) > 0 ? ttl : longest)
        .plus(settle);
  }

  @Override
  public String toString() {
    return settings.name().text();
  }
}
