package io.ec2cluster.rds;

import io.ec2cluster.UsageException;
import io.ec2cluster.spi.Check;
import io.ec2cluster.spi.OperationContext;
import io.ec2cluster.spi.Plan;
import io.ec2cluster.spi.Step;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Plans {@code modify-instance}. The tag comes first: whatever happens in between, create-cluster
 * then goes on to the class that was asked for here.
 */
final class ModifyInstance {
  private final ModifyInstanceOptions options;
  private final OperationContext context;
  private final RdsSettings settings;
  private final Optional<Ownership> listing;
  private final RdsApi api;

  private ModifyInstance(OperationContext context, ModifyInstanceOptions options) {
    this.context = context;
    this.options = options;
    this.settings = context.settings(RdsSettings.class);
    this.listing = ConfiguredClusters.of(settings, options.clusters()).listing(options.id());
    this.api = RdsAccess.open(context, listing.flatMap(ownership -> ownership.settings().region()));
  }

  static Plan plan(OperationContext context, ModifyInstanceOptions options) {
    return new ModifyInstance(context, options).plan();
  }

  private Plan plan() {
    Deadline deadline = Deadline.of(context.time(), settings.waiting().deadline());
    String wanted = options.instanceClass().orElseGet(this::configuredClass);
    DbInstance instance = api.find(options.id()).orElseThrow(this::unknown);
    Plan.Builder plan = Plan.builder();
    plan.step(options.asConfigured() ? unmark(instance) : mark(instance, wanted));
    boolean reached = Goals.instanceClass(wanted, options.when()).isReached(Optional.of(instance));
    Optional<Ownership> pooled =
        listing.filter(
            cluster ->
                cluster.settings().pool().isPresent()
                    && cluster.isListed(options.id())
                    && options.when() == When.IMMEDIATELY);
    FleetWatch watch =
        new FleetWatch(api, look(pooled), context.random(), settings.waiting().poll(), deadline);
    Optional<PoolSteps> readers = pooled.map(cluster -> readers(cluster, watch));
    if (!reached) {
      Step change =
          new ClassChange(api, watch, instance.id(), wanted, options.when())
              .step(instance.instanceClass());
      plan.steps(
          readers.map(pool -> pool.around(instance.id(), change)).orElseGet(() -> List.of(change)));
    } else {
      // An earlier run may have ended between the change and this.
      readers.ifPresent(pool -> plan.steps(pool.back(instance)));
    }
    return plan.build();
  }

  private PoolSteps readers(Ownership cluster, FleetWatch watch) {
    ReaderPool pool = ReaderPool.find(context, cluster).orElseThrow();
    return PoolSteps.of(pool, cluster, api, watch, List.of(options.id()), watch.look());
  }

  /** All of the cluster where readers are led by it. */
  private Supplier<Fleet> look(Optional<Ownership> pooled) {
    return pooled
        .<Supplier<Fleet>>map(cluster -> new FleetReader(api, cluster.settings())::read)
        .orElse(this::look);
  }

  /** The instance alone, whatever it is. */
  private Fleet look() {
    return new Fleet(api.find(options.id()), Map.of());
  }

  private Step mark(DbInstance instance, String wanted) {
    boolean isMarked = wanted.equals(instance.tags().get(Ownership.CLASS_TAG));
    return Step.named("keep the class of " + instance.id())
        .description(
            "Tag %s %s=%s: create-cluster leaves that class alone"
                .formatted(instance.id(), Ownership.CLASS_TAG, wanted))
        .check(step -> isMarked ? Check.State.DONE : Check.State.NEEDED)
        .action(step -> api.tag(instance, Ownership.CLASS_TAG, wanted));
  }

  private Step unmark(DbInstance instance) {
    boolean isMarked = instance.tags().containsKey(Ownership.CLASS_TAG);
    return Step.named("follow the configuration with " + instance.id())
        .description("Remove the tag %s from %s".formatted(Ownership.CLASS_TAG, instance.id()))
        .check(step -> isMarked ? Check.State.NEEDED : Check.State.DONE)
        .action(step -> api.untag(instance, Ownership.CLASS_TAG));
  }

  private String configuredClass() {
    return listing
        .flatMap(ownership -> ownership.settings().configuredClass(options.id()))
        .orElseThrow(
            () ->
                new UsageException(
                    "no cluster of the configuration gives '%s' a class: --as-configured has nothing to go back to. Give the class itself"
                        .formatted(options.id())));
  }

  private UsageException unknown() {
    return new UsageException(
        "RDS knows no instance '%s' in this region and account. Check the id, and --region"
            .formatted(options.id()));
  }
}
