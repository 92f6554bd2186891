package io.ec2cluster.internal.role;

import com.google.common.collect.ImmutableSet;
import io.ec2cluster.RefusedException;
import io.ec2cluster.UsageException;
import io.ec2cluster.dns.Change;
import io.ec2cluster.dns.DnsName;
import io.ec2cluster.dns.RecordSet;
import io.ec2cluster.role.Departure;
import io.ec2cluster.role.OwnerLife;
import io.ec2cluster.role.ReplicaPool;
import io.ec2cluster.spi.EngineNode;
import io.ec2cluster.spi.InstanceState;
import io.ec2cluster.spi.OperationContext;
import io.ec2cluster.spi.Step;
import io.ec2cluster.spi.StepContext;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** The replica pool as this node sees it, and the steps by which it joins and leaves. */
final class Pool {
  private final OperationContext context;
  private final ReaderFitness fitness;
  private final ReplicaPool records;
  private final DnsName name;
  private final String self;

  private Pool(OperationContext context, EngineNode node, DnsName name) {
    this.context = context;
    this.fitness = new ReaderFitness(node);
    this.name = name;
    this.self = context.cloud().metadata().instanceId();
    this.records =
        new ReplicaPool(
            context.cloud().zone(),
            name,
            context.names().replicaTtl(),
            context.settings().dns().weight(),
            context.time(),
            context.random());
  }

  /** The cluster's pool, where it has one. */
  static Optional<Pool> find(OperationContext context, EngineNode node) {
    return context.names().replica().map(name -> new Pool(context, node, name));
  }

  /** The cluster's pool, which the operation is about. */
  static Pool get(OperationContext context, EngineNode node) {
    return find(context, node)
        .orElseThrow(
            () ->
                new UsageException(
                    "cluster " + context.cluster() + " has no replica pool: set dns.replica-name"));
  }

  /** The pool as one reading showed it, with what the back end knows of the others. */
  record View(List<RecordSet> members, Map<String, InstanceState> instances) {
    /** The members whose instances never come back. */
    Set<String> dead() {
      return instances.entrySet().stream()
          .filter(entry -> entry.getValue().life() == OwnerLife.DEAD)
          .map(Map.Entry::getKey)
          .collect(ImmutableSet.toImmutableSet());
    }

    Optional<RecordSet> of(String instanceId) {
      return ReplicaPool.of(members, instanceId);
    }
  }

  /** Reads: one request to the zone, and one to the back end where there are other members. */
  View view() {
    List<RecordSet> members = records.members();
    Set<String> others = ids(members);
    return new View(
        members,
        others.isEmpty() ? Map.of() : context.cloud().instances(context.cluster(), others));
  }

  /** The instance ids of the other members. */
  Set<String> ids(List<RecordSet> members) {
    return members.stream()
        .flatMap(set -> set.weighted().stream())
        .map(weighted -> weighted.setIdentifier())
        .filter(id -> !id.equals(self))
        .collect(ImmutableSet.toImmutableSet());
  }

  /** Why this node is not fit for readers. */
  Optional<String> unfit() {
    return fitness.unfit();
  }

  ReaderFitness fitness() {
    return fitness;
  }

  DnsName name() {
    return name;
  }

  String target() {
    return new Candidates(context).target();
  }

  /** Whether a reading shows this node, with what it is reached by now. */
  boolean isJoined(View view) {
    return records.isMember(view.members(), self, target());
  }

  Step joining() {
    String target = target();
    return Step.named("join the replica pool")
        .description("Add " + target + " to " + name)
        .action(
            step -> {
              records.join(self, target);
              step.note("in the replica pool " + name);
            });
  }

  /** How this node would leave by what a view shows. */
  Departure.Kind departure(View view, boolean allowEmpty) {
    return Departure.of(view.members(), Set.of(self), fitness.others(view.instances()), allowEmpty)
        .kind();
  }

  /**
   * What takes this node out, for a batch that does more, by a new reading; nothing while no other
   * member is fit, so that the pool's only member stays until another one joins.
   */
  List<Change> departing() {
    View view = view();
    return Departure.of(view.members(), Set.of(self), fitness.others(view.instances()), false)
        .changes();
  }

  /** Takes this node out. */
  Departure.Kind leave(View view, boolean allowEmpty) throws InterruptedException {
    return records.leave(
        view.members(), Set.of(self), fitness.others(view.instances()), allowEmpty);
  }

  /** A departure that must not be refused silently. */
  Step leaving(View view, boolean allowEmpty) {
    return Step.named("leave the replica pool")
        .description("Take " + self + " out of " + name)
        .action(step -> tell(leave(view, allowEmpty), step));
  }

  private void tell(Departure.Kind kind, StepContext step) {
    switch (kind) {
      case LEAVES -> step.note("out of the replica pool " + name);
      case ABSENT -> step.note("was not in the replica pool " + name);
      case LAST -> throw last();
    }
  }

  RefusedException last() {
    return new RefusedException(
        "no fit member would be left in the replica pool "
            + name
            + ": "
            + self
            + " stays in it. Give --allow-empty to take it out all the same");
  }

  /** Brings this node back by the record that it had. */
  void rejoin() throws InterruptedException {
    records.join(self, target());
  }

  /**
   * Removes the members whose instances are terminated.
   *
   * @param view what the plan saw
   * @param members the members as they are now
   */
  Step evicting(View view, Supplier<List<RecordSet>> members, boolean allowEmpty) {
    Set<String> dead = view.dead();
    String named = dead.stream().sorted().collect(Collectors.joining(", "));
    return Step.named("remove terminated members")
        .description("Take " + named + " out of " + name + ": their instances are terminated")
        .action(
            step -> {
              Departure.Kind kind =
                  records.leave(
                      members.get(),
                      dead,
                      set -> !dead.contains(set.weighted().orElseThrow().setIdentifier()),
                      allowEmpty);
              step.note(
                  kind == Departure.Kind.LAST
                      ? named + " is terminated and stays until another member joins " + name
                      : named + " is terminated and out of " + name);
            });
  }

  List<RecordSet> members() {
    return records.members();
  }
}
