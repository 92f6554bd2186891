package io.ec2cluster.rds;

import io.ec2cluster.RefusedException;
import io.ec2cluster.UsageException;
import io.ec2cluster.spi.OperationContext;
import io.ec2cluster.spi.Plan;
import io.ec2cluster.spi.Step;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Plans {@code promote}. */
final class Promote {
  private final OperationContext context;
  private final PromoteOptions options;
  private final RdsSettings settings;
  private final ConfiguredClusters clusters;

  private Promote(OperationContext context, PromoteOptions options) {
    this.context = context;
    this.options = options;
    this.settings = context.settings(RdsSettings.class);
    this.clusters = ConfiguredClusters.of(settings, options.clusters());
  }

  static Plan plan(OperationContext context, PromoteOptions options) {
    return new Promote(context, options).plan();
  }

  private Plan plan() {
    Deadline deadline = Deadline.of(context.time(), settings.waiting().deadline());
    Optional<Ownership> listing = clusters.listing(options.id());
    listing.ifPresent(this::checkNoMaster);
    RdsApi api = RdsAccess.open(context, listing.flatMap(found -> found.settings().region()));
    DbInstance replica = api.find(options.id()).orElseThrow(this::unknown);
    Ownership ownership = listing.or(() -> marked(replica)).orElseThrow(() -> foreign(replica));
    FleetReader reader = new FleetReader(api, ownership.settings());
    FleetWatch watch =
        new FleetWatch(api, reader::read, context.random(), settings.waiting().poll(), deadline);
    Optional<ReaderPool> pool = ReaderPool.find(context, ownership);
    Fleet fleet = reader.read();
    List<String> siblings = siblings(ownership, fleet);
    Optional<PoolSteps> readers =
        pool.map(found -> PoolSteps.of(found, ownership, api, watch, siblings, fleet));
    Promotion promotion = new Promotion(api, promotionWatch(api, deadline), replica.id());
    return replica.source().isEmpty()
        ? finished(replica, promotion, readers, ownership, siblings)
        : begun(replica, promotion, readers, ownership, siblings);
  }

  /** The instance alone: it may be of no cluster any more. */
  private FleetWatch promotionWatch(RdsApi api, Deadline deadline) {
    return new FleetWatch(
        api,
        () -> new Fleet(api.find(options.id()), Map.of()),
        context.random(),
        settings.waiting().poll(),
        deadline);
  }

  private Plan begun(
      DbInstance replica,
      Promotion promotion,
      Optional<PoolSteps> readers,
      Ownership ownership,
      List<String> siblings) {
    if (!isOurs(replica, ownership)) {
      throw foreign(replica);
    }
    Plan.Builder plan = Plan.builder();
    if (!options.yes()) {
      plan.step(unconfirmed(replica));
    }
    readers.ifPresent(pool -> plan.step(pool.beforePromotion(replica.id())));
    plan.step(promotion.promote(replica)).step(promotion.await());
    readers.ifPresent(pool -> plan.step(pool.afterPromotion(replica.id())));
    return plan.step(tell(ownership, siblings)).build();
  }

  /** Promoted before; what a run that was cut short has left is done. */
  private Plan finished(
      DbInstance replica,
      Promotion promotion,
      Optional<PoolSteps> readers,
      Ownership ownership,
      List<String> siblings) {
    context
        .progress()
        .note(
            "%s follows nobody: it has been promoted already (%s)"
                .formatted(replica.id(), replica.state()));
    Plan.Builder plan = Plan.builder();
    if (!replica.isAvailable()) {
      plan.step(promotion.await());
    }
    readers
        .filter(pool -> pool.names(replica.id()))
        .ifPresent(
            pool -> plan.step(pool.afterPromotion(replica.id())).step(tell(ownership, siblings)));
    return plan.build();
  }

  /** A step, so that --dry-run shows the rest without it. */
  private Step unconfirmed(DbInstance replica) {
    String why =
        "promoting %s takes it from %s for good: it then holds data of its own and never follows again"
            .formatted(replica.id(), replica.source().orElse("its source"));
    return Step.named("confirm the promotion")
        .description("Stop here unless --yes is given: " + why)
        .action(
            step -> {
              throw new RefusedException(
                  why + ". Give --yes if that is wanted. Nothing was changed");
            });
  }

  private Step tell(Ownership ownership, List<String> siblings) {
    String id = options.id();
    return Step.named("name what stays")
        .description("Name the replicas that stay on the old source")
        .action(
            step -> {
              step.note(
                  siblings.isEmpty()
                      ? "no other replicas of cluster '%s' are there".formatted(ownership.cluster())
                      : "%s stay replicas of %s: RDS moves no replica to another source. To have replicas of %s, give it a cluster of its own in the configuration (master: {instance-id: %s}) and run create-cluster; then delete the old ones"
                          .formatted(
                              String.join(", ", siblings),
                              ownership.settings().master().instanceId(),
                              id,
                              id));
              if (ownership.isListed(id)) {
                step.note(
                    "take %s out of the replicas of cluster '%s': create-cluster refuses an id that follows somebody else"
                        .formatted(id, ownership.cluster()));
              }
            });
  }

  /** The other replicas of the old source that are ours. */
  private List<String> siblings(Ownership ownership, Fleet fleet) {
    return fleet.others().keySet().stream()
        .filter(id -> !id.equals(options.id()))
        .filter(id -> ownership.isReplica(id, fleet))
        .filter(id -> fleet.find(id).filter(found -> ownership.serves(found, fleet)).isPresent())
        .toList();
  }

  private static boolean isOurs(DbInstance replica, Ownership ownership) {
    String master = ownership.settings().master().instanceId();
    return replica
        .source()
        .filter(source -> source.equals(master) || source.endsWith(":db:" + master))
        .isPresent();
  }

  /** The cluster that its tag names. */
  private Optional<Ownership> marked(DbInstance replica) {
    return Stream.ofNullable(replica.tags().get(Ownership.CLUSTER_TAG))
        .filter(clusters.byName()::containsKey)
        .map(name -> new Ownership(name, clusters.get(name)))
        .findFirst();
  }

  private void checkNoMaster(Ownership ownership) {
    if (ownership.settings().master().instanceId().equals(options.id())) {
      throw new RefusedException(
          "%s is the master of cluster '%s': there is nothing to promote. Name one of its replicas: %s"
              .formatted(
                  options.id(),
                  ownership.cluster(),
                  String.join(
                      ", ",
                      ownership.settings().replicas().stream().map(ReplicaSettings::id).toList())));
    }
  }

  private RefusedException foreign(DbInstance replica) {
    return new RefusedException(
        "%s is no replica that is ours (%s): no cluster of the configuration lists it and its master together, or has tagged it. It is not promoted, and nothing overrides this; 'aws rds promote-read-replica' does it by hand"
            .formatted(replica.id(), replica.inWords()));
  }

  private UsageException unknown() {
    return new UsageException(
        "RDS knows no instance '%s' in this region and account. Check the id, and --region"
            .formatted(options.id()));
  }
}
