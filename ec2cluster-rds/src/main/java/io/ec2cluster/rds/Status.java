package io.ec2cluster.rds;

import io.ec2cluster.rds.CloudWatchApi.Datapoint;
import io.ec2cluster.rds.DbInstance.Endpoint;
import io.ec2cluster.rds.StatusReport.Cluster;
import io.ec2cluster.rds.StatusReport.Instance;
import io.ec2cluster.rds.StatusReport.Kind;
import io.ec2cluster.rds.StatusReport.Owner;
import io.ec2cluster.spi.OperationContext;
import io.ec2cluster.spi.Query;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Answers {@code status}. */
final class Status {
  private static final int DEGRADED = 10;

  private final Ownership ownership;
  private final Fleet fleet;
  private final ReaderStatus readers;
  private final Instant now;

  private Status(Ownership ownership, Fleet fleet, ReaderStatus readers, Instant now) {
    this.ownership = ownership;
    this.fleet = fleet;
    this.readers = readers;
    this.now = now;
  }

  static Query.Answer answer(OperationContext context, StatusOptions options) {
    ConfiguredClusters configured =
        ConfiguredClusters.of(context.settings(RdsSettings.class), options.clusters());
    Map<String, RdsClusterSettings> asked =
        options
            .cluster()
            .map(name -> Map.of(name, configured.get(name)))
            .orElseGet(configured::all);
    List<Cluster> clusters = new ArrayList<>();
    Map<Optional<String>, RdsApi> regions = new HashMap<>();
    Map<Optional<String>, CloudWatchApi> lags = new HashMap<>();
    asked.forEach(
        (name, settings) -> {
          RdsApi api =
              regions.computeIfAbsent(settings.region(), region -> RdsAccess.open(context, region));
          Fleet fleet = new FleetReader(api, settings).read();
          Ownership ownership = new Ownership(name, settings);
          // The predecessor's form has no place for it.
          ReaderStatus readers =
              options.classic()
                  ? ReaderStatus.unasked()
                  : ReaderStatus.read(
                      context,
                      ownership,
                      fleet,
                      lags.computeIfAbsent(
                          settings.region(), region -> RdsAccess.openCloudWatch(context, region)));
          clusters.add(new Status(ownership, fleet, readers, context.time().now()).cluster());
        });
    StatusReport report = new StatusReport(clusters);
    String text = options.classic() ? StatusText.classic(report) : StatusText.table(report);
    return new Query.Answer(report, text, report.isDegraded() ? DEGRADED : 0);
  }

  private Cluster cluster() {
    List<Instance> instances = new ArrayList<>();
    String masterId = ownership.settings().master().instanceId();
    instances.add(instance(masterId, Kind.MASTER, Owner.LISTED));
    for (ReplicaSettings replica : ownership.settings().replicas()) {
      instances.add(instance(replica.id(), kind(replica.id()), Owner.LISTED));
    }
    fleet.others().values().stream()
        .filter(other -> !ownership.isListed(other.id()))
        .filter(other -> fleet.master().filter(other::follows).isPresent())
        .forEach(other -> instances.add(instance(other.id(), Kind.REPLICA, owner(other))));
    return new Cluster(
        ownership.cluster(),
        ownership.settings().pool().map(pool -> pool.name().text()),
        instances,
        readers.missing());
  }

  private Owner owner(DbInstance other) {
    return ownership.isMarked(other) ? Owner.MARKED : Owner.OTHER;
  }

  private Kind kind(String replica) {
    boolean foreign =
        fleet
            .find(replica)
            .filter(found -> fleet.master().filter(found::follows).isEmpty())
            .isPresent();
    return foreign ? Kind.FOREIGN : Kind.REPLICA;
  }

  private Instance instance(String id, Kind kind, Owner owner) {
    Optional<DbInstance> found = fleet.find(id);
    Optional<Datapoint> lag = readers.lag(id);
    return new Instance(
        id,
        kind,
        owner,
        found.isPresent(),
        found.map(DbInstance::state),
        found.map(DbInstance::instanceClass),
        found.flatMap(DbInstance::pendingClass),
        found.map(ownership::wantedClass).orElseGet(() -> ownership.settings().configuredClass(id)),
        found.filter(there -> there.tags().containsKey(Ownership.CLASS_TAG)).isPresent(),
        found.flatMap(DbInstance::zone),
        found.flatMap(DbInstance::endpoint).map(Endpoint::host),
        found.flatMap(DbInstance::endpoint).map(Endpoint::port),
        found.filter(DbInstance::isInTrouble).isPresent(),
        lag.map(point -> Math.round(point.value())),
        lag.map(point -> Duration.between(point.at(), now).toSeconds()),
        found.filter(there -> kind == Kind.REPLICA).flatMap(readers::membership));
  }
}
