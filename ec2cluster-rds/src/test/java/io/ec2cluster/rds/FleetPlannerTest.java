package io.ec2cluster.rds;

import static org.assertj.core.api.Assertions.assertThat;

import io.ec2cluster.RefusedException;
import io.ec2cluster.rds.FleetAction.Create;
import io.ec2cluster.rds.FleetAction.Remove;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/** The plan of any configuration, fleet and number, applied to a model. */
class FleetPlannerTest {
  private static final String MASTER = "m1";
  private static final String CLUSTER = "c";
  private static final String SMALL = "db.t3.micro";
  private static final String LARGE = "db.r6g.large";

  /**
   * What is there beside the master, by id; what a configuration lists is {@code s0} to {@code s5}.
   */
  private static final List<String> IDS =
      List.of("s0", "s1", "s2", "s3", "s4", "s5", "x0", "x1", "x2");

  @Property(tries = 3000)
  void finalFleetIsWhatWasAskedAndNothingElseIsTouched(
      @ForAll("clusters") RdsClusterSettings settings,
      @ForAll("fleets") Fleet fleet,
      @ForAll("demands") Demand demand) {
    Ownership ownership = new Ownership(CLUSTER, settings);
    FleetPlan plan;
    try {
      plan = FleetPlanner.plan(ownership, fleet, demand);
    } catch (RefusedException refused) {
      assertThat(refused.getMessage()).isNotBlank();
      return;
    }

    Map<String, DbInstance> after = applied(plan, fleet, settings);

    DbInstance master = fleet.master().orElseGet(() -> instance(MASTER, Kind.MASTER, SMALL));
    int wanted = demand.replicas(settings);
    for (int i = 0; i < settings.replicas().size(); i++) {
      String id = settings.replicas().get(i).id();
      boolean follows =
          Optional.ofNullable(after.get(id)).filter(f -> f.follows(master)).isPresent();
      assertThat(follows).as("%s of %d, %s", id, wanted, plan).isEqualTo(i < wanted);
    }
    for (Remove removal : plan.removals()) {
      DbInstance gone = fleet.find(removal.instance()).orElseThrow();
      assertThat(gone.id()).isNotEqualTo(MASTER);
      assertThat(gone.follows(master)).isTrue();
      assertThat(ownership.isMarked(gone) || ownership.isListed(gone.id())).isTrue();
      assertThat(plan.kept()).doesNotContain(gone.id());
      assertThat(gone.replicas()).isEmpty();
    }
    fleet.others().values().stream()
        .filter(other -> !other.follows(master) && !ownership.isListed(other.id()))
        .forEach(
            other -> assertThat(plan.actions()).noneMatch(a -> a.instance().equals(other.id())));
    assertThat(plan.kept()).hasSizeGreaterThanOrEqualTo(settings.floor());
    assertThat(plan.master().stream().anyMatch(FleetAction.Restore.class::isInstance))
        .isEqualTo(fleet.master().isEmpty());
    if (fleet.master().isEmpty()) {
      assertThat(demand.restore()).isTrue();
    }
    assertThat(plan.kept()).containsAll(plan.creations().stream().map(Create::instance).toList());
  }

  @Property(tries = 2000)
  void secondPlanHasNothingToDo(
      @ForAll("clusters") RdsClusterSettings settings,
      @ForAll("fleets") Fleet fleet,
      @ForAll("demands") Demand demand) {
    Ownership ownership = new Ownership(CLUSTER, settings);
    FleetPlan plan;
    try {
      plan = FleetPlanner.plan(ownership, fleet, demand);
    } catch (RefusedException refused) {
      assertThat(refused.getMessage()).isNotBlank();
      return;
    }
    Map<String, DbInstance> after = applied(plan, fleet, settings);
    Fleet settled = new Fleet(Optional.ofNullable(after.remove(MASTER)), after);

    assertThat(FleetPlanner.plan(ownership, settled, demand).actions()).isEmpty();
  }

  /** What RDS makes of the actions; those that are being deleted are gone by then. */
  private static Map<String, DbInstance> applied(
      FleetPlan plan, Fleet fleet, RdsClusterSettings settings) {
    Map<String, DbInstance> after = new TreeMap<>(fleet.others());
    after.values().removeIf(DbInstance::isGoing);
    fleet.master().ifPresent(master -> after.put(MASTER, master));
    for (FleetAction action : plan.actions()) {
      String id = action.instance();
      if (action instanceof FleetAction.Restore) {
        assertThat(after).doesNotContainKey(id);
        after.put(id, instance(id, Kind.MASTER, settings.configuredClass(id).orElse(SMALL)));
      } else if (action instanceof Create create) {
        assertThat(after).doesNotContainKey(id);
        after.put(id, instance(id, Kind.MARKED, create.replica().instanceClass().orElse(SMALL)));
      } else if (action instanceof FleetAction.ChangeClass change) {
        after.put(id, withClass(after.remove(id), change.to()));
      } else {
        assertThat(after.remove(id)).isNotNull();
      }
    }
    plan.departing().forEach(id -> assertThat(after).doesNotContainKey(id));
    return after;
  }

  /** What an instance is to the cluster. */
  private enum Kind {
    MASTER,
    /** A replica of the master with our tag. */
    MARKED,
    /** A replica of the master without. */
    FOLLOWER,
    /** Our tag, and a life of its own. */
    PROMOTED,
    /** Another's. */
    STRANGER,
    GOING
  }

  @Provide
  Arbitrary<RdsClusterSettings> clusters() {
    Arbitrary<Optional<String>> classes =
        Arbitraries.of(Optional.of(SMALL), Optional.of(LARGE), Optional.empty());
    return Combinators.combine(
            Arbitraries.integers().between(0, 6),
            classes.list().ofSize(6),
            classes,
            Arbitraries.integers().between(0, 6).optional())
        .as(
            (count, replicaClasses, masterClass, floor) ->
                new RdsClusterSettings(
                    Optional.empty(),
                    new MasterSettings(
                        MASTER,
                        Optional.of("snap"),
                        masterClass,
                        Optional.empty(),
                        MasterSettings.Restore.NEVER,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Map.of()),
                    IntStream.range(0, count)
                        .mapToObj(i -> replica("s" + i, replicaClasses.get(i)))
                        .toList(),
                    floor.filter(given -> given <= count),
                    Optional.empty(),
                    Optional.empty()));
  }

  private static ReplicaSettings replica(String id, Optional<String> instanceClass) {
    return new ReplicaSettings(
        id, instanceClass, Optional.empty(), Optional.empty(), Optional.empty(), Map.of());
  }

  @Provide
  Arbitrary<Fleet> fleets() {
    Arbitrary<Optional<DbInstance>> others =
        Combinators.combine(
                Arbitraries.frequency(
                    Tuple.of(4, Kind.MARKED),
                    Tuple.of(4, Kind.FOLLOWER),
                    Tuple.of(1, Kind.PROMOTED),
                    Tuple.of(1, Kind.STRANGER),
                    Tuple.of(1, Kind.GOING)),
                Arbitraries.of(SMALL, LARGE))
            .as((kind, size) -> instance("?", kind, size))
            .optional();
    return Combinators.combine(
            others.list().ofSize(IDS.size()), Arbitraries.integers().between(0, 9))
        .as(
            (found, dice) -> {
              Map<String, DbInstance> byId = new LinkedHashMap<>();
              for (int i = 0; i < IDS.size(); i++) {
                String id = IDS.get(i);
                found.get(i).ifPresent(instance -> byId.put(id, named(instance, id)));
              }
              Optional<DbInstance> master =
                  dice == 0 ? Optional.empty() : Optional.of(instance(MASTER, Kind.MASTER, SMALL));
              return new Fleet(master, byId);
            });
  }

  @Provide
  Arbitrary<Demand> demands() {
    return Combinators.combine(
            Arbitraries.integers().between(0, 8).optional(),
            Arbitraries.of(true, false),
            Arbitraries.of(true, false),
            Arbitraries.of(When.values()))
        .as(Demand::new);
  }

  private static DbInstance instance(String id, Kind kind, String size) {
    Optional<String> source =
        switch (kind) {
          case MASTER, PROMOTED -> Optional.empty();
          case MARKED, FOLLOWER, GOING -> Optional.of(MASTER);
          case STRANGER -> Optional.of("another");
        };
    Map<String, String> tags =
        kind == Kind.MARKED || kind == Kind.PROMOTED
            ? Map.of(Ownership.CLUSTER_TAG, CLUSTER)
            : Map.of();
    return new DbInstance(
        id,
        "arn:" + id,
        size,
        Optional.empty(),
        kind == Kind.GOING ? "deleting" : "available",
        "mysql",
        source,
        List.of(),
        Optional.empty(),
        Optional.empty(),
        tags,
        kind == Kind.MASTER ? 7 : 0,
        false);
  }

  private static DbInstance named(DbInstance of, String id) {
    return copy(of, id, of.instanceClass());
  }

  private static DbInstance withClass(DbInstance of, String size) {
    return copy(of, of.id(), size);
  }

  private static DbInstance copy(DbInstance of, String id, String size) {
    return new DbInstance(
        id,
        "arn:" + id,
        size,
        Optional.empty(),
        of.state(),
        of.engine(),
        of.source(),
        of.replicas(),
        of.zone(),
        of.endpoint(),
        of.tags(),
        of.backupDays(),
        of.deletionProtected());
  }
}
